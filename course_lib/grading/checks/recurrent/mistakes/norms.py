"""Known wrong answers to `gradient_norms`."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Step = Callable[[Tensor, Tensor], Tensor]
Norms = Callable[..., Tensor]


def _states(step: Step, x: Tensor, h: Tensor) -> list[Tensor]:
    """The state before the first step, and the state after each."""
    states = [h.detach().requires_grad_()]
    for x_t in x.unbind(1):
        states.append(step(x_t, states[-1]))
    return states


def _back(end: Tensor, states: Sequence[Tensor], d_h: Tensor) -> Tensor:
    """The gradients at some states, (batch, time, hidden), of a loss that has the gradient d_h at `end`."""
    return torch.stack(torch.autograd.grad(end, states, d_h, retain_graph=True), 1)


def _gradients(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
    """The right gradients, (batch, time, hidden)."""
    _first, *states = _states(step, x, h)
    return _back(states[-1], states, d_h)


def _euclidean(gradients: Tensor) -> Tensor:
    """The Euclidean norms of gradients (batch, time, hidden), over the last axis."""
    return gradients.square().sum(2).sqrt()


def _right(*arguments: Any) -> Tensor:
    return _euclidean(_gradients(*arguments))


def _measured(measure: Callable[[Tensor], Tensor]) -> Norms:
    """The right gradients, (batch, time, hidden), measured in another way."""
    return lambda *arguments: measure(_gradients(*arguments))


def _after(change: Callable[[Tensor], Tensor]) -> Norms:
    """The right norms, and then something is done to them."""
    return lambda *arguments: change(_right(*arguments))


def _of(change: Callable[..., tuple[Any, ...]]) -> Norms:
    """The right norms of other arguments."""
    return lambda *arguments: _right(*change(*arguments))


def _from_the_initial_state(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
    first, *states = _states(step, x, h)
    return _euclidean(torch.cat([_back(state, [first], d_h) for state in states], 1))


def _from_the_first_state(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
    _initial, first, *states = _states(step, x, h)
    return _euclidean(torch.cat([d_h[:, None], *(_back(state, [first], d_h) for state in states)], 1))


def _jacobian(end: Tensor, state: Tensor) -> Tensor:
    """∂end/∂state of each row: (batch, hidden, hidden)."""
    units = [torch.autograd.grad(unit.sum(), state, retain_graph=True)[0] for unit in end.unbind(1)]
    return torch.stack(units, 1)


def _norms_of_jacobians(measure: Callable[[Tensor], Tensor]) -> Norms:
    def norms(step: Step, x: Tensor, h: Tensor, _d_h: Tensor) -> Tensor:
        _first, *states = _states(step, x, h)
        return measure(torch.stack([_jacobian(states[-1], state) for state in states], 1))

    return norms


def _last_zero(norms: Tensor) -> Tensor:
    return torch.cat([norms[:, :-1], torch.zeros_like(norms[:, -1:])], 1)


def _times(norms: Tensor) -> Tensor:
    """1, 2, …, one number for each column."""
    return torch.arange(1, norms.shape[1] + 1)


def _in_place(begin: int) -> Norms:
    """The gradient on its way back is kept in the caller's d_h."""

    def norms(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
        states = _states(step, x, h)
        found = _back(states[-1], states, d_h)
        d_h.copy_(found[:, begin])
        return _euclidean(found[:, 1:])

    return norms


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    @bank.mistake(
        _("your column t belongs to the state before x[:, t]; h_t is the state after it, and the last column is d_h")
    )
    def states_before(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
        states = _states(step, x, h)
        return _euclidean(_back(states[-1], states[:-1], d_h))

    bank.known(
        "reversed_time",
        _after(lambda norms: norms.flip(1)),
        _("your columns run backwards in time: reverse the list that you collected from the end to the start"),
    )
    bank.known(
        "squared_norm",
        _after(lambda norms: norms**2),
        _("your norms are squared: the root of the sum of squares is missing"),
    )
    bank.known(
        "another_norm",
        _measured(lambda gradients: gradients.abs().sum(2)),
        _("your norm is not the Euclidean one, which is the root of the sum of squares"),
        _measured(lambda gradients: gradients.abs().amax(2)),
        _measured(lambda gradients: gradients.square().mean(2).sqrt()),
        _measured(lambda gradients: gradients.abs().mean(2)),
    )
    bank.known(
        "entries_summed",
        _measured(lambda gradients: gradients.sum(2)),
        _("the entries of the gradient are summed with their signs, and cancel; a norm squares them first"),
        _measured(lambda gradients: gradients.sum(2).abs()),
        _measured(lambda gradients: gradients.mean(2)),
    )
    bank.known(
        "rows_together",
        _measured(lambda gradients: gradients.norm(dim=(0, 2)).expand(len(gradients), -1)),
        _("the norm is taken over the batch; it is that of each row by itself, over the hidden axis"),
        _measured(lambda gradients: gradients.norm(dim=(0, 2))),
        _measured(lambda gradients: gradients.norm(dim=0)),
        _measured(lambda gradients: gradients.norm(dim=0).T),
    )
    bank.known(
        "d_h_ignored",
        _of(lambda step, x, h, d_h: (step, x, h, torch.ones_like(d_h))),
        _("d_h is not used, as if the loss were the sum of the last state: d_h is the gradient that goes back"),
        _of(lambda step, x, h, d_h: (step, x, h, torch.ones_like(d_h) / d_h.numel())),
    )

    @bank.mistake(_("your loss depends on every state; here it depends on the last one only, and d_h enters once"))
    def loss_of_all_states(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
        _first, *states = _states(step, x, h)
        loss = (torch.stack(states) * d_h).sum()
        return _euclidean(torch.stack(torch.autograd.grad(loss, states), 1))

    @bank.mistake(_("your norms are those of the gradients at the inputs x[:, t]; return those at the states h_t"))
    def gradients_of_inputs(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
        x = x.detach().requires_grad_()
        (d_x,) = torch.autograd.grad(_states(step, x, h)[-1], x, d_h)
        return _euclidean(d_x)

    @bank.mistake(_("d_h goes back by one step at each t; what arrives at h_t has gone through all steps after it"))
    def one_step_only(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
        _first, *states = _states(step, x, h)
        through_one = [_back(after, [before], d_h) for before, after in pairwise(states)]
        return _euclidean(torch.cat([*through_one, d_h[:, None]], 1))

    bank.known(
        "from_the_first_state",
        _from_the_initial_state,
        _(
            "you measure how far the first state reaches; measure the gradient that arrives from the last state at "
            "each state before it"
        ),
        _from_the_first_state,
    )

    @bank.mistake(_("a gradient goes back with the transposed derivative: the one of h_t is J.T @ d, not J @ d"))
    def jacobians_not_transposed(step: Step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
        _first, *states = _states(step, x, h)
        gradients = [d_h]
        for before, after in reversed(list(pairwise(states))):
            gradients.insert(0, torch.einsum("nij,nj->ni", _jacobian(after, before), gradients[0]))
        return _euclidean(torch.stack(gradients, 1))

    bank.known(
        "norms_of_jacobians",
        _norms_of_jacobians(torch.linalg.matrix_norm),
        _("your norms are those of the Jacobian matrices; return the norm of d_h multiplied by them"),
        _norms_of_jacobians(lambda jacobians: torch.linalg.matrix_norm(jacobians, 2)),
    )
    bank.known(
        "last_column_missing",
        _after(lambda norms: norms[:, :-1]),
        _("the last column is missing: at the last state the gradient is d_h itself"),
        _after(_last_zero),
    )

    @bank.mistake(
        _("the states are detached from each other inside the loop, so no gradient arrives before the last one")
    )
    def detached(*arguments: Any) -> Tensor:
        norms = _right(*arguments)
        return torch.cat([torch.zeros_like(norms[:, :-1]), norms[:, -1:]], 1)

    bank.known(
        "zero_start",
        _of(lambda step, x, h, d_h: (step, x, torch.zeros_like(h), d_h)),
        _("you start from zeros; the state before the first input is the argument h"),
    )
    bank.known(
        "accumulated",
        _after(lambda norms: norms * _times(norms)),
        _("gradients of several backward calls have added up in .grad: go back once, or use torch.autograd.grad"),
        _after(lambda norms: norms * _times(norms).flip(0)),
    )
    bank.known(
        "other_axis_first",
        _after(lambda norms: norms.T),
        _("your result is (time, batch); the batch axis comes first: look at the axis of torch.stack"),
    )
    bank.known(
        "in_place",
        _in_place(1),
        _("your code writes into the caller's d_h while the gradient goes back (an operation in place)"),
        _in_place(0),
    )
    bank.known(
        "squeezed",
        _after(lambda norms: norms.squeeze()),
        _("your result has lost an axis of size one (a squeeze without an axis)"),
    )

    return bank.mistakes
