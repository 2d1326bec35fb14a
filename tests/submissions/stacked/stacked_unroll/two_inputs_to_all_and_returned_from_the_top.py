def stacked_unroll(unroll, steps, x, lengths, states):
    ends = []
    for step, start in zip(steps, states):
        h, end = unroll(step, x, lengths, start)
        ends = [end] + ends
    return h, ends
