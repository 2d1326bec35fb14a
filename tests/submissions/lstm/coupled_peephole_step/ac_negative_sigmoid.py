import torch
import torch.nn.functional as F

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    a_f, a_g, a_o = (F.linear(h, W) + F.linear(x_t, U, b)).tensor_split(3, dim=1)
    p_f, p_o = p.tensor_split(2)
    a_f = a_f + p_f * c
    # 1 - sigmoid(a) = sigmoid(-a); softmax over the two keeps them coupled
    i, f = torch.softmax(torch.stack([-a_f / 2, a_f / 2]), dim=0)
    c = i * torch.tanh(a_g) + f * c
    return torch.sigmoid(a_o + p_o * c) * torch.tanh(c), c
