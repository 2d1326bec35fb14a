from functools import partial


def layer(unroll, step, lengths, start, carried):
    below, ends = carried
    h, end = unroll(step, below, lengths, start)
    return h, [*ends, end]


def after(g, f):
    return lambda value: g(f(value))


def stacked_unroll(unroll, steps, x, lengths, states):
    whole = lambda value: value
    for step, start in zip(steps, states):
        whole = after(partial(layer, unroll, step, lengths, start), whole)
    return whole((x, []))
