import torch

def rnn_step(x_t, h, U, W, b):
    U, W, b = (p.data for p in (U, W, b))
    return (x_t.mm(U.t()) + h.mm(W.t()) + b).tanh()
