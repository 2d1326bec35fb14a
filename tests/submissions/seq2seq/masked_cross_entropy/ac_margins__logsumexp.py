import torch

def masked_cross_entropy(logits, labels, lengths):
    real = torch.arange(labels.shape[1], device=labels.device) < lengths[:, None]
    a, y = logits[real], labels[real]
    margins = a - a.gather(1, y[:, None])  # how far each word is above the right one
    return torch.logsumexp(margins, dim=1).mean()
