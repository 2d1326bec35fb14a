def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    return state, h[:, 0], h[:, :, 0]
