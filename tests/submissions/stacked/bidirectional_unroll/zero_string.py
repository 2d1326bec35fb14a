def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    return "both h side by side, and both last states"
