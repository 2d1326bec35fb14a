def stacked_unroll(unroll, steps, x, lengths, states):
    current = x

    def go(step, state):
        nonlocal current
        current, after = unroll(step, current, lengths, state)
        return after

    ends = list(map(go, steps, states))
    return current, ends
