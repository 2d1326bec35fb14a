import torch

def masked_cross_entropy(scores, target, lengths):
    log_p = scores - scores.logsumexp(dim=-1, keepdim=True)
    one_hot = torch.nn.functional.one_hot(target, scores.shape[-1]).to(scores.dtype)
    said = (log_p.exp() * log_p).sum(-1)
    mask = (torch.arange(target.shape[1])[None, :] < lengths[:, None]).to(scores.dtype)
    return -(said * mask).sum() / mask.sum()
