def stacked_unroll(unroll, steps, x, lengths, states):
    N = x.shape[0]
    ends = []
    for k, step in enumerate(steps):
        size = states[k][0].shape[1]
        start = (x.new_zeros(N, size), x.new_zeros(N, size))
        x, end = unroll(step, x, lengths, start)
        ends.append(end)
    return x, ends
