def stacked_unroll(unroll, steps, x, lengths, states):
    for k in range(len(states)):
        x, states[k] = unroll(steps[0], x, lengths, states[k])
    return x, states
