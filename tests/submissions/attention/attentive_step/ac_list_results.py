import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    parts = [score(state[0], h)]
    parts.append(softmax(parts[-1], mask))
    parts.append(attend(parts[-1], h))
    parts.append(cell(torch.concat([x_t, parts[-1]], 1), state))
    _, weights, context, state = parts
    return [state, context, weights]
