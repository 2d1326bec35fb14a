import torch

def masked_softmax(scores, mask):
    scores = scores.masked_fill(~mask, 0.0)
    total = torch.full_like(scores[:, 0], -torch.inf)
    for e, m in zip(scores.unbind(1), mask.unbind(1)):
        total = torch.where(m, torch.logaddexp(total, e), total)
    return (scores - total[:, None]).masked_fill(~mask, -torch.inf).exp()
