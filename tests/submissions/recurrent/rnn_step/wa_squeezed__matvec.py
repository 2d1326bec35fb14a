import torch

def rnn_step(x_t, h, U, W, b):
    # one matrix-vector product for each row
    ux = torch.matmul(U, x_t.unsqueeze(2))
    wh = torch.matmul(W, h.unsqueeze(2))
    a = ux + wh + b.view(1, -1, 1)
    return torch.tanh(a).squeeze()
