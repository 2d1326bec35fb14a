import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    N, T, _ = x.shape
    H = states[0][0].shape[1]
    both = torch.empty(N, T, 2, H)
    both[:, :, 0], end_f = unroll(steps[0], x, lengths, states[0])
    hb, end_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    both[:, :, 1] = reverse(hb, lengths)
    return both.view(N, T, 2 * H), [end_f, end_b]
