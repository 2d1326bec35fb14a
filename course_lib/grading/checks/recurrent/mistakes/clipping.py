"""Known wrong answers to `clip_gradients`."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Gradients = Sequence[Tensor]
Result = tuple[tuple[Tensor, ...], Tensor]


def _vector(gradients: Gradients) -> Tensor:
    """All gradients as one long vector."""
    return torch.cat([gradient.flatten() for gradient in gradients])


def _long(gradients: Gradients) -> Tensor:
    return _vector(gradients).square().sum().sqrt()


def _shorten(norm: Tensor, max_norm: float) -> Tensor:
    return (max_norm / norm).clamp(max=1)


def _right(
    gradients: Gradients,
    max_norm: float,
    *,
    measure: Callable[[Gradients], Tensor] = _long,
    factor: Callable[[Tensor, float], Tensor] = _shorten,
    explodes: Callable[[Tensor], Tensor] = lambda norm: ~norm.isfinite(),
) -> Result:
    """Clipping with places at which it can go wrong."""
    norm = measure(gradients)
    if explodes(norm):
        return tuple(torch.zeros_like(gradient) for gradient in gradients), norm
    return tuple(factor(norm, max_norm) * gradient for gradient in gradients), norm


def _with(**changed: Any) -> Callable[..., Result]:
    return lambda *arguments: _right(*arguments, **changed)


def _unless_finite(change: Callable[[Gradients, float], Result]) -> Callable[..., Result]:
    """What is wrong with finite gradients is right with others."""

    def clip(gradients: Gradients, max_norm: float) -> Result:
        return change(gradients, max_norm) if _long(gradients).isfinite() else _right(gradients, max_norm)

    return clip


def _where_too_long(norm: Tensor, max_norm: float) -> Tensor:
    """Gradients are touched only if their norm is greater than max_norm: not so if it is not a number."""
    return max_norm / norm if norm > max_norm else torch.ones_like(norm)


@_unless_finite
def _each_by_itself(gradients: Gradients, max_norm: float) -> Result:
    return tuple(_shorten(gradient.norm(), max_norm) * gradient for gradient in gradients), _long(gradients)


@_unless_finite
def _each_with_last_norm(gradients: Gradients, max_norm: float) -> Result:
    return _each_by_itself(gradients, max_norm)[0], gradients[-1].norm()


@_unless_finite
def _squared_returned(gradients: Gradients, max_norm: float) -> Result:
    clipped, norm = _right(gradients, max_norm)
    return clipped, norm**2


def _norm_after(gradients: Gradients, max_norm: float) -> Result:
    clipped, _norm = _right(gradients, max_norm)
    return clipped, _long(clipped)


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    bank.known(
        "each_by_itself",
        _each_by_itself,
        _("each tensor is clipped by its own norm; one factor, from the norm of all together, keeps the direction"),
        _each_with_last_norm,
    )

    @bank.mistake(
        _(
            "the entries are cut at -max_norm and max_norm one by one, which turns the direction; scale all by one factor"
        ),
        through=_unless_finite,
    )
    def element_wise(gradients: Gradients, max_norm: float) -> Result:
        return tuple(gradient.clamp(-max_norm, max_norm) for gradient in gradients), _long(gradients)

    bank.known(
        "never_clipped",
        _with(factor=lambda norm, _max_norm: torch.ones_like(norm)),
        _("the gradients come back as they were: the factor is not computed, or its products are not kept"),
    )
    bank.known(
        "always_scaled",
        _with(factor=lambda norm, max_norm: max_norm / norm),
        _("gradients whose norm is below max_norm are scaled up to it; the factor is at most 1"),
        _with(factor=lambda norm, max_norm: max_norm / (norm + 1e-6)),
    )
    bank.known(
        "factor_inverted",
        _with(factor=lambda norm, max_norm: (norm / max_norm).clamp(max=1)),
        _("your factor is norm / max_norm; it is max_norm / norm, which is small where the norm is large"),
        _with(factor=lambda norm, max_norm: norm / max_norm),
    )
    bank.known(
        "limit_not_used",
        _with(factor=lambda norm, _max_norm: (1 / norm).clamp(max=1)),
        _("gradients are scaled to the norm 1, whatever max_norm is"),
        _with(factor=lambda norm, _max_norm: 1 / norm),
    )
    bank.known(
        "squared_norm",
        _with(measure=lambda gradients: _long(gradients) ** 2),
        _("your norm is squared: the root of the sum of squares is missing"),
        _squared_returned,
    )
    bank.known(
        "sum_of_norms",
        _with(measure=lambda gradients: torch.stack([gradient.norm() for gradient in gradients]).sum()),
        _("your norm is the sum of the tensors' norms; their squares are summed, and the root is taken of the sum"),
    )
    bank.known(
        "last_norm",
        _with(measure=lambda gradients: gradients[-1].norm()),
        _("your norm is that of the last tensor alone: in a loop it is overwritten instead of added to"),
    )
    bank.known(
        "another_norm",
        _with(measure=lambda gradients: _vector(gradients).abs().sum()),
        _("your norm is not the Euclidean one, which is the root of the sum of the squares of all entries"),
        _with(measure=lambda gradients: _vector(gradients).abs().max()),
        _with(measure=lambda gradients: _vector(gradients).square().mean().sqrt()),
    )
    bank.known(
        "norm_after",
        _norm_after,
        _("you return the norm after clipping; return the norm before it"),
        _unless_finite(_norm_after),
    )

    @bank.mistake(
        _("your code divides by a norm of zero, and 0 / 0 is not a number; gradients that are all zero stay zero"),
        through=_unless_finite,
    )
    def zero_divided(gradients: Gradients, max_norm: float) -> Result:
        norm = _long(gradients)
        return tuple(gradient / norm * norm.clamp(max=max_norm) for gradient in gradients), norm

    bank.known(
        "not_finite_ignored",
        _with(explodes=lambda _norm: torch.tensor(False)),
        _("a norm that is infinite, or not a number, is used like any other, and 0 times infinity is not a number"),
        _with(explodes=lambda _norm: torch.tensor(False), factor=_where_too_long),
    )

    @bank.mistake(
        _("a gradient whose norm is infinite is multiplied by 0, and 0 times infinity is not a number: make new zeros")
    )
    def multiplied_by_zero(gradients: Gradients, max_norm: float) -> Result:
        norm = _long(gradients)
        return (_right(gradients, max_norm)[0] if norm.isfinite() else tuple(0 * g for g in gradients)), norm

    @bank.mistake(_("gradients whose norm is infinite or not a number come back as they were; they must become zero"))
    def not_finite_kept(gradients: Gradients, max_norm: float) -> Result:
        norm = _long(gradients)
        return (_right(gradients, max_norm)[0] if norm.isfinite() else tuple(g.clone() for g in gradients)), norm

    bank.known(
        "only_infinite_caught",
        _with(explodes=lambda norm: norm.isinf()),
        _("your code handles an infinite norm, but not one that is not a number: torch.isfinite covers both"),
        _with(explodes=lambda norm: norm.isinf(), factor=_where_too_long),
    )
    bank.known(
        "only_nan_caught",
        _with(explodes=lambda norm: norm.isnan()),
        _("your code handles a norm that is not a number, but not an infinite one: torch.isfinite covers both"),
    )

    @bank.mistake(
        _("only what is infinite or not a number becomes zero; then the whole gradient must, in all its tensors")
    )
    def only_bad_entries_zero(gradients: Gradients, max_norm: float) -> Result:
        return _right([torch.where(gradient.isfinite(), gradient, 0) for gradient in gradients], max_norm)

    @bank.form_of(only_bad_entries_zero)
    def bad_entries_zero_norm_before(gradients: Gradients, max_norm: float) -> Result:
        return only_bad_entries_zero(gradients, max_norm)[0], _long(gradients)

    @bank.form_of(only_bad_entries_zero)
    def bad_entries_zero_unclipped(gradients: Gradients, max_norm: float) -> Result:
        norm = _long(gradients)
        if norm.isfinite():
            return _right(gradients, max_norm)
        return tuple(torch.where(gradient.isfinite(), gradient, 0) for gradient in gradients), norm

    @bank.form_of(only_bad_entries_zero)
    def bad_tensors_zero(gradients: Gradients, max_norm: float) -> Result:
        return _right([g if g.isfinite().all() else torch.zeros_like(g) for g in gradients], max_norm)

    @bank.form_of(only_bad_entries_zero)
    def bad_tensors_zero_norm_before(gradients: Gradients, max_norm: float) -> Result:
        return bad_tensors_zero(gradients, max_norm)[0], _long(gradients)

    @bank.mistake(_("the clipped gradients come back flat; each keeps the shape that it had"))
    def shapes_lost(gradients: Gradients, max_norm: float) -> Result:
        clipped, norm = _right(gradients, max_norm)
        return tuple(gradient.flatten() for gradient in clipped), norm

    @bank.form_of(shapes_lost)
    def one_vector(gradients: Gradients, max_norm: float) -> Any:
        clipped, norm = _right(gradients, max_norm)
        return _vector(clipped), norm

    @bank.mistake(_("you return the norm first; the clipped gradients come first, then the norm"))
    def returned_in_other_order(gradients: Gradients, max_norm: float) -> Any:
        clipped, norm = _right(gradients, max_norm)
        return norm, clipped

    @bank.mistake(
        _("your code changes the caller's gradients (mul_, *=, or a new entry in the list); make new tensors")
    )
    def in_place(gradients: Gradients, max_norm: float) -> Result:
        clipped, norm = _right(gradients, max_norm)
        for before, after in zip(gradients, clipped, strict=True):
            before.copy_(after)
        return clipped, norm

    @bank.form_of(in_place)
    def list_changed(gradients: list[Tensor], max_norm: float) -> Result:
        clipped, norm = _right(gradients, max_norm)
        gradients[:] = clipped
        return clipped, norm

    return bank.mistakes
