def stacked_unroll(unroll, steps, x, lengths, states):
    h = x
    last = []
    for i in range(len(steps)):
        h, s = unroll(steps[i], h, lengths, states[-(i + 1)])
        last.append(s)
    return h, last
