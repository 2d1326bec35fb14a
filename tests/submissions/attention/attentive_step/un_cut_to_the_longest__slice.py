# The source is cut behind the largest number of real tokens, as if they always stood at the beginning.
import torch
import torch.nn.functional as F

def attentive_step(cell, score, softmax, attend, x_t, state, encoder_states, mask):
    longest = int(mask.sum(dim=1).max())
    h = encoder_states[:, :longest]
    alpha = softmax(score(state[0], h), mask[:, :longest])
    z = attend(alpha, h)
    s, c = cell(torch.cat((x_t, z), dim=-1), state)
    return (s, c), z, F.pad(alpha, (0, mask.shape[1] - longest))
