"""The form of what a function returns: its structure, and the shape and the kind of each tensor."""

from collections.abc import Collection
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Failure, Quantity, Repeated
from course_lib.grading.worker.protocol import Opaque, Value
from course_lib.language import _


def expect_form(quantities: Any, got: Value, wanted: Value) -> None:
    """Structure, shape, dtype, finite: in this order.

    Raises:
        Failure: with a sentence that says what came and what was wanted.
    """
    match quantities:
        case Quantity(symbol=symbol):
            _expect_tensor(symbol, got, wanted)
        case tuple():
            _expect_sequence(quantities, got)
            for quantity, one_got, one_wanted in zip(quantities, got, wanted, strict=True):
                expect_form(quantity, one_got, one_wanted)


def leaves_of(quantities: Any, got: Value, wanted: Value, places: Collection[int]) -> list[tuple[Quantity, Any, Any]]:
    """The quantities at these places, counted in order, each with what came and what was wanted.

    The form of the others is not looked at; the numbers of a loose one count in whatever form they came.

    Raises:
        Failure: one of them has another form, or there is no such place in what came.
    """
    if isinstance(quantities, Quantity):
        if quantities.loose:
            got = _as_numbers(got, wanted)
        _expect_tensor(quantities.symbol, got, wanted, any_kind=quantities.loose)
        return [(quantities, got, wanted)]
    _expect_sequence(quantities, got)
    found: list[tuple[Quantity, Any, Any]] = []
    first = 0
    for quantity, one_got, one_wanted in zip(quantities, got, wanted, strict=True):
        count = len(quantities_in(quantity))
        own = [place - first for place in places if first <= place < first + count]
        if own:
            found += leaves_of(quantity, one_got, one_wanted, own)
        first += count
    return found


def as_tensor(value: Value) -> Value:
    """A number as a tensor without axes; anything else stays what it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return torch.tensor(float(value), dtype=torch.float64)
        except OverflowError:  # Python's integers have no end
            return value
    return value


def _as_numbers(got: Value, wanted: Tensor) -> Value:
    """A number, or a list of numbers, as a tensor; one entry without axes, where one number is wanted."""
    got = as_tensor(got)
    if isinstance(got, tuple) and got:
        entries = [as_tensor(entry) for entry in got]
        if all(isinstance(entry, Tensor) and not entry.dim() for entry in entries):
            got = torch.stack([entry.to(torch.float64) for entry in entries])
    return got.reshape(()) if isinstance(got, Tensor) and got.numel() == 1 and not wanted.dim() else got


def _expect_sequence(quantities: tuple[Any, ...], got: Value) -> None:
    if not isinstance(got, tuple):
        raise Failure(
            _("return {wanted}; your function returned {got}").format(wanted=form_of(quantities), got=_kind_of(got))
        )
    if len(got) != len(quantities):
        raise Failure(
            _("return {wanted}; your function returned {count} values").format(
                wanted=form_of(quantities), count=len(got)
            )
        )


def _expect_tensor(symbol: str, got: Value, wanted: Tensor, any_kind: bool = False) -> None:
    if not isinstance(got, Tensor):
        raise Failure(_("{symbol} must be a tensor; it is {got}").format(symbol=symbol, got=_kind_of(got)))
    if got.shape != wanted.shape:
        raise Failure(
            _("{symbol} must have shape {wanted}; it has shape {got}").format(
                symbol=symbol, wanted=tuple(wanted.shape), got=tuple(got.shape)
            )
        )
    if got.is_complex() or (got.is_floating_point() != wanted.is_floating_point() and not any_kind):
        raise Failure(
            _("{symbol} must have a dtype like {wanted}; it has {got}").format(
                symbol=symbol, wanted=dtype_of(wanted), got=dtype_of(got)
            )
        )
    if not got.isfinite().all():
        raise Failure(_("{symbol} has entries that are inf or nan").format(symbol=symbol))


def form_of(quantities: Any) -> str:
    """A nesting of quantities as Python writes it: “(h, (h, c))”."""
    if isinstance(quantities, Quantity):
        return quantities.symbol
    return "(" + ", ".join(map(form_of, quantities)) + ")"


def _kind_of(value: Value) -> str:
    match value:
        case None:
            return _("nothing (is there a return?)")
        case Tensor():
            return _("one tensor of shape {shape}").format(shape=tuple(value.shape))
        case tuple():
            return _("a sequence of {count}").format(count=len(value))
        case Opaque(type_name=name):
            return _("an object of type {name}").format(name=name)
    return _("an object of type {name}").format(name=type(value).__name__)


def dtype_of(tensor: Tensor) -> str:
    """As students write it: “float32”."""
    return str(tensor.dtype).removeprefix("torch.")


def written_out(quantities: Any, wanted: Value) -> Any:
    """A nesting of quantities, with each Repeated as often as it is wanted.

    >>> import torch
    >>> state = Repeated(lambda layer: Quantity(f"state {layer}"))
    >>> form_of(written_out((Quantity("h"), state), (torch.ones(1), (torch.ones(1), torch.ones(1)))))
    '(h, (state 0, state 1))'
    """
    match quantities:
        case Repeated(item=item):
            return tuple(written_out(item(position), one) for position, one in enumerate(wanted))
        case tuple():
            return tuple(written_out(*pair) for pair in zip(quantities, wanted, strict=True))
    return quantities


def quantities_in(quantities: Any) -> list[Quantity]:
    """The quantities of a nesting, in order."""
    if isinstance(quantities, Quantity):
        return [quantities]
    return [leaf for item in quantities for leaf in quantities_in(item)]
