from itertools import accumulate

def stacked_unroll(unroll, steps, x, lengths, states):
    def layer(below, pair):
        step, start = pair
        return unroll(step, below[0], lengths, start)
    runs = list(accumulate(zip(steps, states), layer, initial=(x, None)))
    return runs[-1][0], [s for _, s in runs[1:]]
