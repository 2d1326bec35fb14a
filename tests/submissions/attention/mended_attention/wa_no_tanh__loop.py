import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    scores = []
    asked = W @ torch.cat((x_t, s), 1).T
    for i in range(h.shape[1]):
        scores.append(v @ (asked + U @ h[:, i].T))
    e = torch.stack(scores, dim=1)
    weights = torch.where(mask, e, -torch.inf).softmax(1)
    context = sum(weights[:, [i]] * h[:, i] for i in range(h.shape[1]))
    return context, weights
