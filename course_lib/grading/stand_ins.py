"""Small random functions that are answers to nothing: what checks pass as arguments to a student's function.

A stand-in is sent as its description and built on either side, so that checker and student hold the same function and
no reference answer comes near the student's code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_lib.language import _

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class StandIn:
    """The description of a stand-in: its kind, the seed of its weights, its sizes."""

    kind: str
    seed: int
    sizes: tuple[int, ...] = ()

    def build(self) -> Any:
        """The function itself; or, of the kind `generator`, the torch.Generator."""
        return _KINDS[self.kind](self.seed, *self.sizes)


def _weights(seed: int, *shapes: tuple[int, ...]) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator, dtype=torch.float64) / shape[-1] ** 0.5 for shape in shapes]


def _shapes(values: tuple[Tensor, ...]) -> str:
    return ", ".join(str(tuple(value.shape)) for value in values)


def cell(seed: int, input_size: int, hidden_size: int) -> Callable[[Tensor, State], State]:
    """A recurrent cell that is no LSTM: smooth, each row on its own, each state feeding both."""
    A, B, C, D, E, F = _weights(
        seed, *[(hidden_size, input_size), (hidden_size, hidden_size), (hidden_size, hidden_size)] * 2
    )

    def step(x_t: Tensor, state: State) -> State:
        h, c = state
        shapes = (x_t.dim(), x_t.shape[-1:], h.shape, c.shape)
        if shapes != (2, (input_size,), (len(x_t), hidden_size), (len(x_t), hidden_size)):
            raise ValueError(
                _(
                    "step takes x_t of shape (batch, {input}) and a state of two tensors (batch, {hidden}); "
                    "your code called it with shapes {got}"
                ).format(input=input_size, hidden=hidden_size, got=_shapes((x_t, h, c)))
            )
        to = x_t.new_tensor(0.0)
        h_next = torch.tanh(x_t @ A.to(to).T + h @ B.to(to).T + torch.sin(c @ C.to(to).T))
        c_next = torch.sin(x_t @ D.to(to).T + c @ E.to(to).T) + 0.5 * h @ F.to(to).T
        return h_next, c_next

    return step


def one_state_cell(seed: int, input_size: int, hidden_size: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A recurrent cell with one state that is no plain network: smooth, each row on its own, no tanh."""
    A, B, C, D = _weights(seed, *[(hidden_size, input_size), (hidden_size, hidden_size)] * 2)

    def step(x_t: Tensor, h: Tensor) -> Tensor:
        if (x_t.dim(), x_t.shape[-1:], h.shape) != (2, (input_size,), (len(x_t), hidden_size)):
            raise ValueError(
                _(
                    "step takes x_t of shape (batch, {input}) and h of shape (batch, {hidden}); "
                    "your code called it with shapes {got}"
                ).format(input=input_size, hidden=hidden_size, got=_shapes((x_t, h)))
            )
        gate = torch.cos(x_t @ C.to(x_t).T)
        return torch.sin(x_t @ A.to(x_t).T + h @ B.to(x_t).T) + 0.5 * gate * (h @ D.to(x_t).T)

    return step


def packed_step(seed: int) -> Callable[..., State]:
    """A function with the arguments of an LSTM step that is none: all of x_t, h, c, U, W and b enter, smoothly."""
    (mixture,) = _weights(seed, (2, 4))

    def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        h, c = state
        rows = torch.sin(x_t @ U.T + 0.7 * h @ W.T + b).unflatten(-1, (4, -1))
        first, second = (rows * weight.to(rows)[:, None] for weight in mixture)
        return torch.tanh(first.sum(-2) + 0.3 * c), second.sum(-2) - 0.5 * c

    return step


