import torch
import torch.nn.functional as F

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = F.linear(torch.cat((x_t, h), 1), torch.cat((U, W), 1), b).chunk(4, 1)
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    c = f * c + i * g
    h = o * c
    return h, c
