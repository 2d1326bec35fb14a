def rnn_step(x_t, h, U, W, b):
    return h
