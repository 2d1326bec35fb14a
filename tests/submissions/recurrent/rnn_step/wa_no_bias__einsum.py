import torch

def rnn_step(x_t, h, U, W, b):
    from_input = torch.einsum("ni,hi->nh", x_t, U)
    from_past = torch.einsum("nk,hk->nh", h, W)
    return (from_input + from_past).tanh()
