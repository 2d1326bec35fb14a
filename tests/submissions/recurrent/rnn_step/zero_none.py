def rnn_step(x_t, h, U, W, b):
    z = x_t @ U.T + h @ W.T + b
    z.tanh()
