import torch

def masked_softmax(scores, mask):
    # 1 / alpha_i is the sum of exp(e_j - e_i) over the real j
    e = scores.masked_fill(~mask, 0)
    differences = e[:, None, :] - e[:, :, None]
    differences = differences.masked_fill(~mask[:, None, :], -torch.inf)
    log_weights = -torch.logsumexp(differences, dim=2)
    return log_weights.masked_fill(~mask, -torch.inf).exp()
