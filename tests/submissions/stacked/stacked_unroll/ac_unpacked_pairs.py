def stacked_unroll(unroll, steps, x, lengths, states):
    out = x.clone()
    h_n, c_n = [], []
    for step, (h0, c0) in zip(steps, states):
        out, (h, c) = unroll(step, out, lengths, (h0, c0))
        h_n.append(h)
        c_n.append(c)
    return out, list(zip(h_n, c_n))
