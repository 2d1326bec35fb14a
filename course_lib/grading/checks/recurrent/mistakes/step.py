"""Known wrong answers to `rnn_step`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Step = Callable[..., Tensor]


def _sum(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
    return x_t @ U.T + h @ W.T + b


def _right(*arguments: Tensor) -> Tensor:
    return torch.tanh(_sum(*arguments))


def _through(squash: Callable[[Tensor], Tensor]) -> Step:
    """The right sum, through another function."""
    return lambda *arguments: squash(_sum(*arguments))


def _after(change: Callable[[Tensor], Tensor]) -> Step:
    """The right state, and then something is done to it."""
    return lambda *arguments: change(_right(*arguments))


def _of(change: Callable[..., tuple[Tensor, ...]]) -> Step:
    """The right state of other arguments."""
    return lambda *arguments: _right(*change(*arguments))


def _quotient(a: Tensor) -> Tensor:
    return (a.exp() - (-a).exp()) / (a.exp() + (-a).exp())


def _short_quotient(a: Tensor) -> Tensor:
    return ((2 * a).exp() - 1) / ((2 * a).exp() + 1)


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    bank.known("no_bias", _of(lambda x_t, h, U, W, b: (x_t, h, U, W, torch.zeros_like(b))), _("the bias b is missing"))
    bank.known(
        "bias_twice",
        _of(lambda x_t, h, U, W, b: (x_t, h, U, W, 2 * b)),
        _("the bias b is added twice (torch.nn has two biases, here there is one)"),
    )
    bank.known(
        "bias_outside",
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T + h @ W.T) + b,
        _("the bias b is added after the tanh; it belongs in the sum inside the tanh"),
    )
    bank.known(
        "no_recurrence",
        _of(lambda x_t, h, U, W, b: (x_t, h, U, torch.zeros_like(W), b)),
        _("the recurrent term with W and h is missing: the step ignores the state before it"),
    )
    bank.known(
        "no_input",
        _of(lambda x_t, h, U, W, b: (x_t, h, torch.zeros_like(U), W, b)),
        _("the input term with U and x_t is missing"),
    )
    bank.known(
        "recurrent_not_transposed",
        _of(lambda x_t, h, U, W, b: (x_t, h, U, W.T, b)),
        _("W is applied without its transpose: with rows as examples it is h @ W.T, as for U"),
    )
    bank.known(
        "tanh_of_each_term",
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T + b) + torch.tanh(h @ W.T),
        _("the terms go through the tanh one by one; eq:recurrent-h has one tanh, of their sum"),
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T) + torch.tanh(h @ W.T) + b,
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T) + torch.tanh(h @ W.T) + torch.tanh(b),
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T) + torch.tanh(h @ W.T + b),
    )
    bank.known(
        "tanh_of_one_term",
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T + b) + h @ W.T,
        _("only one of the terms goes through the tanh; eq:recurrent-h has the tanh of their sum"),
        lambda x_t, h, U, W, b: torch.tanh(x_t @ U.T) + h @ W.T + b,
        lambda x_t, h, U, W, b: x_t @ U.T + torch.tanh(h @ W.T + b),
        lambda x_t, h, U, W, b: x_t @ U.T + torch.tanh(h @ W.T) + b,
    )
    bank.known("no_tanh", _through(lambda a: a), _("your h_t has no activation; eq:recurrent-h has a tanh"))
    bank.known("sigmoid", _through(torch.sigmoid), _("your h_t goes through a sigmoid; eq:recurrent-h has a tanh"))
    bank.known("relu", _through(torch.relu), _("your h_t goes through a ReLU; eq:recurrent-h has a tanh"))
    bank.known(
        "overflowing_tanh",
        _through(_quotient),
        _("your tanh divides exponentials that overflow for large numbers; torch.tanh does not"),
        _through(_short_quotient),
    )
    bank.known(
        "old_state_added",
        lambda x_t, h, U, W, b: h + _right(x_t, h, U, W, b),
        _("the old state is added to the new one; eq:recurrent-h uses it only inside the tanh"),
    )
    bank.known(
        "other_axis_first",
        _after(lambda h_t: h_t.T),
        _("your h_t has the shape (hidden, batch), as after U @ x_t.T; the batch axis comes first"),
    )
    bank.known(
        "detached_state",
        _of(lambda x_t, h, U, W, b: (x_t, h.detach(), U, W, b)),
        _("the old state is detached: gradients must flow through it, or nothing is learned from earlier inputs"),
    )
    bank.known(
        "detached_weights",
        _of(lambda x_t, h, U, W, b: (x_t, h, U.detach(), W.detach(), b.detach())),
        _("weights or biases are detached (.data, .detach() or a copy of their numbers): no gradient can train them"),
        _of(lambda x_t, h, U, W, b: (x_t, h, U, W, b.detach())),
    )

    @bank.mistake(_("everything is computed under no_grad or outside PyTorch: no gradient arrives anywhere"))
    def without_autograd(*arguments: Tensor) -> Tensor:
        with torch.no_grad():
            return _right(*arguments)

    @bank.mistake(
        _("your code writes the new state into the caller's h (an in-place operation such as copy_ or h[:] = …)")
    )
    def in_place(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
        h_t = _right(x_t, h, U, W, b)
        h.data.copy_(h_t.data)
        return h_t

    @bank.form_of(in_place)
    def in_place_returned(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
        """Called twice with the same h, both answers are one tensor, and equal."""
        h.data.copy_(_right(x_t, h, U, W, b).data)
        return h

    bank.known(
        "squeezed",
        _after(lambda h_t: h_t.squeeze(0)),
        _("with a batch of one row, your result has lost its batch axis (a squeeze)"),
    )

    @bank.mistake(_("your function keeps a state of its own between calls; the state is an argument"), remembers=True)
    def remembering() -> Step:
        kept: dict[Any, Tensor] = {}

        def step(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
            h_t = _right(x_t, kept.get((h.shape, h.dtype), h), U, W, b)
            kept[h.shape, h.dtype] = h_t.detach()
            return h_t

        return step

    @bank.form_of(remembering)
    def remembering_last() -> Step:
        """One state for all, begun anew where the shape is another."""
        kept: Tensor | None = None

        def step(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
            nonlocal kept
            h_t = _right(x_t, h if kept is None or kept.shape != h.shape else kept.to(h.dtype), U, W, b)
            kept = h_t.detach()
            return h_t

        return step

    return bank.mistakes
