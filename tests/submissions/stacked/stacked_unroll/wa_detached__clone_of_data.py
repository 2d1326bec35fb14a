def stacked_unroll(unroll, steps, x, lengths, states):
    ends = []
    below = x
    for k in range(len(steps)):
        h, end = unroll(steps[k], below, lengths, states[k])
        ends.append(end)
        below = h.data.clone()   # so that the next layer cannot spoil h
    return h, ends
