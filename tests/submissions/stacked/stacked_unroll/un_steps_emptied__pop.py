# Takes the steps out of the list that was given: the result is right, but the caller's list is empty afterwards.
def stacked_unroll(unroll, steps, x, lengths, states):
    ends = []
    while steps:
        x, end = unroll(steps.pop(0), x, lengths, states[len(ends)])
        ends.append(end)
    return x, ends
