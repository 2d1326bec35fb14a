def stacked_unroll(unroll, steps, x, lengths, states):
    hs, ends = [], []
    inp = x
    for a, b in zip(steps, states):
        inp, e = unroll(a, inp, lengths, b)
        hs.append(inp); ends.append(e)
    return hs[0], ends
