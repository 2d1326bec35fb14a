import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    contexts, weights = [], []
    for x, one, states, m in zip(x_t, s, h, mask):
        e = torch.tanh(W @ torch.cat((x, one)) + states @ U.T) @ v
        w = torch.zeros_like(e)
        w[m] = e[m].softmax(0)
        contexts.append(w @ states)
        weights.append(w)
    return torch.stack(contexts), torch.stack(weights)
