"""Known wrong answers to `stacked_unroll`."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.checks.stacked.mistakes.by_hand import stepped, stepped_everywhere
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State

Unroll = Callable[..., Any]


def _stacked(
    *,
    layers: Callable[[int], Sequence[int]] = range,
    run: Callable[..., Any] = lambda unroll, step, x, lengths, state: unroll(step, x, lengths, state),
    step: Callable[[list[Any], int], Any] = lambda steps, k: steps[k],
    read: Callable[[Tensor, list[Tensor], list[State]], Tensor] = lambda x, h, _last: h[-1] if h else x,
    extent: Callable[[Tensor, Tensor, int], Tensor] = lambda _x, lengths, _k: lengths,
    start: Callable[[list[State], list[State], int], State] = lambda states, _last, k: states[k],
    finish: Callable[[list[Tensor], list[State], list[State]], Any] = lambda h, last, _states: (h[-1], last),
) -> Callable[..., Any]:
    """A stack with places at which it can go wrong."""

    def stack(unroll: Unroll, steps: list[Any], x: Tensor, lengths: Tensor, states: list[State]) -> Any:
        every_h: list[Tensor] = []
        last: list[State] = []
        for k in layers(len(steps)):
            below, first = read(x, every_h, last), start(states, last, k)
            h, state = run(unroll, step(steps, k), below, extent(x, lengths, k), first)
            every_h.append(h)
            last.append(state)
        return finish(every_h, last, states)

    return stack


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    right = _stacked()

    def zeros(state: State) -> State:
        return torch.zeros_like(state[0]), torch.zeros_like(state[1])

    def left_behind(state: State) -> State:
        return state[0].detach(), state[1].detach()

    def turned(state: State) -> State:
        h, c = state
        return c, h

    def full(x: Tensor, lengths: Tensor) -> Tensor:
        return torch.full_like(lengths, x.shape[1])

    def state_of_last_token(unroll: Unroll, step: Any, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = unroll(step, x, lengths, state)
        return h, (h[torch.arange(len(x)), lengths - 1], c)

    def state_of_last_column(unroll: Unroll, step: Any, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = unroll(step, x, lengths, state)
        return h, (h[:, -1], c)

    def from_the_top(count: int) -> range:
        return range(count - 1, -1, -1)

    def last_h_everywhere(x: Tensor, _h: list[Tensor], last: list[State]) -> Tensor:
        return last[-1][0][:, None].expand(-1, x.shape[1], -1) if last else x

    def last_column_everywhere(x: Tensor, h: list[Tensor], _last: list[State]) -> Tensor:
        return h[-1][:, -1:].expand(-1, x.shape[1], -1) if h else x

    def without_gradients(*arguments: Any) -> Any:
        with torch.no_grad():
            return right(*arguments)

    bank.known(
        "inputs_to_all",
        _stacked(read=lambda x, _h, _last: x),
        _("every layer reads x; only the bottom layer does, and each other layer reads the h of the layer below it"),
    )
    bank.known(
        "bottom_to_all",
        _stacked(read=lambda x, h, _last: h[0] if h else x),
        _("all upper layers read the h of the bottom layer; each reads the h of the layer just below it"),
    )
    bank.known(
        "last_h_to_all_tokens",
        _stacked(read=last_h_everywhere),
        _("a layer reads the last h of the layer below at every token; at token t it reads the h of token t"),
        _stacked(read=last_column_everywhere),
    )
    bank.known(
        "same_start_for_all",
        _stacked(start=lambda states, _last, _k: states[0]),
        _("all layers start from the same state; each layer has its own in states"),
        _stacked(start=lambda states, _last, _k: states[-1]),
    )
    bank.known(
        "state_handed_up",
        _stacked(start=lambda states, last, _k: last[-1] if last else states[0]),
        _("a layer starts from the last state of the layer below it; it starts from its own, in states"),
    )
    bank.known(
        "zero_start",
        _stacked(start=lambda states, _last, k: zeros(states[k])),
        _("layers start from zeros; each starts from its own state, in states"),
        _stacked(start=lambda states, _last, k: zeros(states[k]) if k else states[k]),
    )
    bank.known(
        "starts_from_the_top",
        _stacked(start=lambda states, _last, k: states[-1 - k]),
        _("the first states are taken in the opposite order: states[0] is that of the bottom layer"),
    )
    bank.known(
        "layers_from_the_top",
        _stacked(layers=from_the_top),
        _("the stack is run from its other end: steps[0] is the bottom layer, the one that reads x"),
        _stacked(layers=from_the_top, finish=lambda h, last, _states: (h[-1], last[::-1])),
        _stacked(step=lambda steps, k: steps[-1 - k]),
    )
    bank.known(
        "returned_from_the_top",
        _stacked(finish=lambda h, last, _states: (h[-1], last[::-1])),
        _("the last states are returned in the opposite order: the one of the bottom layer comes first"),
    )
    bank.known(
        "first_states_returned",
        _stacked(finish=lambda h, _last, states: (h[-1], states)),
        _("the states that you return are the first ones; keep those that unroll returns"),
    )
    bank.known(
        "top_state_only",
        _stacked(finish=lambda h, last, _states: (h[-1], last[-1])),
        _("you return the last state of the top layer; return a list with the one of every layer"),
        _stacked(finish=lambda h, last, _states: (h[-1], last[-1:])),
        _stacked(finish=lambda h, last, _states: (h[-1], last[-1:] * len(last))),
    )
    bank.known(
        "bottom_h",
        _stacked(finish=lambda h, last, _states: (h[0], last)),
        _("the h that you return is that of the bottom layer; return that of the top layer"),
    )
    bank.known(
        "all_h",
        _stacked(finish=lambda h, last, _states: (h, last)),
        _("you return the h of all layers; return only that of the top layer"),
        _stacked(finish=lambda h, last, _states: (torch.cat(h, dim=2), last)),
        _stacked(finish=lambda h, last, _states: (torch.cat(h, dim=1), last)),
        _stacked(finish=lambda h, last, _states: (torch.stack(h), last)),
        _stacked(finish=lambda h, last, _states: (torch.stack(h, dim=1), last)),
        _stacked(finish=lambda h, last, _states: (torch.stack(h, dim=2), last)),
    )
    bank.known(
        "layer_skipped",
        _stacked(layers=lambda count: range(count - 1)),
        _("a layer is left out at one end of the stack: every step of steps is run once"),
        _stacked(layers=lambda count: range(count - 1), finish=lambda h, last, states: (h[-1], last + states[-1:])),
        _stacked(layers=lambda count: range(1, count)),
        _stacked(layers=lambda count: range(1, count), finish=lambda h, last, states: (h[-1], states[:1] + last)),
    )
    bank.known(
        "one_step_for_all",
        _stacked(step=lambda steps, _k: steps[0]),
        _("all layers use the same step; each layer has its own in steps"),
        _stacked(step=lambda steps, _k: steps[-1]),
    )
    bank.known(
        "lengths_ignored",
        _stacked(extent=lambda x, lengths, _k: full(x, lengths)),
        _("not every layer gets lengths: padded positions are treated like real ones"),
        _stacked(extent=lambda x, lengths, k: full(x, lengths) if k else lengths),
        _stacked(extent=lambda x, lengths, k: lengths if k else full(x, lengths)),
    )
    bank.known(
        "stepped_by_hand",
        _stacked(run=lambda _unroll, *rest: stepped(*rest)),
        _("your code loops over the steps itself; run each layer with the unroll that it is given"),
        _stacked(run=lambda _unroll, *rest: stepped_everywhere(*rest)),
    )
    bank.known(
        "state_from_h",
        _stacked(run=state_of_last_column),
        _("you take a last state out of the rows of h; return the state that unroll returns"),
        _stacked(run=state_of_last_token),
    )
    bank.known(
        "state_exchanged",
        _stacked(start=lambda states, _last, k: turned(states[k])),
        _("a state is (c, h) in your code; it is (h, c), when it comes in and when it goes out"),
        _stacked(finish=lambda h, last, _states: (h[-1], [turned(state) for state in last])),
        _stacked(
            start=lambda states, _last, k: turned(states[k]),
            finish=lambda h, last, _states: (h[-1], [turned(state) for state in last]),
        ),
    )
    bank.known(
        "detached",
        _stacked(read=lambda x, h, _last: h[-1].detach() if h else x),
        _("a tensor is detached on the way: gradients must flow down to x and to every first state"),
        _stacked(start=lambda states, _last, k: left_behind(states[k])),
        without_gradients,
    )

    @bank.mistake(_("your code writes into the caller's list states; make a list of your own"))
    def states_overwritten(unroll: Unroll, steps: list[Any], x: Tensor, lengths: Tensor, states: list[State]) -> Any:
        for k, step in enumerate(steps):
            x, states[k] = unroll(step, x, lengths, states[k])
        return x, states

    @bank.mistake(_("your code writes into the caller's x (the padding is overwritten in place)"))
    def in_place(unroll: Unroll, steps: list[Any], x: Tensor, lengths: Tensor, states: list[State]) -> Any:
        x.data[torch.arange(x.shape[1]) >= lengths[:, None]] = 0
        return right(unroll, steps, x, lengths, states)

    bank.known(
        "squeezed",
        _stacked(finish=lambda h, last, _states: (h[-1].squeeze(), last)),
        _("your h has lost an axis of size one (a squeeze)"),
        _stacked(finish=lambda h, last, _states: (h[-1].squeeze(0), last)),
        _stacked(finish=lambda h, last, _states: (h[-1].squeeze(1), last)),
    )

    return bank.mistakes
