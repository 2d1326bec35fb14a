import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    def look(query):
        weights = softmax(score(query, h), mask)
        return attend(weights, h), weights

    context, weights = look(state[0])
    s, c = cell(torch.cat((x_t, context), dim=1), state)
    return (s, c), context, weights
