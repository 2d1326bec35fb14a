import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    N, T, _ = x.shape
    H = states[0][0].shape[1]
    h = torch.zeros(N, T, 2 * H, dtype=x.dtype, device=x.device)
    last = [None, None]
    h[:, :, :H], last[0] = unroll(steps[0], x, lengths, states[0])
    hb, last[1] = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h[:, :, H:] = reverse(hb, lengths)
    return h, last
