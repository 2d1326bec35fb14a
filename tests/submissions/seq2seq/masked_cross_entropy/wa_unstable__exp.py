import torch

def masked_cross_entropy(scores, target, lengths):
    log_p = (torch.exp(scores) / torch.exp(scores).sum(-1, keepdim=True)).log()
    one_hot = torch.nn.functional.one_hot(target, scores.shape[-1]).to(scores.dtype)
    said = log_p.gather(2, target.unsqueeze(2)).squeeze(2)
    mask = (torch.arange(target.shape[1])[None, :] < lengths[:, None]).to(scores.dtype)
    return -(said * mask).sum() / mask.sum()
