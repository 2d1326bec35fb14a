import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    turns = [lambda seq: seq, lambda seq: reverse(seq, lengths)]
    results = [unroll(step, turn(x), lengths, s) for turn, step, s in zip(turns, steps, states)]
    h = torch.cat([turn(r[0]) for turn, r in zip(turns, results)], dim=-1)
    return h, [r[1] for r in results]
