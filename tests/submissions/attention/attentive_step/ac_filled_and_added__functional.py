import torch.nn.functional as F

def attentive_step(cell, score, softmax, attend, x_t, state, encoder_states, mask):
    weights = softmax(score(state[0], encoder_states), mask)
    context = attend(weights, encoder_states)
    word = F.pad(x_t, (0, context.shape[1]))
    looked = F.pad(context, (x_t.shape[1], 0))
    return cell(word + looked, state), context, weights
