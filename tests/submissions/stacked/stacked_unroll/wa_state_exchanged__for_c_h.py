def stacked_unroll(unroll, steps, x, lengths, states):
    seq = x
    out = []
    for step, (c, h) in zip(steps, states):
        seq, (h, c) = unroll(step, seq, lengths, (h, c))
        out.append((c, h))
    return seq, out
