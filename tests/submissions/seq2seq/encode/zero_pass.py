def encode(step, embedding, tokens, lengths, state):
    pass
