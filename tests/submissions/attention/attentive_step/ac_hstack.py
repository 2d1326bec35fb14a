import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    weights = softmax(score(state[0], h), mask)
    context = attend(weights, h)
    return tuple(cell(torch.hstack((x_t, context)), state)), context, weights
