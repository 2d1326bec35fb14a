import torch
from torch import Tensor

def rnn_step(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
    # une colonne par neurone
    colonnes = [
        torch.tanh((x_t * U[j]).sum(dim=1) + (h * W[j]).sum(dim=1) + b[j])
        for j in range(b.numel())
    ]
    return torch.stack(colonnes, dim=1)
