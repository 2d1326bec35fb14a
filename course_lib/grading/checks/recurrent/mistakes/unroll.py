"""Known wrong answers to `rnn_unroll`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Step = Callable[[Tensor, Tensor], Tensor]
Result = tuple[Tensor, Tensor]


def _right(
    step: Step,
    x: Tensor,
    lengths: Tensor,
    h: Tensor,
    *,
    real: Callable[[int, Tensor], Tensor] = lambda t, lengths: t < lengths,
    zero: bool = True,
    freeze: bool = True,
    emit: Callable[[Tensor, Tensor], Tensor] = lambda _before, after: after,
    carry: Callable[[Tensor, Tensor], Tensor] = lambda _first, after: after,
) -> Result:
    """An unroll with places at which it can go wrong."""
    first, outputs = h, []
    for t, x_t in enumerate(x.unbind(1)):
        is_real = real(t, lengths)[:, None]
        after = step(x_t, h)
        output = emit(h, after)
        outputs.append(torch.where(is_real, output, 0) if zero else output)
        after = carry(first, after)
        h = torch.where(is_real, after, h) if freeze else after
    return torch.stack(outputs, 1), h


def _with(**changed: Any) -> Callable[..., Result]:
    return lambda *arguments: _right(*arguments, **changed)


def _mixed(value: Tensor) -> Tensor:
    """The first two axes exchanged by a reshape."""
    return value.reshape(value.shape[1], value.shape[0], -1)


def _first_every_time(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
    every_h, _last = _right(lambda x_t, _before: step(x_t, h), x, lengths, h)
    return every_h, every_h[torch.arange(len(x)), lengths - 1]


def _gathered(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
    """The last state is looked up; the rest runs on through the padding."""
    every_h, _last = _right(step, x, lengths, h, zero=False, freeze=False)
    return every_h, every_h[torch.arange(len(x)), lengths - 1]


def _detached_before(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
    return _right(lambda x_t, before: step(x_t, before.detach()), x, lengths, h)


def _detached_but_the_last(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
    last_h, outputs = h, []
    for t, x_t in enumerate(x.unbind(1)):
        is_real = (t < lengths)[:, None]
        h_t = step(x_t, h)
        outputs.append(torch.where(is_real, h_t, 0))
        last_h = torch.where(is_real, h_t, last_h)
        h = last_h.detach()
    return torch.stack(outputs, 1), last_h


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    @bank.mistake(_("you start from zeros; the first state is the argument h"))
    def zero_start(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        return _right(step, x, lengths, torch.zeros_like(h))

    bank.known(
        "not_carried",
        _with(carry=lambda first, _after: first),
        _("the state is not carried on: every step starts from the first h"),
        _first_every_time,
    )

    @bank.mistake(_("time and batch are mixed up by a view or reshape; exchanging axes needs a transpose"))
    def reshaped(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        return _right(step, _mixed(x).transpose(0, 1), lengths, h)

    @bank.form_of(reshaped)
    def outputs_reshaped(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, last_h = _right(step, x, lengths, h)
        return _mixed(every_h.transpose(0, 1)), last_h

    @bank.form_of(reshaped)
    def both_reshaped(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, last_h = reshaped(step, x, lengths, h)
        return _mixed(every_h.transpose(0, 1)), last_h

    @bank.mistake(_("your every_h is (time, batch, hidden): look at the axis of torch.stack"))
    def other_axis_first(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, last_h = _right(step, x, lengths, h)
        return every_h.transpose(0, 1), last_h

    @bank.mistake(_("the last step is left out: a range ends one too early"))
    def last_step_skipped(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, last_h = last_column_missing(step, x, lengths, h)
        return torch.cat((every_h, torch.zeros_like(h)[:, None]), 1), last_h

    @bank.form_of(last_step_skipped)
    def last_column_missing(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        if x.shape[1] == 1:
            return h[:, None][:, :0], h
        return _right(step, x[:, :-1], lengths, h)

    @bank.mistake(_("your every_h at t is the state before step t; it is the one after it"))
    def states_before(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        return _right(step, x, lengths, h, emit=lambda before, _after: before)

    bank.known(
        "no_padding",
        _with(zero=False, freeze=False),
        _("lengths is not used: padded positions are treated like real ones"),
    )
    bank.known(
        "zeroed_at_the_end",
        _with(freeze=False),
        _(
            "every_h is zero at the padding, but the state runs on through it: it must stay as it was after the last real token"
        ),
    )
    bank.known(
        "not_zeroed",
        _with(zero=False),
        _("last_h is right, but every_h is not set to zero at padded positions"),
        _gathered,
    )

    @bank.mistake(_("every_h repeats the last state at padded positions; it must be zero there"))
    def held(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        outputs = []
        for t, x_t in enumerate(x.unbind(1)):
            h = torch.where((t < lengths)[:, None], step(x_t, h), h)
            outputs.append(h)
        return torch.stack(outputs, 1), h

    @bank.mistake(
        _(
            "your last_h is zero for padded rows, as the last column of every_h is; keep the state after the last real token instead"
        )
    )
    def last_column(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, _last = _right(step, x, lengths, h)
        return every_h, every_h[:, -1]

    @bank.form_of(last_column)
    def last_of_the_longest(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, _last = _right(step, x, lengths, h)
        return every_h, every_h[:, int(lengths.max()) - 1]

    @bank.mistake(_("all rows are treated as if they had the length of the first one"))
    def one_length(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        return _right(step, x, lengths[:1].expand_as(lengths), h)

    bank.known(
        "one_too_long",
        _with(real=lambda t, lengths: t <= lengths),
        _("one padded position is taken for a real one: token t is real while t < lengths"),
    )
    bank.known(
        "one_too_short",
        _with(real=lambda t, lengths: t < lengths - 1),
        _("the last real token is taken for padding: token t is real while t < lengths"),
    )

    @bank.mistake(
        _("your every_h ends with the longest row; it has as many steps as x, also where no row is that long")
    )
    def cut_at_longest(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        return _right(step, x[:, : int(lengths.max())], lengths, h)

    bank.known(
        "detached",
        _with(carry=lambda _first, after: after.detach()),
        _("the state is detached at each step: gradients must flow back through time"),
        _detached_before,
        _detached_but_the_last,
    )

    @bank.mistake(_("your code writes into the caller's x, lengths or h (with -= or into an index): make a copy first"))
    def in_place(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        x.data[torch.arange(x.shape[1]) >= lengths[:, None]] = 0
        return _right(step, x, lengths, h)

    @bank.form_of(in_place)
    def lengths_lowered(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        lengths -= 1
        return _right(step, x, lengths, h, real=lambda t, last: t <= last)

    @bank.form_of(in_place)
    def lengths_counted_down(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        def real(_t: int, left: Tensor) -> Tensor:
            left -= 1
            return left >= 0

        return _right(step, x, lengths, h, real=real)

    @bank.form_of(in_place)
    def first_state_overwritten(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
        every_h, last_h = _right(step, x, lengths, h.clone())
        h[:] = last_h
        return every_h, h

    @bank.mistake(_("your result has lost an axis of size one (a squeeze without an axis)"))
    def squeezed(*arguments: Any) -> Result:
        every_h, last_h = _right(*arguments)
        return every_h.squeeze(), last_h

    @bank.form_of(squeezed)
    def both_squeezed(*arguments: Any) -> Result:
        every_h, last_h = _right(*arguments)
        return every_h.squeeze(), last_h.squeeze()

    @bank.form_of(squeezed)
    def last_squeezed(*arguments: Any) -> Result:
        every_h, last_h = _right(*arguments)
        return every_h, last_h.squeeze()

    @bank.mistake(_("your function keeps a state of its own between calls; the state is an argument"), remembers=True)
    def remembering() -> Callable[..., Result]:
        kept: dict[Any, Tensor] = {}

        def unroll(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
            every_h, last_h = _right(step, x, lengths, kept.get((h.shape, h.dtype), h))
            kept[h.shape, h.dtype] = last_h.detach()
            return every_h, last_h

        return unroll

    @bank.form_of(remembering)
    def remembering_last() -> Callable[..., Result]:
        """One state for all calls, begun anew where the shape is another."""
        kept: Tensor | None = None

        def unroll(step: Step, x: Tensor, lengths: Tensor, h: Tensor) -> Result:
            nonlocal kept
            every_h, last_h = _right(step, x, lengths, h if kept is None or kept.shape != h.shape else kept.to(h))
            kept = last_h.detach()
            return every_h, last_h

        return unroll

    return bank.mistakes
