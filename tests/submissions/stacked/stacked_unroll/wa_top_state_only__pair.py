def stacked_unroll(unroll, steps, x, lengths, states):
    top = None
    for step, start in zip(steps, states):
        x, top = unroll(step, x, lengths, start)
    h_last, c_last = top
    return x, (h_last, c_last)
