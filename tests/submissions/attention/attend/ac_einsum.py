import torch

def attend(weights, values):
    return torch.einsum('bs,bsv->bv', weights, values)
