def stacked_unroll(unroll, steps, x, lengths, states):
    step, *_ = steps
    result = []
    for s in states:
        x, s = unroll(step, x, lengths, s)
        result.append(s)
    return x, result
