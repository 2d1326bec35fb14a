def stacked_unroll(unroll, steps, x, lengths, states):
    h, last = x, []
    for k, step in enumerate(steps):
        h, s = unroll(step, h, (lengths - k).clamp(min=1), states[k])
        last.append(s)
    return h, last
