def lstm_unroll(step, x, lengths, state):
    for t in range(x.shape[1]):
        state = step(x[:, t], state)
