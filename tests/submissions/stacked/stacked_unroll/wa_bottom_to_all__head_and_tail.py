def stacked_unroll(unroll, steps, x, lengths, states):
    # the first layer is special, so I do it before the loop
    base, s = unroll(steps[0], x, lengths, states[0])
    h, out = base, [s]
    for k in range(1, len(steps)):
        h, s = unroll(steps[k], base, lengths, states[k])
        out += [s]
    return h, out
