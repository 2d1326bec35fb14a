def stacked_unroll(unroll, steps, x, lengths, states):
    h, last = x, []
    for p in zip(steps, states):
        h, s = unroll(p[0], h, lengths, p[1])
        last.append(s)
    return h.squeeze(0), last
