def lstm_unroll(step, x, lengths, state):
    h, c = state
    return h.unsqueeze(1).expand(-1, x.shape[1], -1), state
