def encode(step, embedding, tokens, lengths, state):
    raise NotImplementedError
