def encode(step, embedding, tokens, lengths, state):
    return 'h', 'state'
