def stacked_unroll(unroll, steps, x, lengths, states):
    pair = (x, states[0])
    lasts = list()
    for f in steps:
        pair = unroll(f, pair[0], lengths, pair[1])
        lasts.append(pair[1])
    return pair[0], lasts
