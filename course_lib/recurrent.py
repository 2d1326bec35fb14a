"""The plain recurrent network, and what all recurrent networks share.

What they share: the initialisation of the weights, the mask of the real
tokens, and the checks that answer a wrong shape with a sentence instead of a
matrix product that fails somewhere else.
"""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.language import _

__all__ = [
    "rnn_step",
    "RNNCell",
    "rnn_unroll",
    "RNN",
    "gradient_norms",
    "clip_gradients",
    "length_mask",
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
    """One step of the plain recurrent network: the state after `x_t`.

    Equation: eq:recurrent-h.

    Raises:
        ValueError: a shape or a device does not fit the others; the message
            says which, and what was expected.
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
        self.U, self.W, self.b = uniform_parameters(
            input_size, hidden_size, gates=1
        )

    def forward(
        self,
        x_t: Float[Tensor, "batch input"],
        h: Float[Tensor, "batch hidden"],
    ) -> Float[Tensor, "batch hidden"]:
        return rnn_step(x_t, h, self.U, self.W, self.b)


def rnn_unroll(
    step: Callable[[Tensor, Tensor], Tensor],
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, " batch"] | None,
    h: Float[Tensor, "batch hidden"],
) -> tuple[Float[Tensor, "batch time hidden"], Float[Tensor, "batch hidden"]]:
    """Run `step` over the real tokens of `x`: every h, and each row's last h.

    `lengths` counts the real tokens of each row, from 1 to time; None means
    that all are real. A row that has no token left keeps its state; in the
    padding every h is zero.

    Equation: eq:recurrent-unroll.

    Raises:
        ValueError, TypeError: x, lengths or h has a wrong shape, dtype,
            device or range.
    """
    check_sequence(x, lengths)
    check_parts("state", ("h",), (h,), len(x), like=h)
    if lengths is not None:
        real = length_mask(lengths, x.shape[1])[:, :, None]
        # before the step: in the gradients, 0 * NaN would be NaN again
        x = torch.where(real, x, 0)
    outputs = []
    for t, x_t in enumerate(x.unbind(1)):
        h_t = step(x_t, h)
        if lengths is not None:
            h_t = torch.where(real[:, t], h_t, h)  # eq:recurrent-unroll
        h = h_t
        outputs.append(h)
    every_h = torch.stack(outputs, dim=1)
    return (every_h if lengths is None else torch.where(real, every_h, 0)), h


Init = Literal["uniform", "orthogonal", "identity"]


class RNN(nn.Module):
    """The plain recurrent network over whole sequences.

    The products with `U` are computed at once, those with `W` step by step.
    `init` is the initialisation of `W`: "uniform", as of every weight of the
    course; "orthogonal", so that `W` alone neither stretches nor shrinks a
    gradient; "identity", the orthogonal matrix that keeps every unit to
    itself (Le et al., 2015, who use it with rectified units).

    >>> rnn = RNN(input_size=3, hidden_size=5, init="orthogonal")
    >>> h, h_last = rnn(torch.randn(2, 7, 3), lengths=torch.tensor([7, 4]))
    >>> h.shape, h_last.shape
    (torch.Size([2, 7, 5]), torch.Size([2, 5]))

    Raises:
        ValueError: a size is smaller than 1, or there is no such
            initialisation.
    """

    def __init__(
        self, input_size: int, hidden_size: int, init: Init = "uniform"
    ) -> None:
        super().__init__()
        if init not in get_args(Init):
            sentence = _("init is “{got}”; wanted one of: {wanted}.")
            words = ", ".join(get_args(Init))
            raise ValueError(sentence.format(got=init, wanted=words))
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = uniform_parameters(
            input_size, hidden_size, gates=1
        )
        with torch.no_grad():
            if init == "orthogonal":
                nn.init.orthogonal_(self.W)
            if init == "identity":
                nn.init.eye_(self.W)

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Int[Tensor, " batch"] | None = None,
        h: Float[Tensor, "batch hidden"] | None = None,
    ) -> tuple[
        Float[Tensor, "batch time hidden"], Float[Tensor, "batch hidden"]
    ]:
        """Every h, zero in the padding, and the last h of each row.

        Without `lengths` every token is real; without `h` the network starts
        from zeros.

        Raises:
            ValueError, TypeError: an argument has a wrong shape, dtype,
                device or range.
        """
        check_sequence(x, lengths)
        wanted = *x.shape[:2], self.input_size
        check_fits("x", x, wanted, "batch, time, input", like=self.W)
        h = x.new_zeros(len(x), self.hidden_size) if h is None else h
        check_parts("state", ("h",), (h,), len(x), like=self.W)
        if lengths is not None:
            # before the product: in the gradients, 0 * NaN would be NaN again
            real = length_mask(lengths, x.shape[1])[:, :, None]
            x = torch.where(real, x, 0)
        W_T = self.W.T

        def step(from_x: Tensor, h: Tensor) -> Tensor:
            return torch.tanh(torch.addmm(from_x, h, W_T))  # eq:recurrent-h

        projected = nn.functional.linear(x, self.U, self.b)
        return rnn_unroll(step, projected, lengths, h)


def gradient_norms(
    step: Callable[[Tensor, Tensor], Tensor],
    x: Float[Tensor, "batch time input"],
    h: Float[Tensor, "batch hidden"],
    d_h: Float[Tensor, "batch hidden"],
) -> Float[Tensor, "batch time"]:
    """How much of a gradient arrives at each state: the norm of ∂L/∂h_t.

    It is computed for each row and every t. `h` is the state before the first
    step. The loss sees the last state alone; `d_h` is its gradient there.

    Equation: eq:recurrent-norm.

    Raises:
        ValueError, TypeError: x, h or d_h has a wrong shape, dtype or device.
    """
    check_sequence(x, None)
    check_parts("state", ("h",), (h,), len(x), like=h)
    check_fits("d_h", d_h, tuple(h.shape), "batch, hidden", like=h)
    states = []
    with torch.enable_grad():
        # or nothing would be recorded where no weight asks for a gradient
        h = h.detach().requires_grad_()
        for x_t in x.unbind(1):
            h = step(x_t, h)
            if not h.requires_grad:  # independent of the previous state
                h = h.detach().requires_grad_()
            states.append(h)
    gradients = torch.autograd.grad(  # eq:recurrent-chain
        h, states, d_h, materialize_grads=True
    )
    norms = [d_h_t.norm(dim=1) for d_h_t in gradients]  # eq:recurrent-norm
    return torch.stack(norms, dim=1)


def clip_gradients(
    gradients: Sequence[Float[Tensor, "..."]], max_norm: float
) -> tuple[tuple[Float[Tensor, "..."], ...], Float[Tensor, ""]]:
    """The gradients with a norm of at most `max_norm`, and their norm before.

    They are treated as one long vector, which is scaled down and keeps its
    direction. Gradients that have exploded, whose norm is infinite or not a
    number, become zeros: there is no direction to keep, and a step of zeros
    does no harm.

    Equation: eq:recurrent-clip (Pascanu et al., 2013).

    >>> gradients = torch.tensor([3.0, 0.0]), torch.tensor([4.0])
    >>> clip_gradients(gradients, max_norm=1.0)
    ((tensor([0.6000, 0.0000]), tensor([0.8000])), tensor(5.))

    Raises:
        ValueError: max_norm is not positive, or there are no gradients.
    """
    if not max_norm > 0:
        sentence = _("max_norm is {got}; wanted a number greater than 0.")
        raise ValueError(sentence.format(got=max_norm))
    if not gradients:
        sentence = _("There are no gradients; wanted at least one tensor.")
        raise ValueError(sentence)
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    factor = (max_norm / norm).clamp(max=1)  # eq:recurrent-clip
    finite = norm.isfinite()
    clipped = (torch.where(finite, factor * one, 0) for one in gradients)
    return tuple(clipped), norm


def length_mask(
    lengths: Int[Tensor, " batch"], time: int
) -> Bool[Tensor, "batch time"]:
    """The mask of padded sequences: True where a token is real.

    >>> length_mask(torch.tensor([2, 3]), time=3)
    tensor([[ True,  True, False],
            [ True,  True,  True]])
    """
    return torch.arange(time, device=lengths.device) < lengths[:, None]


def uniform_parameters(
    input_size: int, hidden_size: int, *, gates: int
) -> tuple[nn.Parameter, nn.Parameter, nn.Parameter]:
    """The parameters `U`, `W` and `b` before training, as in torch.nn.

    They have one block of `hidden_size` rows for each gate. Every entry is
    drawn uniformly from [-1/sqrt(hidden_size), 1/sqrt(hidden_size)].

    Raises:
        ValueError: a size is smaller than 1.
    """
    sizes = {"input_size": input_size, "hidden_size": hidden_size}
    for name, size in sizes.items():
        if size < 1:
            sentence = _(
                "{name} is {got}; wanted a whole number of at least 1."
            )
            raise ValueError(sentence.format(name=name, got=size))
    rows, bound = gates * hidden_size, hidden_size**-0.5
    shapes = (rows, input_size), (rows, hidden_size), (rows,)
    drawn = (torch.empty(shape).uniform_(-bound, bound) for shape in shapes)
    U, W, b = map(nn.Parameter, drawn)
    return U, W, b


def check_fits(
    name: str, tensor: Tensor, shape: tuple[int, ...], axes: str, like: Tensor
) -> None:
    """Raise unless `tensor` has this shape, and `like`'s dtype and device.

    Raises:
        ValueError: the shape or the device is another one.
        TypeError: the dtype is another one.
    """
    if tensor.shape != shape:
        sentence = _(
            "{name} has the shape {got}; wanted {wanted}, which is ({axes}). "
            "Compare it with the other arguments and with the sizes of the "
            "layer."
        )
        got = tuple(tensor.shape)
        raise ValueError(
            sentence.format(name=name, got=got, wanted=shape, axes=axes)
        )
    if tensor.dtype != like.dtype:
        sentence = _(
            "{name} has the dtype {got}; wanted {wanted}, as the others. "
            "Convert it with .to({wanted})."
        )
        raise TypeError(
            sentence.format(name=name, got=tensor.dtype, wanted=like.dtype)
        )
    if tensor.device != like.device:
        sentence = _(
            "{name} lies on {got}; wanted {wanted}, with the other tensors. "
            "Move it with .to('{wanted}')."
        )
        raise ValueError(
            sentence.format(name=name, got=tensor.device, wanted=like.device)
        )


def check_parts(
    name: str,
    parts: tuple[str, ...],
    tensors: tuple[Tensor, ...],
    batch: int,
    like: Tensor,
) -> None:
    """Raise unless `tensors` are these parts, all of shape (batch, hidden).

    The hidden size is that of `like`.

    Raises:
        ValueError: their number is another one, or see `check_fits`.
        TypeError: see `check_fits`.
    """
    if len(tensors) != len(parts):
        sentence = _(
            "{name} has the length {got}; wanted {wanted}. "
            "Pass the tensors ({parts})."
        )
        got, wanted, names = len(tensors), len(parts), ", ".join(parts)
        raise ValueError(
            sentence.format(name=name, got=got, wanted=wanted, parts=names)
        )
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
    """Raise unless the arguments of a step fit each other.

    The weights have `gates` blocks of rows.

    Raises:
        ValueError, TypeError: see `check_fits` and `check_parts`.
    """
    hidden, inputs = W.shape[-1:].numel(), U.shape[-1:].numel()
    batch = x_t.shape[:1].numel()
    rows = gates * hidden
    check_fits("W", W, (rows, hidden), f"{gates}·hidden, hidden", W)
    check_fits("U", U, (rows, inputs), f"{gates}·hidden, input", W)
    if b is not None:
        check_fits("b", b, (rows,), f"{gates}·hidden,", W)
    check_fits("x_t", x_t, (batch, inputs), "batch, input", W)
    check_parts("state", parts, state, batch, W)


def check_sequence(x: Tensor, lengths: Tensor | None) -> None:
    """Raise unless `x` is a batch of sequences that have these lengths.

    Raises:
        ValueError: x has not three axes or no time step; lengths has another
            shape, lies elsewhere or is out of range.
        TypeError: lengths are no integers.
    """
    if x.ndim != 3 or x.shape[1] < 1:
        sentence = _(
            "x has the shape {got}; wanted three axes (batch, time, input) "
            "and at least one time step. "
            "One sequence alone becomes a batch by x[None]."
        )
        raise ValueError(sentence.format(got=tuple(x.shape)))
    check_lengths(lengths, x)


def check_lengths(lengths: Tensor | None, x: Tensor) -> None:
    """Raise unless `lengths` is None or counts tokens of the rows of `x`.

    The axes of `x` are (batch, time, …).

    Raises:
        ValueError: lengths has another shape, lies elsewhere or is out of
            range.
        TypeError: lengths are no integers.
    """
    if lengths is None:
        return
    batch, time = x.shape[:2]
    dtype = lengths.dtype
    if dtype == torch.bool or dtype.is_floating_point or dtype.is_complex:
        sentence = _(
            "lengths has the dtype {got}; wanted integers, as torch.int64. "
            "Convert it with .long()."
        )
        raise TypeError(sentence.format(got=dtype))
    here = lengths.to(x.device)
    check_fits("lengths", lengths, (batch,), "batch,", like=here)
    if lengths.is_meta:  # a tensor without data has no range
        return
    # one wait for a GPU in a whole sequence
    if not bool(((lengths >= 1) & (lengths <= time)).all()):
        sentence = _(
            "lengths goes from {low} to {high}; wanted numbers from 1 to "
            "{time}, the time steps of x. Leave empty rows out of the batch."
        )
        low, high = int(lengths.min()), int(lengths.max())
        raise ValueError(sentence.format(low=low, high=high, time=time))