def unroll(seed: int, time_axis: int) -> Callable[..., tuple[Tensor, State]]:
    """A function with the arguments of an unroll that is none: two steps, on two mixtures of the real tokens.

    Like an unroll, it does not mind how much padding stands behind them:

    >>> x, lengths, state = torch.randn(1, 5, 2), torch.tensor([3]), (torch.randn(1, 4), torch.randn(1, 4))
    >>> long, cut = (unroll(1, 1)(cell(2, 2, 4), tokens, lengths, state) for tokens in (x, x[:, :3]))
    >>> torch.allclose(long[0][:, :3], cut[0]), torch.allclose(long[1][0], cut[1][0]), long[0][:, 3:].any().item()
    (True, True, False)
    """
    (phases,) = _weights(seed, (2,))

    def unroll_twice(
        step: Callable[[Tensor, State], State], x: Tensor, lengths: Tensor, state: State
    ) -> tuple[Tensor, State]:
        if x.dim() != 3 or lengths.shape != (x.shape[1 - time_axis],):
            raise ValueError(
                _(
                    "unroll takes x of shape {wanted} and lengths of shape (batch,); "
                    "your code called it with shapes {got}"
                ).format(
                    wanted="(batch, time, input)" if time_axis == 1 else "(time, batch, input)",
                    got=_shapes((x, lengths)),
                )
            )
        times = torch.arange(x.shape[time_axis], device=x.device)
        real = (times < lengths[:, None]).to(x)  # (batch, time)
        x = x.movedim(time_axis, 1)
        wave = torch.cos(times.to(x) + phases[:, None].to(x))  # (2, time)
        for weights in wave:
            # a mean over the real tokens: how much padding stands behind them must not matter
            state = step((x * (real * weights)[..., None]).sum(1) / lengths[:, None], state)
        h = (state[0][:, None, :] * (real * wave[0])[..., None]).movedim(1, time_axis)
        return h, state

    return unroll_twice


