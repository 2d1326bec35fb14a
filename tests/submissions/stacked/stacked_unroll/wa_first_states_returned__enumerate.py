def stacked_unroll(unroll, steps, x, lengths, states):
    kept = []
    h = x
    for i, step in enumerate(steps):
        state = states[i]
        h, new_state = unroll(step, h, lengths, state)
        kept.append(state)
    return h, kept
