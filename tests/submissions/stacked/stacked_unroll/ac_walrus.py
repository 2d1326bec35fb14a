def stacked_unroll(unroll, steps, x, lengths, states):
    h = x
    last = [(r := unroll(f, h, lengths, s), h := r[0])[0][1] for f, s in zip(steps, states)]
    return h, last
