"""Known wrong answers to `lstm_unroll`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State

Step = Callable[..., State]


def _unrolled(
    variant: Variant,
    step: Step,
    x: Tensor,
    lengths: Tensor,
    state: State,
    *,
    real: Callable[[int, Tensor], Tensor] = lambda t, lengths: t < lengths,
    zero: bool = True,
    freeze: bool = True,
    emit: Callable[[State, State], Tensor] = lambda _before, after: after[0],
    carry: Callable[[State, State], State] = lambda _first, after: after,
    feed: Callable[[list[Tensor], int], Tensor] = lambda inputs, t: inputs[t],
) -> tuple[Tensor, State]:
    """An unroll with places at which it can go wrong."""
    inputs, first, outputs = list(x.unbind(variant.time_axis)), state, []
    for t in range(len(inputs)):
        is_real = real(t, lengths)[:, None]
        after = step(feed(inputs, t), state)
        output = emit(state, after)
        outputs.append(torch.where(is_real, output, torch.zeros_like(output)) if zero else output)
        after = carry(first, after)
        state = (
            (torch.where(is_real, after[0], state[0]), torch.where(is_real, after[1], state[1])) if freeze else after
        )
    return torch.stack(outputs, variant.time_axis), state


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

    axis = variant.time_axis
    right = partial(_unrolled, variant)

    def mixed(value: Tensor) -> Tensor:
        """The first two axes exchanged by a reshape."""
        return value.reshape(value.shape[1], value.shape[0], -1)

    @bank.mistake(_("you start from zeros; the first state is the argument state"))
    def zero_start(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, (torch.zeros_like(state[0]), torch.zeros_like(state[1])))

    @bank.mistake(_("your c starts from zeros; the first state has an h and a c"))
    def zero_cell_start(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, (state[0], torch.zeros_like(state[1])))

    @bank.mistake(_("c is not carried on: every step starts from the first c"))
    def cell_every_step_from_start(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, carry=lambda first, after: (after[0], first[1]))

    @bank.form_of(cell_every_step_from_start)
    def cell_from_start_last_kept(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last_c = state[0], state[1]
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c_t = step(x_t, (h, state[1]))
            h, last_c = torch.where(is_real, h_t, h), torch.where(is_real, c_t, last_c)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
        return torch.stack(outputs, axis), (h, last_c)

    @bank.mistake(_("h is not carried on: every step starts from the first h"))
    def only_cell_carried(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, carry=lambda first, after: (first[0], after[1]))

    @bank.form_of(only_cell_carried)
    def hidden_from_start_last_kept(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        last_h, c = state[0], state[1]
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c_t = step(x_t, (state[0], c))
            last_h, c = torch.where(is_real, h_t, last_h), torch.where(is_real, c_t, c)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
        return torch.stack(outputs, axis), (last_h, c)

    @bank.mistake(_("time and batch are mixed up by a view or reshape; exchanging axes needs a transpose"))
    def reshaped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x.reshape(x.shape[1], x.shape[0], -1).transpose(0, 1), lengths, state)

    @bank.form_of(reshaped)
    def outputs_reshaped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, state)
        return mixed(h.transpose(0, 1)), last

    @bank.form_of(reshaped)
    def both_reshaped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = reshaped(step, x, lengths, state)
        return mixed(h.transpose(0, 1)), last

    @bank.mistake(_("your h has its first two axes exchanged: look at the axis of torch.stack"))
    def other_axis_first(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, state)
        return h.transpose(0, 1), last

    @bank.mistake(_("the last step is left out: a range ends one too early"))
    def last_step_skipped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x.narrow(axis, 0, max(x.shape[axis] - 1, 1)), lengths, state)
        return torch.cat(
            (
                h,
                torch.zeros_like(x.narrow(axis, 0, x.shape[axis] - h.shape[axis]))[..., :1].expand(
                    *(-1, -1), h.shape[-1]
                ),
            ),
            axis,
        ), last

    @bank.form_of(last_step_skipped)
    def without_last_column(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        if x.shape[axis] == 1:
            return torch.zeros_like(x.narrow(axis, 0, 0)[..., :1]).expand(-1, -1, state[0].shape[1]), state
        return right(step, x.narrow(axis, 0, x.shape[axis] - 1), lengths, state)

    @bank.form_of(last_step_skipped)
    def last_column_zero(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = without_last_column(step, x, lengths, state)
        return torch.cat((h, torch.zeros_like(x.narrow(axis, 0, 1)[..., :1]).expand(-1, -1, h.shape[-1])), axis), last

    @bank.mistake(_("your loop runs backwards through time"))
    def reversed_time(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x.flip(axis), lengths, state)
        return h.flip(axis), last

    @bank.form_of(reversed_time)
    def reversed_and_left(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        outputs = []
        for t in reversed(range(x.shape[axis])):
            is_real = (t < lengths)[:, None]
            h, c = step(x.select(axis, t), state)
            state = torch.where(is_real, h, state[0]), torch.where(is_real, c, state[1])
            outputs.append(torch.where(is_real, h, torch.zeros_like(h)))
        return torch.stack(outputs, axis), state

    @bank.form_of(reversed_time)
    def reversed_and_put_back(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = reversed_and_left(step, x, lengths, state)
        return h.flip(axis), last

    @bank.mistake(_("each step gets the input of the step before it"))
    def previous_input(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(
            step, x, lengths, state, feed=lambda inputs, t: inputs[t - 1] if t else torch.zeros_like(inputs[0])
        )

    @bank.form_of(previous_input)
    def previous_input_around(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, feed=lambda inputs, t: inputs[t - 1])

    @bank.mistake(_("every step gets the first input"))
    def first_input_only(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, feed=lambda inputs, _t: inputs[0])

    @bank.mistake(_("your h at t is the state before step t; it is the one after it"))
    def states_before(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, emit=lambda before, _after: before[0])

    @bank.mistake(_("you collect c; collect h"))
    def cells_returned(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, emit=lambda _before, after: after[1])

    @bank.mistake(_("your last state is (c, h); it is (h, c)"))
    def state_exchanged(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (last_h, last_c) = right(step, x, lengths, state)
        return h, (last_c, last_h)

    @bank.mistake(_("your last h is a mean over time; it is the h after the last real token"))
    def mean_state(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = right(step, x, lengths, state)
        return h, (h.sum(axis) / lengths[:, None], c)

    @bank.mistake(_("lengths is not used: padded positions are treated like real ones"))
    def no_padding(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, zero=False, freeze=False)

    @bank.mistake(
        _(
            "h is zero at the padding, but the state runs on through it: it must stay as it was after the last real token"
        )
    )
    def zeroed_at_the_end(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, freeze=False)

    @bank.mistake(_("h stays as it was after the last real token, but c runs on through the padding"))
    def cell_not_frozen(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (last_h, _c) = right(step, x, lengths, state)
        return h, (last_h, right(step, x, lengths, state, freeze=False)[1][1])

    @bank.form_of(cell_not_frozen)
    def cell_runs_with_frozen_hidden(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, c = state
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c = step(x_t, (h, c))
            h = torch.where(is_real, h_t, h)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
        return torch.stack(outputs, axis), (h, c)

    @bank.mistake(_("the last state is right, but h is not set to zero at padded positions"))
    def not_zeroed(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, zero=False)

    @bank.form_of(not_zeroed)
    def not_zeroed_gathered(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        last = right(step, x, lengths, state)[1]
        return right(step, x, lengths, state, zero=False, freeze=False)[0], last

    @bank.mistake(_("h repeats the last state at padded positions; it must be zero there"))
    def held(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h, c = step(x_t, state)
            state = torch.where(is_real, h, state[0]), torch.where(is_real, c, state[1])
            outputs.append(state[0])
        return torch.stack(outputs, axis), state

    @bank.mistake(_("padding sets the state to zero; it must stay as it was after the last real token"))
    def zero_state_at_padding(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        inputs, outputs = x.unbind(axis), []
        for t, x_t in enumerate(inputs):
            is_real = (t < lengths)[:, None]
            h, c = step(x_t, state)
            state = torch.where(is_real, h, torch.zeros_like(h)), torch.where(is_real, c, torch.zeros_like(c))
            outputs.append(state[0])
        return torch.stack(outputs, axis), state

    @bank.mistake(_("your last h is the last column of h, which is zero for padded rows"))
    def last_column(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = right(step, x, lengths, state)
        return h, (h.select(axis, -1), c)

    @bank.mistake(_("all rows are treated as if they had the length of the first one"))
    def one_length(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths[:1].expand_as(lengths), state)

    @bank.mistake(_("one padded position is taken for a real one: token t is real while t < lengths"))
    def one_too_long(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, real=lambda t, lengths: t <= lengths)

    @bank.mistake(_("the last real token is taken for padding: token t is real while t < lengths"))
    def one_too_short(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, real=lambda t, lengths: t < lengths - 1)

    @bank.mistake(_("h is zero and the state is still the first one: no step is taken, or its result is not kept"))
    def nothing_computed(_step: Step, x: Tensor, _lengths: Tensor, state: State) -> Any:
        return torch.zeros_like(x[..., :1]).expand(-1, -1, state[0].shape[1]), state

    @bank.mistake(_("real and padded positions are exchanged: token t is real while t < lengths"))
    def inverted(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, real=lambda t, lengths: t >= lengths)

    @bank.mistake(_("the state is detached at each step: gradients must flow back through time"))
    def detached(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, carry=lambda _first, after: (after[0].detach(), after[1].detach()))

    @bank.form_of(detached)
    def detached_before(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(lambda x_t, before: step(x_t, (before[0].detach(), before[1].detach())), x, lengths, state)

    @bank.form_of(detached)
    def detached_but_the_last(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        last = state
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c_t = step(x_t, state)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
            last = torch.where(is_real, h_t, last[0]), torch.where(is_real, c_t, last[1])
            state = last[0].detach(), last[1].detach()
        return torch.stack(outputs, axis), last

    @bank.mistake(
        _("your code writes into the caller's x, lengths or state (with -= or into an index): make a copy first")
    )
    def in_place(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        times = torch.arange(x.shape[axis])
        padded = (times >= lengths[:, None]) if axis == 1 else (times[:, None] >= lengths)
        x.data[padded] = 0
        return right(step, x, lengths, state)

    @bank.form_of(in_place)
    def lengths_lowered(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        lengths -= 1
        return right(step, x, lengths, state, real=lambda t, last: t <= last)

    @bank.form_of(in_place)
    def lengths_counted_down(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        def real(_t: int, left: Tensor) -> Tensor:
            left -= 1
            return left >= 0

        return right(step, x, lengths, state, real=real)

    @bank.form_of(in_place)
    def first_state_overwritten(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, (state[0].clone(), state[1].clone()))
        state[0][:], state[1][:] = last
        return h, state

    @bank.mistake(_("your h has lost an axis of size one (a squeeze without an axis)"))
    def squeezed(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, state)
        return h.squeeze(), last

    @bank.mistake(_("your function keeps a state of its own between calls; the state is an argument"), remembers=True)
    def remembering() -> Callable[..., Any]:
        kept: dict[Any, State] = {}

        def unroll(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
            h, last = right(step, x, lengths, kept.get((state[0].shape, state[0].dtype), state))
            kept[state[0].shape, state[0].dtype] = last[0].detach(), last[1].detach()
            return h, last

        return unroll

    return bank.mistakes
