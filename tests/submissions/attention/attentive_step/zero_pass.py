def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    pass
