import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    state, *_ = states
    seqs = x, reverse(x, lengths)
    pairs = [unroll(step, seq, lengths, state) for step, seq in zip(steps, seqs)]
    return torch.cat([p[0] for p in pairs], dim=2), [p[1] for p in pairs]
