"""Known wrong answers to `training_step`."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State

Tensors = Sequence[Tensor]


def _norm(gradients: Tensors) -> Tensor:
    return torch.cat([gradient.flatten() for gradient in gradients]).square().sum().sqrt()


def _shortened(gradients: Tensors, max_norm: float) -> Tensors:
    factor = (max_norm / _norm(gradients)).clamp(max=1)
    return [factor * gradient for gradient in gradients]


def _down(theta: Tensors, gradients: Tensors, lr: float, _max_norm: float) -> Tensors:
    return [value - lr * gradient for value, gradient in zip(theta, gradients, strict=True)]


def _plain(value: Any) -> Any:
    return value.detach() if isinstance(value, Tensor) else tuple(map(_plain, value))


def _right(
    loss_of: Callable[..., tuple[Tensor, State]],
    parameters: Tensors,
    batch: Any,
    state: State,
    lr: float,
    max_norm: float,
    *,
    first: Callable[[State], State] = _plain,
    clipped: Callable[[Tensors, float], Tensors] = _shortened,
    update: Callable[..., Tensors] = _down,
) -> tuple[Tensor, Tensors, State]:
    """A step with places at which it can go wrong; what it returns still has its history."""
    theta = [parameter.detach().requires_grad_() for parameter in parameters]
    loss, after = loss_of(theta, batch, first(state))
    gradients = clipped(torch.autograd.grad(loss, theta, retain_graph=True), max_norm)
    return loss, tuple(update(theta, gradients, lr, max_norm)), after


def _with(**changed: Any) -> Callable[..., Any]:
    return lambda *arguments: _plain(_right(*arguments, **changed))


def _returned(change: Callable[..., Any]) -> Callable[..., Any]:
    """The right step; then `change(arguments, loss, parameters, state)` says what is returned."""
    return lambda *arguments: change(arguments, *_plain(_right(*arguments)))


def _measured(measure: Callable[[Tensors], Tensor]) -> Callable[..., Any]:
    """Another norm than the Euclidean one of all together."""

    def clipped(gradients: Tensors, max_norm: float) -> Tensors:
        factor = (max_norm / measure(gradients)).clamp(max=1)
        return [factor * gradient for gradient in gradients]

    return _with(clipped=clipped)


def _each(gradients: Tensors, max_norm: float) -> Tensors:
    return [(max_norm / gradient.norm()).clamp(max=1) * gradient for gradient in gradients]


def _step_clipped(theta: Tensors, gradients: Tensors, lr: float, max_norm: float) -> Tensors:
    steps = _shortened([lr * gradient for gradient in gradients], max_norm)
    return [value - step for value, step in zip(theta, steps, strict=True)]


def _clipped_afterwards(theta: Tensors, gradients: Tensors, lr: float, max_norm: float) -> Tensors:
    return _shortened(_down(theta, gradients, lr, max_norm), max_norm)


def _loss_after(arguments: tuple[Any, ...], _loss: Tensor, new_parameters: Tensors, state: State) -> Any:
    loss_of, _parameters, batch, before, *_rest = arguments
    return _plain((loss_of(list(new_parameters), batch, before)[0], new_parameters, state))


def _loss_after_both(arguments: tuple[Any, ...], _loss: Tensor, new_parameters: Tensors, state: State) -> Any:
    loss_of, _parameters, batch, *_rest = arguments
    return _plain((loss_of(list(new_parameters), batch, state)[0], new_parameters, state))


def _state_after_step(arguments: tuple[Any, ...], loss: Tensor, new_parameters: Tensors, _state: State) -> Any:
    loss_of, _parameters, batch, before, *_rest = arguments
    return _plain((loss, new_parameters, loss_of(list(new_parameters), batch, before)[1]))


def _zeros(state: State) -> State:
    h, c = state
    return torch.zeros_like(h), torch.zeros_like(c)


def _state_attached(*arguments: Any) -> Any:
    """With gradients of the state that came in, and without."""
    loss, new_parameters, state = _right(*arguments, first=lambda state: state)
    return _plain(loss), _plain(new_parameters), state


def _half_attached(place: int) -> Callable[..., Any]:
    """Only h, or only c, has its history."""

    def step(*arguments: Any) -> Any:
        loss, new_parameters, state = _right(*arguments)
        halves = tuple(part if number == place else _plain(part) for number, part in enumerate(state))
        return _plain(loss), _plain(new_parameters), halves

    return step


def _loss_attached(*arguments: Any) -> Any:
    loss, new_parameters, state = _right(*arguments, first=lambda state: state)
    return loss, _plain(new_parameters), _plain(state)


def _in_training(*arguments: Any) -> tuple[Tensor, Tensors, State]:
    """A step on the caller's own parameters, whose history goes back to them."""
    loss_of, parameters, batch, state, lr, max_norm = arguments
    theta = [parameter if parameter.requires_grad else parameter.clone().requires_grad_() for parameter in parameters]
    loss, after = loss_of(theta, batch, _plain(state))
    gradients = _shortened(torch.autograd.grad(loss, theta, retain_graph=True), max_norm)
    return loss, tuple(_down(theta, gradients, lr, max_norm)), after


