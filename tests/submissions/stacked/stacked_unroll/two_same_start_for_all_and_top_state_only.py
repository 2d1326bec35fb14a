def stacked_unroll(unroll, steps, x, lengths, states):
    start = states[0]
    for step in steps:
        x, end = unroll(step, x, lengths, start)
    return x, end
