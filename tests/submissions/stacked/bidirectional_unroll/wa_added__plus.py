import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    total, last_f = unroll(steps[0], x, lengths, states[0])
    hb, last_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    total = total + reverse(hb, lengths)
    return total, [last_f, last_b]
