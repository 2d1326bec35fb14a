import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    s, c = state
    s_new, _ = cell(torch.cat([x_t, torch.zeros_like(x_t)], dim=-1), state)
    e = score(s_new, h)
    alpha = softmax(e, mask)
    z = attend(alpha, h)
    new_state = cell(torch.cat([x_t, z], dim=-1), (s, c))
    return new_state, z, alpha
