def lstm_step_backward(d_h, d_c, x_t, h, c, i, f, g, o, U, W):
    return d_h @ W, d_c * f
