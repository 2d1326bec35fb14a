def stacked_unroll(unroll, steps, x, lengths, states):
    def run(h):
        for step, state in zip(steps, states):
            h, end = unroll(step, h, lengths, state)
            yield h, end

    h, ends = x, []
    for h, end in run(x):
        ends.append(end)
    return h, ends
