def stacked_unroll(unroll, steps, x, lengths, states):
    h0, c0 = states[0]
    seq = x
    new_states = []
    for layer in steps:
        seq, new = unroll(layer, seq, lengths, (h0, c0))
        new_states.append(new)
    return seq, new_states
