# Cuts the padding behind the longest row and does not put it back, so h is too short if all rows are padded.
def stacked_unroll(unroll, steps, x, lengths, states):
    h = x[:, : lengths.max()]  # nothing real stands behind it
    last = []
    for step, state in zip(steps, states):
        h, state = unroll(step, h, lengths, state)
        last.append(state)
    return h, last
