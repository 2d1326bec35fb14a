import torch

def encode(step, embedding, tokens, lengths, state):
    h = torch.rand(*tokens.shape, state[0].shape[1])
    return h, (h[:, 0], h[:, 0])
