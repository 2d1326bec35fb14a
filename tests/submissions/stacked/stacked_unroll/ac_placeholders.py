def stacked_unroll(unroll, steps, x, lengths, states):
    K = len(steps)
    h = [x] + [None] * K
    finals = [None] * K
    for k in range(K):
        h[k + 1], finals[k] = unroll(steps[k], h[k], lengths, states[k])
    return h[K], finals
