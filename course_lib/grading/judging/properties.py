"""Properties that many checks share."""

from collections.abc import Collection, Iterator, Sequence

import torch
from torch import Tensor

from course_lib.grading.judging.check import Failure, NotYet, Property, Quantity
from course_lib.grading.judging.forms import dtype_of, expect_form, quantities_in, written_out
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import Reply, Request, Value, agreeing, same, tensors_in
from course_lib.language import _


def values(
    symbol: str, position: int | slice, *, points: float, sentence: str, regime: str = "ordinary", gate: bool = True
) -> Property:
    """One returned quantity, or some in a row, equal the reference's, on random cases of a regime."""
    positions = position if isinstance(position, slice) else slice(position, position + 1)

    def test(trial: Trial) -> None:
        for request in trial.requests(regime):
            for leaf in trial.leaves(request, positions):
                expect_equal(*leaf)

    return Property(name=f"{symbol} {regime}", points=points, sentence=sentence, test=test, gate=gate)


def agreement(name: str, *regimes: str, points: float, sentence: str, calls: int = 1) -> Property:
    """All returned quantities equal the reference's in regimes of their own, such as a batch of one row."""

    def test(trial: Trial) -> None:
        for regime in regimes:
            for request in trial.requests(regime, some=True, calls=calls):
                for leaf in trial.leaves(request):
                    expect_equal(*leaf)

    return Property(name=name, points=points, sentence=sentence, test=test)


def form(*, points: float, sentence: str, regimes: Sequence[str] = ("ordinary",), same_dtype: bool = False) -> Property:
    """What is returned has the stated form, where the numbers of a loose quantity count in another form too.

    ``same_dtype``: the dtype is that of the reference, not only one like it.
    """

    def test(trial: Trial) -> None:
        for regime in regimes:
            for request in trial.requests(regime, some=True):
                got, wanted = trial.ask(request).outputs[-1], trial.expected(request)
                expect_form(written_out(trial.check.returns, wanted), got, wanted)
                for quantity, one_got, one_wanted in trial.leaves(request) if same_dtype else ():
                    if one_got.dtype != one_wanted.dtype:
                        raise Failure(
                            _("{symbol} must have the dtype {wanted}; it has {got}").format(
                                symbol=quantity.symbol, wanted=dtype_of(one_wanted), got=dtype_of(one_got)
                            )
                        )

    # the same numbers may come in several wrong forms: what is said of them tells these apart
    return Property(name="form", points=points, sentence=sentence, test=test, match_by_message=True)


def gradients(*, points: float, sentence: str, names: Sequence[str], regime: str = "ordinary") -> Property:
    """Gradients arrive at every tensor argument (and parameter) as they do through the reference."""

    def test(trial: Trial) -> None:
        for asked in trial.requests(regime, some=True, gradients=True):
            got, wanted = trial.ask(asked), trial.run.cases.reference(asked)
            _expect_attached(trial, got, wanted)
            leaves = zip(names, _gradient_leaves(asked, got), _gradient_leaves(asked, wanted), strict=True)
            right = same(got.outputs[-1], wanted.outputs[-1])
            for name, one_got, one_wanted in leaves:
                expect_equal_gradient(name, one_got, one_wanted, values_are_right=right)
            for name, one_wanted in (wanted.parameter_gradients or {}).items():
                one_got = (got.parameter_gradients or {}).get(name)
                expect_equal_gradient(name, one_got, one_wanted, values_are_right=right)

    return Property(name="gradients", points=points, sentence=sentence, test=test)


def _expect_attached(trial: Trial, got: Reply, wanted: Reply) -> None:
    """Where some of what is returned has a gradient history, all of it has that should."""
    if not any(got.attached) or len(got.attached) != len(wanted.attached):
        return
    quantities = quantities_in(written_out(trial.check.returns, wanted.outputs[-1]))
    for quantity, one_got, one_wanted in zip(quantities, got.attached, wanted.attached, strict=True):
        if one_wanted and not one_got:
            raise Failure(
                _(
                    "no gradient flows through {symbol}, which you return: it is detached or computed without torch"
                ).format(symbol=quantity.symbol)
            )


def _gradient_leaves(request: Request, reply: Reply) -> list[Tensor | None]:
    """One entry for each floating tensor among the arguments: its gradient, or None."""

    def pairs(sent: Value, gradient: Value) -> Iterator[Tensor | None]:
        match sent:
            case Tensor() if sent.is_floating_point():
                yield gradient
            case tuple() | list():
                for one_sent, one_gradient in zip(sent, gradient, strict=True):
                    yield from pairs(one_sent, one_gradient)

    return list(pairs(request.arguments, reply.gradients))