def _in_training_with(*attached: str) -> Callable[..., Any]:
    def step(*arguments: Any) -> Any:
        parts = dict(zip(("loss", "parameters", "state"), _in_training(*arguments), strict=True))
        return tuple(part if name in attached else _plain(part) for name, part in parts.items())

    return step


def _second_order(*arguments: Any) -> Any:
    """The gradients have a history of their own."""
    loss_of, parameters, batch, state, lr, max_norm = arguments
    theta = [parameter if parameter.requires_grad else parameter.clone().requires_grad_() for parameter in parameters]
    loss, after = loss_of(theta, batch, state)
    gradients = _shortened(torch.autograd.grad(loss, theta, create_graph=True), max_norm)
    return _plain(loss), tuple(_down(theta, gradients, lr, max_norm)), _plain(after)


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    bank.known(
        "never_clipped",
        _with(clipped=lambda gradients, _max_norm: gradients),
        _("the gradients are used unclipped: your code does not clip them, or does not keep the clipped ones"),
    )
    bank.known(
        "always_scaled",
        _with(clipped=lambda gradients, max_norm: [max_norm / _norm(gradients) * gradient for gradient in gradients]),
        _("gradients whose norm is below max_norm are scaled up to it; the factor is at most 1"),
    )
    bank.known(
        "each_by_itself",
        _with(clipped=_each),
        _("each gradient is clipped by its own norm; one factor, from the norm of all together, keeps the direction"),
    )
    bank.known(
        "element_wise",
        _with(clipped=lambda gradients, max_norm: [gradient.clamp(-max_norm, max_norm) for gradient in gradients]),
        _(
            "the entries are cut at -max_norm and max_norm one by one, which turns the direction; scale all by one factor"
        ),
    )
    bank.known(
        "another_norm",
        _measured(lambda gradients: _norm(gradients) ** 2),
        _("your norm is not the Euclidean one of all gradients together: the root of the sum of all squares"),
        _measured(lambda gradients: torch.stack([gradient.norm() for gradient in gradients]).sum()),
        _measured(lambda gradients: gradients[-1].norm()),
        _measured(lambda gradients: _norm([gradient for gradient in gradients if gradient.dim() > 1])),
        _measured(lambda gradients: torch.stack([gradient.norm() for gradient in gradients]).max()),
        _measured(lambda gradients: torch.stack([gradient.norm() for gradient in gradients]).mean()),
        _measured(lambda gradients: torch.cat([gradient.flatten() for gradient in gradients]).abs().sum()),
        _measured(lambda gradients: torch.cat([gradient.flatten() for gradient in gradients]).abs().max()),
    )
    bank.known(
        "parameters_clipped",
        _with(clipped=lambda gradients, _max_norm: gradients, update=_step_clipped),
        _("you clip the parameters, or the step lr · d; the gradients are clipped, then multiplied by lr"),
        _with(clipped=lambda gradients, _max_norm: gradients, update=_clipped_afterwards),
    )
    bank.known(
        "ascent",
        _with(update=lambda theta, gradients, lr, max_norm: _down(theta, gradients, -lr, max_norm)),
        _("your step goes uphill; subtract the gradient"),
    )
    bank.known(
        "rate_missing",
        _with(update=lambda theta, gradients, _lr, max_norm: _down(theta, gradients, 1.0, max_norm)),
        _("the learning rate is not used: the step is lr · d"),
    )
    bank.known(
        "rate_twice",
        _with(update=lambda theta, gradients, lr, max_norm: _down(theta, gradients, lr**2, max_norm)),
        _("the learning rate is used twice"),
    )
    bank.known(
        "loss_after",
        _returned(_loss_after),
        _("you return the loss after the step; return the loss before it"),
        _returned(_loss_after_both),
    )
    bank.known(
        "old_state",
        _returned(lambda arguments, loss, new_parameters, _state: (loss, new_parameters, _plain(arguments[3]))),
        _("you return the state that came in; return the one after the batch, which loss_of gave"),
    )
    bank.known(
        "state_after_step",
        _returned(_state_after_step),
        _("the state that you return was computed with the new parameters; it is the one that gave the loss"),
    )
    bank.known(
        "zero_state",
        _with(first=_zeros),
        _("a state is set to zero: give loss_of the state that came in, and return the one that it gave"),
        _returned(lambda _arguments, loss, new_parameters, state: (loss, new_parameters, _zeros(state))),
    )
    bank.known(
        "state_attached",
        _state_attached,
        _("the state that you return has a gradient history: without .detach(), the next step goes back through it"),
        _in_training_with("state"),
        _half_attached(0),
        _half_attached(1),
    )
    bank.known(
        "parameters_attached",
        _in_training_with("parameters"),
        _("the parameters that you return have a gradient history: compute them under no_grad, or .detach() them"),
        _second_order,
    )
    bank.known(
        "loss_attached",
        _loss_attached,
        _("the loss that you return has a gradient history: .detach() it"),
        _in_training_with("loss"),
    )

    @bank.mistake(_("your code changes the caller's parameters (sub_, -=, copy_, an optimizer); make new tensors"))
    def in_place(*arguments: Any) -> Any:
        loss, new_parameters, state = _plain(_right(*arguments))
        with torch.no_grad():
            for parameter, value in zip(arguments[1], new_parameters, strict=True):
                parameter.copy_(value)
        return loss, new_parameters, state

    @bank.mistake(
        _(
            "gradients stay in .grad of the caller's parameters, and the next call adds to them; take torch.autograd.grad"
        )
    )
    def gradients_pile_up(*arguments: Any) -> Any:
        loss_of, parameters, batch, state, lr, max_norm = arguments
        for parameter in parameters:
            parameter.requires_grad_()
        loss, after = loss_of(parameters, batch, state)
        loss.backward()
        gradients = _shortened([parameter.grad for parameter in parameters], max_norm)
        return _plain((loss, tuple(_down(parameters, gradients, lr, max_norm)), after))

    bank.known(
        "returned_in_other_order",
        _returned(lambda _arguments, loss, new_parameters, state: (new_parameters, loss, state)),
        _("you return the loss, the parameters and the state in another order"),
        _returned(lambda _arguments, loss, new_parameters, state: (loss, state, new_parameters)),
        _returned(lambda _arguments, loss, new_parameters, state: (state, new_parameters, loss)),
        _returned(lambda _arguments, loss, new_parameters, state: (state, loss, new_parameters)),
        _returned(lambda _arguments, loss, new_parameters, state: (new_parameters, state, loss)),
    )

    return bank.mistakes
