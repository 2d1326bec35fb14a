import numpy as np
import torch

def masked_cross_entropy(logits, labels, lengths):
    rows, times = np.nonzero(np.arange(labels.shape[1]) < lengths.cpu().numpy()[:, None])
    rows, times = torch.from_numpy(rows), torch.from_numpy(times)
    log_p = logits[rows, times].log_softmax(dim=1)
    right = log_p[torch.arange(len(rows)), labels[rows, times]]
    return -right.sum() / len(rows)
