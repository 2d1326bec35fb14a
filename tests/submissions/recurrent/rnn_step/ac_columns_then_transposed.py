import torch

def rnn_step(x_t, h, U, W, b):
    X, H = x_t.T, h.T
    A = U.matmul(X) + W.matmul(H) + b.reshape(-1, 1)
    return torch.tanh(A).T.contiguous()
