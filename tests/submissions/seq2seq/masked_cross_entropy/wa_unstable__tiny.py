import torch


def masked_cross_entropy(logits, labels, lengths):
    p = torch.softmax(logits, dim=2).gather(2, labels[:, :, None])[:, :, 0]
    real = torch.arange(labels.shape[1]) < lengths[:, None]
    return -torch.log(p + 1e-12)[real].mean()
