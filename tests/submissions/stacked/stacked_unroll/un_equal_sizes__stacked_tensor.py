# Keeps the states of all layers in one tensor, which works only if all layers have the same hidden size.
import torch


def stacked_unroll(unroll, steps, x, lengths, states):
    H = torch.stack([h for h, _ in states])  # (layers, batch, hidden), as nn.LSTM has it
    C = torch.stack([c for _, c in states])
    for k in range(len(steps)):
        x, (h, c) = unroll(steps[k], x, lengths, (H[k], C[k]))
        H = torch.cat([H[:k], h[None], H[k + 1 :]])
        C = torch.cat([C[:k], c[None], C[k + 1 :]])
    return x, list(zip(H, C))
