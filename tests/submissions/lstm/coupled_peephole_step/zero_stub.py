import torch
from torch import Tensor


def coupled_peephole_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor, p: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of a cell with coupled gates and peepholes: the state (h, c) after x_t."""
    # YOUR CODE HERE
    raise NotImplementedError()