def exchange_halves(_seed: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A new order of the real tokens that is not the opposite one, though done twice it changes nothing either.

    The first half and the second one change places; of an odd number, the last token stays, as the padding does.

    >>> exchange_halves(0)(torch.tensor([[1, 2, 3, 4, 5, 6, 7]]), torch.tensor([5]))
    tensor([[3, 4, 1, 2, 5, 6, 7]])
    """

    def reverse(x: Tensor, lengths: Tensor) -> Tensor:
        if x.dim() < 2 or lengths.shape != x.shape[:1]:
            raise ValueError(
                _(
                    "reverse takes x of shape (batch, time, …) and lengths of shape (batch,); "
                    "your code called it with shapes {got}"
                ).format(got=_shapes((x, lengths)))
            )
        half, times = lengths[:, None] // 2, torch.arange(x.shape[1], device=x.device)
        places = times + half * (times < half) - half * ((times >= half) & (times < 2 * half))
        return x[torch.arange(len(x), device=x.device)[:, None], places]

    return reverse


def char_model(seed: int, vocab_size: int, hidden_size: int, scale: int) -> Callable[..., tuple[Tensor, State]]:
    """A model that foretells the next symbol from all that it has read, though it has learned nothing.

    >>> model = char_model(1, 5, 4, 3)
    >>> text = torch.tensor([[0, 3, 1]])
    >>> _logits, state = model(text[:, :2])
    >>> torch.allclose(model(text[:, 2:], state)[0], model(text)[0][:, 2:])
    True
    """
    step = cell(seed, hidden_size, hidden_size)
    E, V = _weights(seed, (vocab_size, hidden_size), (vocab_size, hidden_size))

    def model(text: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        if text.dim() != 2 or 0 in text.shape or text.is_floating_point():
            raise ValueError(
                _(
                    "model takes integers of shape (batch, time), at least one; "
                    "your code called it with {dtype} of shape {got}"
                ).format(dtype=str(text.dtype).removeprefix("torch."), got=tuple(text.shape))
            )
        zeros = E.new_zeros(len(text), hidden_size)
        h, c = state or (zeros, zeros)
        logits = []
        for x_t in (hidden_size**0.5 * E)[text].unbind(1):
            h, c = step(x_t, (h, c))
            logits.append(scale * h @ V.T)
        return torch.stack(logits, dim=1), (h, c)

    return model


def speaker(seed: int, vocab_size: int, hidden_size: int, eos: int, pull: int) -> Callable[..., tuple[Tensor, Tensor]]:
    """A step of a decoder that has learned nothing: the last token and the state give logits and a new state.

    The logits are whole numbers and all differ, so that rounding decides nothing; `pull` is added to that of `eos`.

    >>> step = speaker(1, 5, 4, eos=2, pull=0)
    >>> logits, state = step(torch.tensor([3, 1]), torch.zeros(2, 4))
    >>> logits.shape, state.shape, [len(set(row)) for row in logits.tolist()]
    (torch.Size([2, 5]), torch.Size([2, 4]), [5, 5])
    """
    E, A, V = _weights(seed, (vocab_size, hidden_size), (hidden_size, hidden_size), (vocab_size, hidden_size))

    def step(token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        if token.dim() != 1 or token.is_floating_point() or state.shape != (len(token), hidden_size):
            raise ValueError(
                _(
                    "step takes the last tokens, integers of shape (batch,), and the state; "
                    "your code called it with {dtype} of shape {got} and a state of shape {state}"
                ).format(
                    dtype=str(token.dtype).removeprefix("torch."), got=tuple(token.shape), state=tuple(state.shape)
                )
            )
        state = torch.sin(2 * state @ A.to(state).T + 3 * hidden_size**0.5 * E.to(state)[token])
        ranks = (state @ V.to(state).T).argsort(1).argsort(1).to(state)
        bonus = torch.zeros(vocab_size).to(state)
        bonus[eos] = pull + 0.5
        return ranks + bonus, state

    return step


def compare(seed: int, query_size: int, key_size: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A score of every key that is neither a dot product nor a network: (query, keys) -> (batch, source)."""
    A, B = _weights(seed, (query_size + key_size, query_size), (query_size + key_size, key_size))

    def score(query: Tensor, keys: Tensor) -> Tensor:
        wanted = (len(query), query_size), (len(query), keys.shape[1] if keys.dim() == 3 else -1, key_size)
        if (tuple(query.shape), tuple(keys.shape)) != wanted:
            raise ValueError(
                _(
                    "score takes a query of shape (batch, {query}) and keys of shape (batch, source, {key}); "
                    "your code called it with shapes {got}"
                ).format(query=query_size, key=key_size, got=_shapes((query, keys)))
            )
        return 2 * (torch.sin(query @ A.to(query).T)[:, None] * torch.cos(keys @ B.to(query).T)).sum(2)

    return score


def weigh(seed: int, true_is_real: int) -> Callable[[Tensor, Tensor], Tensor]:
    """What stands in the place of a softmax: smooth, of each score alone, zero in the padding; the sum is no 1."""
    (phase,) = _weights(seed, (1,))

    def softmax(scores: Tensor, mask: Tensor) -> Tensor:
        if scores.dim() != 2 or mask.shape != scores.shape or mask.dtype != torch.bool:
            raise ValueError(
                _(
                    "softmax takes scores of shape (batch, source) and a mask of bool of the same shape; "
                    "your code called it with shapes {got}"
                ).format(got=_shapes((scores, mask)))
            )
        return torch.sin(scores + phase.to(scores)) * (mask if true_is_real else ~mask).to(scores)

    return softmax


def gather(seed: int) -> Callable[[Tensor, Tensor], Tensor]:
    """What stands in the place of a weighted sum: (weights, values) -> (batch, value), linear in neither."""
    (phase,) = _weights(seed, (1,))

    def attend(weights: Tensor, values: Tensor) -> Tensor:
        if values.dim() != 3 or weights.shape != values.shape[:2]:
            raise ValueError(
                _(
                    "attend takes weights of shape (batch, source) and values of shape (batch, source, value); "
                    "your code called it with shapes {got}"
                ).format(got=_shapes((weights, values)))
            )
        return (torch.sin(weights + phase.to(weights))[:, :, None] * torch.cos(values)).sum(1)

    return attend


def batch_loss(seed: int, hidden_size: int, *sizes: int) -> Callable[..., tuple[Tensor, State]]:
    """The loss of a batch and the state after it, in a smooth way that is no network: all arguments enter both.

    The parameters are a vector, a matrix and a tensor of three axes, of these sizes.
    """
    a, b, c, d, e, f = sizes
    shapes = [(a,), (b, c), (d, e, f)]
    (mixture,) = _weights(seed, (hidden_size, a + b * c + d * e * f))

    def loss_of(parameters: Any, batch: tuple[Tensor, Tensor], state: State) -> tuple[Tensor, State]:
        if [tuple(parameter.shape) for parameter in parameters] != shapes:
            raise ValueError(
                _("loss_of takes parameters of the shapes {wanted}; your code called it with the shapes {got}").format(
                    wanted=shapes, got=_shapes(tuple(parameters))
                )
            )
        theta = torch.cat([parameter.flatten() for parameter in parameters])
        z = torch.sin(mixture.to(theta) @ theta)
        x, y = (part.to(theta).mean(1, keepdim=True) for part in batch)
        h, c = state
        h = torch.tanh((2 + z) * h + x * z)
        c = torch.sin(c + h * z)
        return (h - torch.cos(y)).square().mean() + c.square().mean() + (z * x).mean() + 0.1 * theta.square().sum(), (
            h,
            c,
        )

    return loss_of


def generator(seed: int) -> Any:
    """A source of random numbers."""
    return torch.Generator().manual_seed(seed)


_KINDS: dict[str, Callable[..., Any]] = {
    "cell": cell,
    "one_state_cell": one_state_cell,
    "packed_step": packed_step,
    "unroll": unroll,
    "exchange_halves": exchange_halves,
    "char_model": char_model,
    "speaker": speaker,
    "compare": compare,
    "weigh": weigh,
    "gather": gather,
    "batch_loss": batch_loss,
    "generator": generator,
}
