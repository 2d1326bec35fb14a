def gradient_norms(step, x, h, d_h):
    return 0 * x[:, :, 0]
