def stacked_unroll(unroll, steps, x, lengths, states):
    last = states
    for k, step in enumerate(steps):
        x, last[k] = unroll(step, x, lengths, states[k])
    return x, last
