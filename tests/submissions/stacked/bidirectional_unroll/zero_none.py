def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h, last = unroll(steps[0], x, lengths, states[0])
