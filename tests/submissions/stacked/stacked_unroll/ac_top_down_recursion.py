def stacked_unroll(unroll, steps, x, lengths, states):
    # the top layer reads what the stack without it returns
    if not steps:
        return x, []
    below, ends = stacked_unroll(unroll, steps[:-1], x, lengths, states[:-1])
    h, end = unroll(steps[-1], below, lengths, states[-1])
    return h, ends + [end]