def expect_own_parameters(own: Collection[str], wanted: Collection[str]) -> None:
    """A module has the parameters that it is asked to have, and no others."""
    others = [name for name in own if name not in wanted]
    if others:
        raise Failure(
            _(
                "the module has other parameters than {wanted}: {others}; keep what is not trained as something else"
            ).format(wanted=", ".join(wanted), others=", ".join(others[:10]))
        )


def own_parameters(*, points: float, sentence: str) -> Property:
    """A module has those of the reference and no others."""

    def test(trial: Trial) -> None:
        request = trial.run.cases.request("ordinary", 0)
        expect_own_parameters(trial.ask(request).parameters or {}, request.parameters or {})

    # what its parameters are called is no answer that a known mistake could have given
    return Property(name="own parameters", points=points, sentence=sentence, test=test, match_by_message=True)


def unchanged(*, points: float, sentence: str, names: Sequence[str], regime: str = "ordinary") -> Property:
    """The call leaves its arguments as they were."""

    def test(trial: Trial) -> None:
        request = trial.run.cases.request(regime, 0)
        reply = trial.ask(request)
        for name, before, after in zip(names, tensors_in(request.arguments), tensors_in(reply.arguments), strict=True):
            if not same(before, after, rtol=0, atol=0):
                raise Failure(
                    _("the call changed its argument {name} in place: work on a new tensor").format(name=name)
                )

    return Property(name="arguments unchanged", points=points, sentence=sentence, test=test)


def repeatable(*, points: float, sentence: str, regime: str = "ordinary") -> Property:
    """Called twice: the same arguments get the same answer, others get theirs. Nothing is kept between calls."""

    def test(trial: Trial) -> None:
        request = trial.run.cases.request
        once, twice, followed = request(regime, 0), request(regime, 0, calls=2), request(regime, 0, followed=True)
        (alone,), (first, second), (before, after) = (trial.ask(asked).outputs for asked in (once, twice, followed))
        if not (same(first, second) and same(second, alone)):
            raise Failure(
                _("called twice with the same arguments, your code gives two answers: it keeps something between calls")
            )
        if not same(before, alone):
            raise Failure(
                _("what the first call returned is changed by the second one: return new tensors at every call")
            )
        # an answer that is wrong for some numbers alone keeps nothing: then the values say what is wrong
        if all(_is_right(trial, one) for one in trial.requests(regime)) and not same(after, trial.expected(followed)):
            raise Failure(
                _(
                    "a second call with other numbers of the same shapes gets a wrong answer: "
                    "your code keeps something from the first one"
                )
            )

    # what is kept between calls can come into the answer to any of them
    return Property(name="called twice", points=points, sentence=sentence, test=test, taints=True)


def _is_right(trial: Trial, request: Request) -> bool:
    return same(trial.ask(request).outputs[-1], trial.expected(request))


def expect_equal(quantity: Quantity, got: Tensor, wanted: Tensor) -> None:
    """Equal within the tolerance; otherwise the sentence says where first and by how much, never the value."""
    if same(got, wanted):
        return
    match quantity.equation, got.ndim:
        case "", 0:  # a single number has no index
            sentence = _("{symbol} differs from the right value by {by:.3g}")
        case "", _several:
            sentence = _("{symbol} differs from the right values, first at index {at}, by at most {by:.3g}")
        case _label, 0:
            sentence = _("{symbol} differs from eq:{equation} by {by:.3g}")
        case _label, _several:
            sentence = _("{symbol} differs from eq:{equation}, first at index {at}, by at most {by:.3g}")
    at, by = _first_difference(got, wanted)
    raise Failure(
        sentence.format(symbol=quantity.symbol, equation=quantity.equation, at=at, by=by),
        details=f"got {got.flatten()[:8].tolist()}, wanted {wanted.flatten()[:8].tolist()}",
    )


def expect_equal_gradient(
    name: str, got: Tensor | None, wanted: Tensor | None, *, values_are_right: bool = True
) -> None:
    """As expect_equal, for the gradient at an argument."""
    if wanted is None or (got is None and not wanted.any()):
        return
    if got is None:
        raise Failure(
            _(
                "no gradient arrives at {name}: your code detaches something on the way or computes it without PyTorch"
            ).format(name=name)
        )
    if not same(got, wanted):
        if not values_are_right:
            raise NotYet
        if got.ndim:
            sentence = _(
                "the values are right, but the gradient at {name} differs, first at index {at}, by at most {by:.3g}"
            )
        else:
            sentence = _("the values are right, but the gradient at {name} differs by {by:.3g}")
        at, by = _first_difference(got, wanted)
        raise Failure(sentence.format(name=name, at=at, by=by))


def _first_difference(got: Tensor, wanted: Tensor) -> tuple[tuple[int, ...], float]:
    difference = (got.to(torch.float64) - wanted.to(torch.float64)).abs()
    wrong = ~agreeing(got, wanted)
    return tuple(wrong.nonzero()[0].tolist()), float(difference.max())
