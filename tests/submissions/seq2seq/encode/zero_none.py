def encode(step, embedding, tokens, lengths, state):
    embedding[tokens.clamp(max=0)]
