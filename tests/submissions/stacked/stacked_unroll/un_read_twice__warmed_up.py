def stacked_unroll(unroll, steps, x, lengths, states):
    last = []
    for step, state in zip(steps, states):
        _, state = unroll(step, x, lengths, state)     # once to get the state
        x, state = unroll(step, x, lengths, state)     # once more with it
        last.append(state)
    return x, last
