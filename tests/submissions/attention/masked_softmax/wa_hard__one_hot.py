import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    return torch.nn.functional.one_hot(filled.argmax(1), scores.shape[1]).to(scores.dtype)
