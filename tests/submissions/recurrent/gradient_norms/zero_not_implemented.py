def gradient_norms(step, x, h, d_h):
    raise NotImplementedError("YOUR CODE HERE")
