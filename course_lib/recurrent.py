"""The plain recurrent network, and what every recurrent network of the course shares.

Shared are the start values of the weights, the mask of the real tokens, and the checks that answer a wrong shape with a
sentence instead of a matrix product that fails somewhere else.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.language import _

__all__ = [
    "rnn_step",
    "RNNCell",
    "real_tokens",
    "uniform_parameters",
    "check_fits",
    "check_parts",
    "check_step",
    "check_sequence",
]


def rnn_step(
    x_t: Float[Tensor, "batch input"],
    h: Float[Tensor, "batch hidden"],
    U: Float[Tensor, "hidden input"],
    W: Float[Tensor, "hidden hidden"],
    b: Float[Tensor, " hidden"],
) -> Float[Tensor, "batch hidden"]:
    """One step of the plain recurrent network: the state after the input `x_t`.

    Equation: eq:recurrent-h.

    Raises:
        ValueError: a shape or a device does not fit the others; the message says which, and what was wanted.
        TypeError: a dtype does not fit.
    """
    check_step(x_t, (h,), U, W, b, gates=1, parts=("h",))
    return torch.tanh(x_t @ U.T + h @ W.T + b)  # eq:recurrent-h


class RNNCell(nn.Module):
    """The plain recurrent cell: `rnn_step` with its parameters.

    >>> cell = RNNCell(input_size=3, hidden_size=5)
    >>> cell(torch.randn(2, 3), torch.zeros(2, 5)).shape
    torch.Size([2, 5])
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = uniform_parameters(input_size, hidden_size, gates=1)

    def forward(
        self, x_t: Float[Tensor, "batch input"], h: Float[Tensor, "batch hidden"]
    ) -> Float[Tensor, "batch hidden"]:
        return rnn_step(x_t, h, self.U, self.W, self.b)


def real_tokens(lengths: Int[Tensor, " batch"], time: int) -> Bool[Tensor, "batch time"]:
    """The mask of padded sequences: True where a token is real.

    >>> real_tokens(torch.tensor([2, 3]), time=3)
    tensor([[ True,  True, False],
            [ True,  True,  True]])
    """
    return torch.arange(time, device=lengths.device) < lengths[:, None]


def uniform_parameters(
    input_size: int, hidden_size: int, *, gates: int
) -> tuple[nn.Parameter, nn.Parameter, nn.Parameter]:
    """The parameters `U`, `W` and `b` before training, with one block of `hidden_size` rows for each gate.

    Every entry is drawn uniformly from [-1/sqrt(hidden_size), 1/sqrt(hidden_size)], as in torch.nn.

    Raises:
        ValueError: a size is smaller than 1.
    """
    for name, size in (("input_size", input_size), ("hidden_size", hidden_size)):
        if size < 1:
            raise ValueError(_("{name} is {got}; wanted a whole number of at least 1.").format(name=name, got=size))
    rows, bound = gates * hidden_size, hidden_size**-0.5
    shapes = (rows, input_size), (rows, hidden_size), (rows,)
    U, W, b = (nn.Parameter(torch.empty(shape).uniform_(-bound, bound)) for shape in shapes)
    return U, W, b


def check_fits(name: str, tensor: Tensor, shape: tuple[int, ...], axes: str, like: Tensor) -> None:
    """Raise one sentence unless `tensor` has this shape, and the dtype and device of `like`.

    Raises:
        ValueError: the shape or the device is another one.
        TypeError: the dtype is another one.
    """
    if tensor.shape != shape:
        sentence = _(
            "{name} has the shape {got}; wanted {wanted}, which is ({axes}). "
            "Compare it with the other arguments and with the sizes of the layer."
        )
        raise ValueError(sentence.format(name=name, got=tuple(tensor.shape), wanted=shape, axes=axes))
    if tensor.dtype != like.dtype:
        sentence = _("{name} has the dtype {got}; wanted {wanted}, as the others. Convert it with .to({wanted}).")
        raise TypeError(sentence.format(name=name, got=tensor.dtype, wanted=like.dtype))
    if tensor.device != like.device:
        sentence = _("{name} lies on {got}; wanted {wanted}, with the other tensors. Move it with .to('{wanted}').")
        raise ValueError(sentence.format(name=name, got=tensor.device, wanted=like.device))


def check_parts(name: str, parts: tuple[str, ...], tensors: tuple[Tensor, ...], batch: int, like: Tensor) -> None:
    """Raise one sentence unless `tensors` has these parts, of shape (batch, hidden) with the hidden size of `like`.

    Raises:
        ValueError: their number is another one, or see `check_fits`.
        TypeError: see `check_fits`.
    """
    if len(tensors) != len(parts):
        sentence = _("{name} has the length {got}; wanted {wanted}. Pass the tensors ({parts}).")
        raise ValueError(sentence.format(name=name, got=len(tensors), wanted=len(parts), parts=", ".join(parts)))
    shape = batch, like.shape[-1:].numel()
    for part, tensor in zip(parts, tensors, strict=True):
        check_fits(part, tensor, shape, "batch, hidden", like)


def check_step(
    x_t: Tensor,
    state: tuple[Tensor, ...],
    U: Tensor,
    W: Tensor,
    b: Tensor | None,
    *,
    gates: int,
    parts: tuple[str, ...] = ("h", "c"),
) -> None:
    """Raise one sentence unless the arguments of a step fit each other; its weights have `gates` blocks of rows.

    Raises:
        ValueError, TypeError: see `check_fits` and `check_parts`.
    """
    hidden, inputs, batch = W.shape[-1:].numel(), U.shape[-1:].numel(), x_t.shape[:1].numel()
    rows = gates * hidden
    check_fits("W", W, (rows, hidden), f"{gates}·hidden, hidden", W)
    check_fits("U", U, (rows, inputs), f"{gates}·hidden, input", W)
    if b is not None:
        check_fits("b", b, (rows,), f"{gates}·hidden,", W)
    check_fits("x_t", x_t, (batch, inputs), "batch, input", W)
    check_parts("state", parts, state, batch, W)


def check_sequence(x: Tensor, lengths: Tensor | None) -> None:
    """Raise one sentence unless `x` is a batch of sequences and `lengths` counts the real tokens of its rows.

    Raises:
        ValueError: x has not three axes or no time step; lengths has another shape, lies elsewhere or is out of range.
        TypeError: lengths are no integers.
    """
    if x.ndim != 3 or x.shape[1] < 1:
        sentence = _(
            "x has the shape {got}; wanted three axes (batch, time, input) and at least one time step. "
            "One sequence alone becomes a batch by x[None]."
        )
        raise ValueError(sentence.format(got=tuple(x.shape)))
    if lengths is None:
        return
    batch, time, _features = x.shape
    if lengths.is_floating_point() or lengths.is_complex() or lengths.dtype == torch.bool:
        sentence = _("lengths has the dtype {got}; wanted integers, as torch.int64. Convert it with .long().")
        raise TypeError(sentence.format(got=lengths.dtype))
    check_fits("lengths", lengths, (batch,), "batch,", like=lengths.to(x.device))
    # one wait for a GPU in a whole sequence; a tensor without data (device "meta") has no range
    if not lengths.is_meta and not bool(((lengths >= 1) & (lengths <= time)).all()):
        sentence = _(
            "lengths goes from {low} to {high}; wanted numbers from 1 to {time}, the time steps of x. "
            "Leave empty rows out of the batch."
        )
        raise ValueError(sentence.format(low=int(lengths.min()), high=int(lengths.max()), time=time))
