# The padding of the encoder is set to zero in the argument itself.
import torch

def attentive_step(cell, score, softmax, attend, x_t, state, encoder_states, mask):
    encoder_states[~mask] = 0  # rubbish must not matter
    weights = softmax(score(state[0], encoder_states), mask)
    context = attend(weights, encoder_states)
    state = cell(torch.cat([x_t, context], dim=1), state)
    return state, context, weights
