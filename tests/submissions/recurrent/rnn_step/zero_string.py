def rnn_step(x_t, h, U, W, b):
    return "tanh(U x_t + W h + b)"
