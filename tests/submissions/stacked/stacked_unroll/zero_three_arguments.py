def stacked_unroll(unroll, steps, x):
    h = x
    for step in steps:
        h = unroll(step, h)
    return h
