import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        H, D = hidden_size, input_size
        object.__setattr__(self, "step", step)
        object.__setattr__(self, "unroll", unroll)
        everything = (torch.rand(4 * H, D + H + 1) - 0.5) * 2 / H**0.5
        everything[H : 2 * H, -1] = forget_bias
        U, W, b = everything.split([D, H, 1], dim=1)
        self.U, self.W, self.b = nn.Parameter(U.clone()), nn.Parameter(W.clone()), nn.Parameter(b[:, 0].clone())

    def forward(self, x, lengths, state=None):
        zeros = torch.zeros(x.shape[0], self.W.shape[1], dtype=x.dtype, device=x.device)
        h, c = state if state is not None else (zeros, zeros)
        result = self.unroll(lambda *args: self.step(*args, self.U, self.W, self.b), x, lengths, (h, c))
        return tuple(result)
