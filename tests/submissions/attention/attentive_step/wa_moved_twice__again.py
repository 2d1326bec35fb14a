import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    s, c = state
    e = score(s, h)
    alpha = softmax(e, mask)
    z = attend(alpha, h)
    new_state = cell(torch.cat([x_t, z], dim=-1), (s, c))
    new_state = cell(torch.cat([x_t, z], dim=-1), new_state)
    return new_state, z, alpha
