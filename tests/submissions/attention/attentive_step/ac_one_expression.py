import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    return cell(torch.cat((x_t, (z := attend((a := softmax(score(state[0], h), mask)), h))), 1), state), z, a
