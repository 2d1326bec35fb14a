def stacked_unroll(unroll, steps, x, lengths, states):
    return "h of the top layer"
