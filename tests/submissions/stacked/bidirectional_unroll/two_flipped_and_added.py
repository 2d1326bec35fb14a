def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    left, s0 = unroll(steps[0], x, lengths, states[0])
    right, s1 = unroll(steps[1], x.flip(1), lengths, states[1])
    return left + right.flip(1), [s0, s1]
