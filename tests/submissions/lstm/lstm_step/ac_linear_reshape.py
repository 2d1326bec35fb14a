import torch
import torch.nn.functional as F
from torch import Tensor


def lstm_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of the LSTM: the state (h, c) after the input x_t."""
    h, c = state
    N, H = h.shape
    gates = F.linear(x_t, U, b) + F.linear(h, W)        # (N, 4 H)
    gates = gates.reshape(N, 4, H).permute(1, 0, 2)     # (4, N, H)
    sig = F.sigmoid(gates[[0, 1, 3]])
    c_next = sig[0] * F.tanh(gates[2]) + sig[1] * c
    h_next = sig[2] * F.tanh(c_next)
    return h_next, c_next
