def stacked_unroll(unroll, steps, x, lengths, states):
    pass
