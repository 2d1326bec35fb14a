"""Known wrong answers to `bidirectional_unroll`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib import stacked
from course_lib.grading.checks.stacked.mistakes.by_hand import stepped, stepped_backward, stepped_everywhere
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State

Unroll = Callable[..., Any]
Reverse = Callable[[Tensor, Tensor], Tensor]
Pair = tuple[Any, Any]


def _both(
    *,
    steps: Callable[[Any, Any], Pair] = lambda forward, backward: (forward, backward),
    starts: Callable[[State, State], Pair] = lambda forward, backward: (forward, backward),
    turn_x: Callable[[Reverse, Tensor, Tensor], Tensor] = lambda reverse, x, lengths: reverse(x, lengths),
    turn_h: Callable[[Reverse, Tensor, Tensor], Tensor] = lambda reverse, h, lengths: reverse(h, lengths),
    read_backward: Callable[[Tensor, Tensor], Tensor] = lambda x, _h_forward: x,
    run_forward: Callable[..., Any] = lambda unroll, *rest: unroll(*rest),
    run_backward: Callable[..., Any] = lambda unroll, *rest: unroll(*rest),
    handed_over: bool = False,
    join: Callable[[Tensor, Tensor], Tensor] = lambda forward, backward: torch.cat((forward, backward), dim=2),
    finish: Callable[[Tensor, State, State], Any] = lambda h, forward, backward: (h, [forward, backward]),
) -> Callable[..., Any]:
    """Both directions, with places at which they can go wrong."""

    def both(
        unroll: Unroll, reverse: Reverse, given: list[Any], x: Tensor, lengths: Tensor, states: list[State]
    ) -> Any:
        (step_forward, step_backward), (first_forward, first_backward) = steps(*given), starts(*states)
        h_forward, forward = run_forward(unroll, step_forward, x, lengths, first_forward)
        first_backward = forward if handed_over else first_backward
        turned = turn_x(reverse, read_backward(x, h_forward), lengths)
        h_backward, backward = run_backward(unroll, step_backward, turned, lengths, first_backward)
        return finish(join(h_forward, turn_h(reverse, h_backward, lengths)), forward, backward)

    return both


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    right = _both()

    def zeros(state: State) -> State:
        return torch.zeros_like(state[0]), torch.zeros_like(state[1])

    def turned(state: State) -> State:
        h, c = state
        return c, h

    def same(first: Any, _second: Any) -> Pair:
        return first, first

    def other(_first: Any, second: Any) -> Pair:
        return second, second

    def exchanged(first: Any, second: Any) -> Pair:
        return second, first

    # ways to turn a sequence around: (reverse, sequence, lengths) -> sequence

    def left(_reverse: Reverse, x: Tensor, _lengths: Tensor) -> Tensor:
        return x

    def own(_reverse: Reverse, x: Tensor, lengths: Tensor) -> Tensor:
        return stacked.reverse_padded(x, lengths)

    def flipped(_reverse: Reverse, x: Tensor, _lengths: Tensor) -> Tensor:
        return x.flip(1)

    def whole(reverse: Reverse, x: Tensor, lengths: Tensor) -> Tensor:
        return reverse(x, torch.full_like(lengths, x.shape[1]))

    # ways to run a direction: (unroll, step, x, lengths, state) -> (h, state)

    def everywhere(unroll: Unroll, step: Any, x: Tensor, lengths: Tensor, state: State) -> Any:
        return unroll(step, x, torch.full_like(lengths, x.shape[1]), state)

    def by_hand(_unroll: Unroll, *rest: Any) -> Any:
        return stepped(*rest)

    def by_hand_backward(_unroll: Unroll, *rest: Any) -> Any:
        return stepped_backward(*rest)

    def by_hand_everywhere(_unroll: Unroll, *rest: Any) -> Any:
        return stepped_everywhere(*rest)

    def state_of_first_token(unroll: Unroll, step: Any, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = unroll(step, x, lengths, state)
        return h, (h[torch.arange(len(x)), lengths - 1], c)

    def state_of_last_column(unroll: Unroll, step: Any, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = unroll(step, x, lengths, state)
        return h, (h[:, -1], c)

    def state_after_turning(h: Tensor, forward: State, backward: State) -> Any:
        return h, [forward, (h[:, 0, h.shape[2] // 2 :], backward[1])]

    # whole answers

    def states_at_last_token(
        unroll: Unroll, reverse: Reverse, steps: Any, x: Tensor, lengths: Tensor, states: Any
    ) -> Any:
        h, (forward, backward) = right(unroll, reverse, steps, x, lengths, states)
        first, second = h[torch.arange(len(x)), lengths - 1].chunk(2, dim=1)
        return h, [(first, forward[1]), (second, backward[1])]

    def directions_exchanged(
        unroll: Unroll, reverse: Reverse, steps: list[Any], x: Tensor, lengths: Tensor, states: list[State]
    ) -> Any:
        h_first, first = unroll(steps[0], reverse(x, lengths), lengths, states[0])
        h_second, second = unroll(steps[1], x, lengths, states[1])
        return torch.cat((reverse(h_first, lengths), h_second), dim=2), [first, second]

    def without_gradients(*arguments: Any) -> Any:
        with torch.no_grad():
            return right(*arguments)

    bank.known(
        "x_not_turned",
        _both(turn_x=left),
        _("the backward step reads x from its first token on; give it reverse(x, lengths)"),
    )
    bank.known(
        "h_not_turned_back",
        _both(turn_h=left),
        _("the backward h stays in the order of reading; reverse brings each h back to its token"),
    )
    bank.known(
        "never_turned",
        _both(turn_x=left, turn_h=left),
        _("both directions read forward: reverse is not used, neither for x nor for the backward h"),
    )
    bank.known(
        "turned_by_hand",
        _both(turn_x=own, turn_h=own),
        _("your code reverses real tokens in its own way; call the reverse that it is given, for x and for h"),
        _both(turn_x=own),
        _both(turn_h=own),
        _both(run_backward=by_hand_backward, turn_x=left, turn_h=left),
    )
    bank.known(
        "flipped",
        _both(turn_x=flipped, turn_h=flipped),
        _("flip reverses the padding too; call the reverse that your function is given, for x and for h"),
        _both(turn_x=flipped),
        _both(turn_h=flipped),
    )

    @bank.mistake(_("the forward h is reversed too; reverse only the backward one before you concatenate the two"))
    def both_turned_back(unroll: Unroll, reverse: Reverse, steps: Any, x: Tensor, lengths: Tensor, states: Any) -> Any:
        h, last = _both(turn_h=left)(unroll, reverse, steps, x, lengths, states)
        return reverse(h, lengths), last

    @bank.mistake(_("you reverse the forward h; reverse the backward one"))
    def forward_turned_back(
        unroll: Unroll, reverse: Reverse, steps: Any, x: Tensor, lengths: Tensor, states: Any
    ) -> Any:
        h, last = _both(turn_h=left)(unroll, reverse, steps, x, lengths, states)
        forward, backward = h.chunk(2, dim=2)
        return torch.cat((reverse(forward, lengths), backward), dim=2), last

    bank.known(
        "halves_exchanged",
        _both(join=lambda forward, backward: torch.cat((backward, forward), dim=2)),
        _("the backward direction comes first in your h; the forward one comes first"),
    )
    bank.known(
        "returned_states_exchanged",
        _both(finish=lambda h, forward, backward: (h, [backward, forward])),
        _("the two last states are returned in the opposite order; the forward one comes first"),
    )
    bank.known(
        "directions_exchanged",
        _both(steps=exchanged),
        _("the steps are exchanged: steps[0] reads forward, steps[1] backward"),
        _both(steps=exchanged, starts=exchanged),
        directions_exchanged,
    )
    bank.known(
        "one_step_for_both",
        _both(steps=same),
        _("both directions use the same step; steps[0] reads forward, steps[1] backward"),
        _both(steps=other),
    )
    bank.known(
        "same_start",
        _both(starts=same),
        _("both directions start from the same state; states[0] is for forward, states[1] for backward"),
        _both(starts=other),
    )
    bank.known(
        "starts_exchanged",
        _both(starts=exchanged),
        _("the first states are exchanged; states[0] is for forward, states[1] for backward"),
    )
    bank.known(
        "state_handed_over",
        _both(handed_over=True),
        _("the backward direction starts from the last state of the forward one; it starts from states[1]"),
    )
    bank.known(
        "zero_start",
        _both(starts=lambda forward, backward: (zeros(forward), zeros(backward))),
        _("a direction starts from zeros; it starts from its own state, in states"),
        _both(starts=lambda forward, backward: (forward, zeros(backward))),
    )
    bank.known(
        "backward_reads_forward_h",
        _both(read_backward=lambda _x, h_forward: h_forward),
        _("the backward step reads the h of the forward one, as in a stack; both directions read x"),
        _both(read_backward=lambda _x, h_forward: h_forward, turn_x=left, turn_h=left),
        _both(read_backward=lambda _x, h_forward: h_forward, turn_x=left),
    )
    bank.known(
        "added",
        _both(join=lambda forward, backward: forward + backward),
        _("the two h are added; concatenate them, so that h has 2 * hidden numbers per token"),
        _both(join=lambda forward, backward: (forward + backward) / 2),
    )
    bank.known(
        "joined_along_another_axis",
        _both(join=lambda forward, backward: torch.cat((forward, backward), dim=1)),
        _("the two h are joined along another axis, or interleaved; join them with torch.cat along axis 2"),
        _both(join=lambda forward, backward: torch.cat((forward, backward), dim=0)),
        _both(join=lambda forward, backward: torch.stack((forward, backward))),
        _both(join=lambda forward, backward: torch.stack((forward, backward), dim=1)),
        _both(join=lambda forward, backward: torch.stack((forward, backward), dim=2)),
        _both(join=lambda forward, backward: torch.stack((forward, backward), dim=3)),
        _both(join=lambda forward, backward: torch.stack((forward, backward), dim=3).flatten(2)),
    )
    bank.known(
        "lengths_ignored",
        _both(run_forward=everywhere, run_backward=everywhere, turn_x=whole, turn_h=whole),
        _("some call lacks lengths: every call of unroll and of reverse needs it"),
        _both(run_forward=everywhere, run_backward=everywhere),
        _both(run_forward=everywhere),
        _both(run_backward=everywhere),
        _both(run_backward=everywhere, turn_x=whole, turn_h=whole),
        _both(turn_x=whole, turn_h=whole),
        _both(turn_x=whole),
        _both(turn_h=whole),
    )
    bank.known(
        "state_from_h",
        _both(finish=state_after_turning),
        _("you take a last state out of the rows of h; return the state that unroll returns"),
        _both(run_backward=state_of_last_column),
        _both(run_backward=state_of_first_token),
        _both(run_forward=state_of_last_column, run_backward=state_of_last_column),
        _both(run_forward=state_of_last_column, finish=state_after_turning),
        _both(run_forward=state_of_first_token, run_backward=state_of_first_token),
        states_at_last_token,
    )
    bank.known(
        "states_joined",
        _both(finish=lambda h, forward, backward: (h, tuple(map(_side_by_side, forward, backward)))),
        _("the two last states are joined into one; return a list of two pairs (h, c)"),
        _both(finish=lambda h, forward, backward: (h, tuple(map(_on_top, forward, backward)))),
    )
    bank.known(
        "state_exchanged",
        _both(starts=lambda forward, backward: (turned(forward), turned(backward))),
        _("a state is (c, h) in your code; it is (h, c), when it comes in and when it goes out"),
        _both(finish=lambda h, forward, backward: (h, [turned(forward), turned(backward)])),
        _both(
            starts=lambda forward, backward: (turned(forward), turned(backward)),
            finish=lambda h, forward, backward: (h, [turned(forward), turned(backward)]),
        ),
    )
    bank.known(
        "stepped_by_hand",
        _both(run_forward=by_hand, run_backward=by_hand),
        _("your code loops over the steps itself; run each direction with the unroll that it is given"),
        _both(run_forward=by_hand, run_backward=by_hand_backward, turn_x=left, turn_h=left),
        _both(run_forward=by_hand_everywhere, run_backward=by_hand_everywhere),
    )
    bank.known(
        "detached",
        _both(turn_x=lambda reverse, x, lengths: reverse(x, lengths).detach()),
        _("a tensor is detached on the way: gradients must flow back to x and to both first states"),
        _both(turn_h=lambda reverse, h, lengths: reverse(h.detach(), lengths)),
        _both(join=lambda forward, backward: torch.cat((forward, backward), dim=2).detach()),
        without_gradients,
    )

    @bank.mistake(_("your code writes into the caller's list states; make a list of your own"))
    def states_overwritten(
        unroll: Unroll, reverse: Reverse, steps: Any, x: Tensor, lengths: Tensor, states: list[State]
    ) -> Any:
        h, states[:] = right(unroll, reverse, steps, x, lengths, states)
        return h, states

    @bank.mistake(_("your code writes into the caller's x; work on new tensors"))
    def in_place(unroll: Unroll, reverse: Reverse, steps: Any, x: Tensor, lengths: Tensor, states: Any) -> Any:
        x.data[torch.arange(x.shape[1]) >= lengths[:, None]] = 0
        return right(unroll, reverse, steps, x, lengths, states)

    @bank.form_of(in_place)
    def turned_in_place(unroll: Unroll, reverse: Reverse, steps: Any, x: Tensor, lengths: Tensor, states: Any) -> Any:
        result = right(unroll, reverse, steps, x, lengths, states)
        x.data.copy_(reverse(x.data, lengths))
        return result

    bank.known(
        "squeezed",
        _both(finish=lambda h, forward, backward: (h.squeeze(), [forward, backward])),
        _("your h has lost an axis of size one (a squeeze)"),
        _both(finish=lambda h, forward, backward: (h.squeeze(0), [forward, backward])),
        _both(finish=lambda h, forward, backward: (h.squeeze(1), [forward, backward])),
    )

    return bank.mistakes


def _side_by_side(forward: Tensor, backward: Tensor) -> Tensor:
    return torch.cat((forward, backward), dim=1)


def _on_top(forward: Tensor, backward: Tensor) -> Tensor:
    return torch.stack((forward, backward))
