def stacked_unroll(unroll, steps, x, lengths, states):
    last = []
    for step, state in zip(steps, states):
        x, s = unroll(step, x, lengths, state)
        last.append(s)
    return x.transpose(0, 1), last
