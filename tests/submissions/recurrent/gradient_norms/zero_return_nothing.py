def gradient_norms(step, x, h, d_h):
    for x_t in x.unbind(1):
        h = step(x_t, h)
    return
