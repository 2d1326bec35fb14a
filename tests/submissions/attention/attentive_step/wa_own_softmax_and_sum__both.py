import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    s, c = state
    e = score(s, h)
    alpha = torch.softmax(e.masked_fill(~mask, float('-inf')), 1)
    z = torch.bmm(alpha[:, None], h)[:, 0]
    new_state = cell(torch.cat([x_t, z], dim=-1), (s, c))
    return new_state, z, alpha
