import torch


def masked_cross_entropy(logits, labels, lengths):
    log_p = torch.log(torch.softmax(logits, dim=-1))
    losses = [-log_p[n, t, labels[n, t]] for n in range(len(lengths)) for t in range(lengths[n])]
    return sum(losses) / len(losses)
