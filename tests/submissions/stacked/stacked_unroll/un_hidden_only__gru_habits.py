def stacked_unroll(unroll, steps, x, lengths, states):
    last = []
    for step, state in zip(steps, states):
        x, (h, c) = unroll(step, x, lengths, state)
        last.append(h)
    return x, last
