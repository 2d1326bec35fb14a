def stacked_unroll(unroll, steps, x, lengths, states):
    results = [unroll(step, x, lengths, s) for step, s in zip(steps, states)]
    return results[-1][0], [r[1] for r in results]
