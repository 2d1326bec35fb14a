"""Known wrong answers to the exercise `lstm`, each with the sentence that names the mistake.

Each is written as a student would write it, in the packing of the class version: ``variant.unpack`` stands where a student
takes the packed tensor apart.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from course_lib.grading.checking import Mistake
from course_lib.language import _

if TYPE_CHECKING:
    from course_lib.grading.checks.lstm import Variant

State = tuple[Tensor, Tensor]
Step = Callable[..., State]


def mistakes(variant: "Variant") -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name, for a class version."""
    return {
        "lstm_step": _of_step(variant),
        "lstm_unroll": _of_unroll(variant),
        "LSTM": _of_module(variant),
        "coupled_peephole_step": _of_coupled(variant),
        "lstm_step_backward": _of_backward(variant),
    }


def _renamed(variant: "Variant", function: Callable[..., Any], order: str) -> Callable[..., Any]:
    """A function for another packing order than the stated one: it takes one gate for the other."""
    import dataclasses

    return partial(function, dataclasses.replace(variant, gates=order))


def _exchanged(order: str, first: str, second: str) -> str:
    return order.translate(str.maketrans(first + second, second + first))


# --- lstm_step ------------------------------------------------------------------------------------


def _gates(variant: "Variant", x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> dict[str, Tensor]:
    return variant.unpack(x_t @ U.T + h @ W.T + b, variant.gates, 1)


def _combine(a: dict[str, Tensor], c: Tensor) -> State:
    c = a["i"].sigmoid() * a["g"].tanh() + a["f"].sigmoid() * c
    return a["o"].sigmoid() * c.tanh(), c


def _right_step(variant: "Variant", x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
    return _combine(_gates(variant, x_t, state[0], U, W, b), state[1])


def _of_step(variant: "Variant") -> tuple[Mistake, ...]:
    def pre(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        return _gates(variant, x_t, state[0], U, W, b), state[1]

    def of_gates(change: Callable[[dict[str, Tensor], Tensor], State]) -> Callable[..., State]:
        """A step that is right up to the pre-activations."""
        return lambda *arguments: change(*pre(*arguments))

    def of_arguments(change: Callable[..., tuple[Any, ...]]) -> Callable[..., State]:
        """A right step of changed arguments."""
        return lambda *arguments: _right_step(variant, *change(*arguments))

    @of_gates
    def sigmoid_candidate(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].sigmoid() * a["g"].sigmoid() + a["f"].sigmoid() * c
        return a["o"].sigmoid() * c.tanh(), c

    @of_gates
    def linear_candidate(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].sigmoid() * a["g"] + a["f"].sigmoid() * c
        return a["o"].sigmoid() * c.tanh(), c

    @of_gates
    def tanh_gates(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].tanh() * a["g"].tanh() + a["f"].tanh() * c
        return a["o"].tanh() * c.tanh(), c

    @of_gates
    def hard_sigmoid(a: dict[str, Tensor], c: Tensor) -> State:
        i, f, o = ((0.2 * a[gate] + 0.5).clamp(0, 1) for gate in "ifo")
        c = i * a["g"].tanh() + f * c
        return o * c.tanh(), c

    @of_gates
    def old_cell(a: dict[str, Tensor], c: Tensor) -> State:
        _h, c_t = _combine(a, c)
        return a["o"].sigmoid() * c.tanh(), c_t

    @of_gates
    def no_output_tanh(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1]
        return a["o"].sigmoid() * c, c

    @of_gates
    def tanh_of_product(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1]
        return (a["o"].sigmoid() * c).tanh(), c

    @of_gates
    def no_output_gate(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1]
        return c.tanh(), c

    @of_gates
    def no_forget_gate(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].sigmoid() * a["g"].tanh() + c
        return a["o"].sigmoid() * c.tanh(), c

    @of_gates
    def coupled(a: dict[str, Tensor], c: Tensor) -> State:
        i = a["i"].sigmoid()
        c = i * a["g"].tanh() + (1 - i) * c
        return a["o"].sigmoid() * c.tanh(), c

    @of_gates
    def forget_plus_one(a: dict[str, Tensor], c: Tensor) -> State:
        return _combine({**a, "f": a["f"] + 1}, c)

    @of_gates
    def squashed_cell(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1].tanh()
        return a["o"].sigmoid() * c, c

    @of_gates
    def squashed_twice(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1].tanh()
        return a["o"].sigmoid() * c.tanh(), c

    @of_gates
    def hard_sigmoid_of_torch(a: dict[str, Tensor], c: Tensor) -> State:
        i, f, o = (nn.functional.hardsigmoid(a[gate]) for gate in "ifo")
        c = i * a["g"].tanh() + f * c
        return o * c.tanh(), c

    @of_gates
    def returned_in_other_order(a: dict[str, Tensor], c: Tensor) -> State:
        h, c = _combine(a, c)
        return c, h

    @of_arguments
    def no_bias(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, W, torch.zeros_like(b)

    @of_arguments
    def bias_twice(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, W, 2 * b

    @of_arguments
    def no_recurrence(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, torch.zeros_like(W), b

    @of_arguments
    def no_input(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, torch.zeros_like(U), W, b

    @of_arguments
    def detached_state(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, (state[0].detach(), state[1].detach()), U, W, b

    @of_arguments
    def detached_weights(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U.data, W.data, b.data

    @of_arguments
    def state_exchanged(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, (state[1], state[0]), U, W, b

    def recurrent_not_transposed(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        parts = variant.unpack(W, variant.gates)
        turned = variant.pack({gate: part.T for gate, part in parts.items()}, variant.gates)
        return _right_step(variant, x_t, state, U, turned, b)

    def in_place(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        a, c = pre(x_t, state, U, W, b)
        c.data.mul_(a["f"].sigmoid().data).add_((a["i"].sigmoid() * a["g"].tanh()).data)
        return a["o"].sigmoid() * c.tanh(), c

    def squeezed(*arguments: Any) -> State:
        h, c = _right_step(variant, *arguments)
        return h.squeeze(0), c.squeeze(0)

    def without_autograd(*arguments: Any) -> State:
        with torch.no_grad():
            return _right_step(variant, *arguments)

    def remembering(whole_state: bool) -> Callable[..., State]:
        kept: dict[Any, State] = {}

        def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
            h, c = kept.get((state[0].shape, state[0].dtype), state)
            after = _right_step(variant, x_t, (h if whole_state else state[0], c), U, W, b)
            kept[state[0].shape, state[0].dtype] = after[0].detach(), after[1].detach()
            return after

        return step

    order = ", ".join(variant.gates)

    def misread(first: str, second: str) -> Callable[..., State]:
        return _renamed(variant, _right_step, _exchanged(variant.gates, first, second))

    return (
        _known(
            "input_and_forget_exchanged",
            misread("i", "f"),
            _("your input and forget gates are exchanged: the weights are packed {order}").format(order=order),
        ),
        _known(
            "candidate_and_output_exchanged",
            misread("g", "o"),
            _("your g and o are exchanged: the lecture lists i, f, o, g, but the weights are packed {order}").format(
                order=order
            ),
        ),
        _known(
            "input_and_output_exchanged",
            misread("i", "o"),
            _("your input and output gates are exchanged: the weights are packed {order}").format(order=order),
        ),
        _known(
            "forget_and_output_exchanged",
            misread("f", "o"),
            _("your forget and output gates are exchanged: the weights are packed {order}").format(order=order),
        ),
        _known("other_packing", partial(_right_step, _other_packing(variant)), _other_packing_sentence(variant)),
        _known("sigmoid_candidate", sigmoid_candidate, _("your g goes through a sigmoid; eq:lstm-g has a tanh")),
        _known("linear_candidate", linear_candidate, _("your g goes through nothing; eq:lstm-g has a tanh")),
        _known(
            "tanh_gates",
            tanh_gates,
            _("your gates i, f and o go through a tanh; they need a sigmoid, which is a number between 0 and 1"),
        ),
        _known(
            "hard_sigmoid",
            hard_sigmoid,
            _("your gates use the piecewise linear “hard” sigmoid; here sigmoid is 1 / (1 + exp(-a))"),
            hard_sigmoid_of_torch,
        ),
        _known("old_cell", old_cell, _("your h is computed from the old c; eq:lstm-h uses the new one")),
        _known("no_output_tanh", no_output_tanh, _("your h is o times c; eq:lstm-h has the tanh of c")),
        _known(
            "tanh_of_product",
            tanh_of_product,
            _("your h is the tanh of o times c; in eq:lstm-h only c goes through the tanh"),
        ),
        _known("no_output_gate", no_output_gate, _("your h misses the output gate of eq:lstm-h")),
        _known(
            "no_forget_gate",
            no_forget_gate,
            _("your c is never forgotten: eq:lstm-c multiplies the old c by f (the cell of 1997 did not)"),
        ),
        _known(
            "coupled",
            coupled,
            _("your forget gate is 1 - i; here f has weights of its own (the coupled cell is another part)"),
        ),
        _known(
            "forget_plus_one",
            forget_plus_one,
            _(
                "something adds 1 inside the forget gate; the forget bias belongs into the start of b, not into the step"
            ),
        ),
        _known(
            "squashed_cell",
            squashed_cell,
            _("your new c went through a tanh; the state keeps c itself, only h uses tanh(c)"),
            squashed_twice,
        ),
        _known("returned_in_other_order", returned_in_other_order, _("you return (c, h); the state is (h, c)")),
        _known("state_exchanged", state_exchanged, _("you unpack the state as (c, h); it is (h, c)")),
        _known("no_bias", no_bias, _("the bias b is missing")),
        _known("bias_twice", bias_twice, _("the bias b is added twice (torch.nn has two biases, here there is one)")),
        _known("no_recurrence", no_recurrence, _("the recurrent term with W and h is missing")),
        _known("no_input", no_input, _("the input term with U and x_t is missing")),
        _known(
            "recurrent_not_transposed",
            recurrent_not_transposed,
            _("each gate's block of W is applied without its transpose: it is h @ W_i.T, as for U"),
        ),
        _known(
            "detached_state",
            detached_state,
            _("the old state is detached: gradients must flow through it, that is what an LSTM is for"),
        ),
        _known(
            "detached_weights",
            detached_weights,
            _("the weights are detached (.data or .detach()): no gradient can train them"),
        ),
        _known(
            "without_autograd",
            without_autograd,
            _("all is computed under no_grad or outside of torch: no gradient arrives anywhere"),
        ),
        _known(
            "in_place",
            in_place,
            _("your code writes the new c into the caller's c (an in-place operation such as *= or mul_)"),
        ),
        _known("squeezed", squeezed, _("with a batch of one row, your result has lost its batch axis (a squeeze)")),
        Mistake(
            "remembering",
            _("your function keeps a state of its own between calls; the state is an argument"),
            (partial(remembering, True), partial(remembering, False)),
            remembers=True,
        ),
    )


def _known(name: str, implementation: Any, sentence: str, *other_forms: Any) -> Mistake:
    """A mistake that keeps nothing between calls."""

    def maker(form: Any) -> Callable[[], Any]:
        return lambda: form

    return Mistake(name, sentence, tuple(map(maker, (implementation, *other_forms))))


def _other_packing(variant: "Variant") -> "Variant":
    import dataclasses

    return dataclasses.replace(variant, interleaved=not variant.interleaved)


def _other_packing_sentence(variant: "Variant") -> str:
    if variant.interleaved:
        return _("your gates are blocks of rows; here the gates are interleaved, gate k has every n-th row from row k")
    return _(
        "your gates are taken from every 4th row (or column), as after a reshape to (…, hidden, 4); each gate is a block of hidden rows"
    )


# --- lstm_unroll ----------------------------------------------------------------------------------


def _unrolled(
    variant: "Variant",
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


def _of_unroll(variant: "Variant") -> tuple[Mistake, ...]:
    axis = variant.time_axis
    right = partial(_unrolled, variant)

    def zero_start(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, (torch.zeros_like(state[0]), torch.zeros_like(state[1])))

    def zero_cell_start(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, (state[0], torch.zeros_like(state[1])))

    def reshaped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x.reshape(x.shape[1], x.shape[0], -1).transpose(0, 1), lengths, state)

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

    def mean_state(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = right(step, x, lengths, state)
        return h, (h.sum(axis) / lengths[:, None], c)

    def reversed_time(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x.flip(axis), lengths, state)
        return h.flip(axis), last

    def no_padding(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, zero=False, freeze=False)

    def zeroed_at_the_end(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, freeze=False)

    def zero_state_at_padding(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        inputs, outputs = x.unbind(axis), []
        for t, x_t in enumerate(inputs):
            is_real = (t < lengths)[:, None]
            h, c = step(x_t, state)
            state = torch.where(is_real, h, torch.zeros_like(h)), torch.where(is_real, c, torch.zeros_like(c))
            outputs.append(state[0])
        return torch.stack(outputs, axis), state

    def last_column(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (_h, c) = right(step, x, lengths, state)
        return h, (h.select(axis, -1), c)

    def cell_not_frozen(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (last_h, _c) = right(step, x, lengths, state)
        return h, (last_h, right(step, x, lengths, state, freeze=False)[1][1])

    def state_exchanged(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, (last_h, last_c) = right(step, x, lengths, state)
        return h, (last_c, last_h)

    def one_length(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths[:1].expand_as(lengths), state)

    def cell_every_step_from_start(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, carry=lambda first, after: (after[0], first[1]))

    def only_cell_carried(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, carry=lambda first, after: (first[0], after[1]))

    def detached(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, carry=lambda _first, after: (after[0].detach(), after[1].detach()))

    def cells_returned(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, emit=lambda _before, after: after[1])

    def states_before(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, emit=lambda before, _after: before[0])

    def previous_input(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(
            step, x, lengths, state, feed=lambda inputs, t: inputs[t - 1] if t else torch.zeros_like(inputs[0])
        )

    def first_input_only(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, feed=lambda inputs, _t: inputs[0])

    def one_too_long(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, real=lambda t, lengths: t <= lengths)

    def one_too_short(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, real=lambda t, lengths: t < lengths - 1)

    def inverted(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, real=lambda t, lengths: t >= lengths)

    def other_axis_first(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, state)
        return h.transpose(0, 1), last

    def in_place(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        times = torch.arange(x.shape[axis])
        padded = (times >= lengths[:, None]) if axis == 1 else (times[:, None] >= lengths)
        x.data[padded] = 0
        return right(step, x, lengths, state)

    def not_zeroed(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, zero=False)

    def held(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h, c = step(x_t, state)
            state = torch.where(is_real, h, state[0]), torch.where(is_real, c, state[1])
            outputs.append(state[0])
        return torch.stack(outputs, axis), state

    def nothing_computed(_step: Step, x: Tensor, _lengths: Tensor, state: State) -> Any:
        return torch.zeros_like(x[..., :1]).expand(-1, -1, state[0].shape[1]), state

    def squeezed(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, state)
        return h.squeeze(), last

    def remembering() -> Callable[..., Any]:
        kept: dict[Any, State] = {}

        def unroll(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
            h, last = right(step, x, lengths, kept.get((state[0].shape, state[0].dtype), state))
            kept[state[0].shape, state[0].dtype] = last[0].detach(), last[1].detach()
            return h, last

        return unroll

    # other forms of the same mistakes

    def cell_from_start_last_kept(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last_c = state[0], state[1]
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c_t = step(x_t, (h, state[1]))
            h, last_c = torch.where(is_real, h_t, h), torch.where(is_real, c_t, last_c)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
        return torch.stack(outputs, axis), (h, last_c)

    def hidden_from_start_last_kept(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        last_h, c = state[0], state[1]
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c_t = step(x_t, (state[0], c))
            last_h, c = torch.where(is_real, h_t, last_h), torch.where(is_real, c_t, c)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
        return torch.stack(outputs, axis), (last_h, c)

    def cell_runs_with_frozen_hidden(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, c = state
        outputs = []
        for t, x_t in enumerate(x.unbind(axis)):
            is_real = (t < lengths)[:, None]
            h_t, c = step(x_t, (h, c))
            h = torch.where(is_real, h_t, h)
            outputs.append(torch.where(is_real, h_t, torch.zeros_like(h_t)))
        return torch.stack(outputs, axis), (h, c)

    def detached_before(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(lambda x_t, before: step(x_t, (before[0].detach(), before[1].detach())), x, lengths, state)

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

    def without_last_column(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        if x.shape[axis] == 1:
            return torch.zeros_like(x.narrow(axis, 0, 0)[..., :1]).expand(-1, -1, state[0].shape[1]), state
        return right(step, x.narrow(axis, 0, x.shape[axis] - 1), lengths, state)

    def last_column_zero(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = without_last_column(step, x, lengths, state)
        return torch.cat((h, torch.zeros_like(x.narrow(axis, 0, 1)[..., :1]).expand(-1, -1, h.shape[-1])), axis), last

    def not_zeroed_gathered(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        last = right(step, x, lengths, state)[1]
        return right(step, x, lengths, state, zero=False, freeze=False)[0], last

    def previous_input_around(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        return right(step, x, lengths, state, feed=lambda inputs, t: inputs[t - 1])

    def mixed(value: Tensor) -> Tensor:
        """The first two axes exchanged by a reshape."""
        return value.reshape(value.shape[1], value.shape[0], -1)

    def outputs_reshaped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = right(step, x, lengths, state)
        return mixed(h.transpose(0, 1)), last

    def both_reshaped(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = reshaped(step, x, lengths, state)
        return mixed(h.transpose(0, 1)), last

    def reversed_and_left(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        outputs = []
        for t in reversed(range(x.shape[axis])):
            is_real = (t < lengths)[:, None]
            h, c = step(x.select(axis, t), state)
            state = torch.where(is_real, h, state[0]), torch.where(is_real, c, state[1])
            outputs.append(torch.where(is_real, h, torch.zeros_like(h)))
        return torch.stack(outputs, axis), state

    def reversed_and_put_back(step: Step, x: Tensor, lengths: Tensor, state: State) -> Any:
        h, last = reversed_and_left(step, x, lengths, state)
        return h.flip(axis), last

    return (
        _known("zero_start", zero_start, _("you start from zeros; the first state is the argument state")),
        _known("zero_cell_start", zero_cell_start, _("your c starts from zeros; the first state has an h and a c")),
        _known(
            "cell_every_step_from_start",
            cell_every_step_from_start,
            _("c is not carried on: every step gets the first c again"),
            cell_from_start_last_kept,
        ),
        _known(
            "only_cell_carried",
            only_cell_carried,
            _("h is not carried on: every step gets the first h again"),
            hidden_from_start_last_kept,
        ),
        _known(
            "reshaped",
            reshaped,
            _("time and batch are mixed up by a view or reshape; exchanging axes needs a transpose"),
            outputs_reshaped,
            both_reshaped,
        ),
        _known(
            "other_axis_first",
            other_axis_first,
            _("your h has its first two axes exchanged: look at the axis of torch.stack"),
        ),
        _known(
            "last_step_skipped",
            last_step_skipped,
            _("the last step is left out: a range ends one too early"),
            without_last_column,
            last_column_zero,
        ),
        _known(
            "reversed_time",
            reversed_time,
            _("you run through time backwards"),
            reversed_and_left,
            reversed_and_put_back,
        ),
        _known(
            "previous_input", previous_input, _("each step gets the input of the step before it"), previous_input_around
        ),
        _known("first_input_only", first_input_only, _("every step gets the first input")),
        _known("states_before", states_before, _("your h at t is the state before step t; it is the one after it")),
        _known("cells_returned", cells_returned, _("you collect c where h is asked for")),
        _known("state_exchanged", state_exchanged, _("your last state is (c, h); it is (h, c)")),
        _known("mean_state", mean_state, _("your last h is a mean over time; it is the h after the last real token")),
        _known("no_padding", no_padding, _("lengths is not used: padded positions are treated like real ones")),
        _known(
            "zeroed_at_the_end",
            zeroed_at_the_end,
            _(
                "h is zero at the padding, but the state runs on through it: it must stay as it was after the last real token"
            ),
        ),
        _known(
            "cell_not_frozen",
            cell_not_frozen,
            _("h stays as it was after the last real token, but c runs on through the padding"),
            cell_runs_with_frozen_hidden,
        ),
        _known(
            "not_zeroed",
            not_zeroed,
            _("the last state is right, but h is not set to zero at padded positions"),
            not_zeroed_gathered,
        ),
        _known("held", held, _("h repeats the last state at padded positions; it must be zero there")),
        _known(
            "zero_state_at_padding",
            zero_state_at_padding,
            _("padding sets the state to zero; it must stay as it was after the last real token"),
        ),
        _known("last_column", last_column, _("your last h is the last column of h, which is zero for padded rows")),
        _known("one_length", one_length, _("all rows are treated as if they had the length of the first one")),
        _known(
            "one_too_long",
            one_too_long,
            _("one padded position is taken for a real one: token t is real while t < lengths"),
        ),
        _known(
            "one_too_short",
            one_too_short,
            _("the last real token is taken for padding: token t is real while t < lengths"),
        ),
        _known(
            "nothing_computed",
            nothing_computed,
            _("h is zero and the state is still the first one: no step is taken, or its result is not kept"),
        ),
        _known("inverted", inverted, _("real and padded positions are exchanged: token t is real while t < lengths")),
        _known(
            "detached",
            detached,
            _("the state is detached at each step: gradients must flow back through time"),
            detached_before,
            detached_but_the_last,
        ),
        _known("in_place", in_place, _("your code writes into the caller's x (the padding is overwritten in place)")),
        _known("squeezed", squeezed, _("your h has lost an axis of size one (a squeeze without an axis)")),
        Mistake(
            "remembering",
            _("your function keeps a state of its own between calls; the state is an argument"),
            (remembering,),
            remembers=True,
        ),
    )


# --- LSTM -----------------------------------------------------------------------------------------


class _Module(nn.Module):
    """A right module with places at which it can go wrong."""

    def __init__(
        self,
        variant: "Variant",
        input_size: int,
        hidden_size: int,
        step: Step,
        unroll: Callable[..., Any],
        forget_bias: float = 1.0,
    ) -> None:
        super().__init__()
        self.variant, self.hidden_size, self.step, self.unroll = variant, hidden_size, step, unroll
        bound = self.bound(input_size, hidden_size)
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))
        with torch.no_grad():
            parts = self.variant.unpack(self.b.clone(), variant.gates)
            self.b.copy_(self.variant.pack(self.biases(parts, forget_bias), variant.gates))

    def bound(self, _input_size: int, hidden_size: int) -> float:
        return float(hidden_size**-0.5)

    def biases(self, b: dict[str, Tensor], forget_bias: float) -> dict[str, Tensor]:
        return {**b, "f": torch.full_like(b["f"], forget_bias)}

    def weights(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.U, self.W, self.b

    def start(self, x: Tensor, lengths: Tensor) -> State:
        zeros = x.new_zeros(len(lengths), self.hidden_size)
        return zeros, zeros

    def forward(self, x: Tensor, lengths: Tensor, state: State | None = None) -> Any:
        before = self.start(x, lengths) if state is None else state
        return self.unroll(lambda x_t, state: self.step(x_t, state, *self.weights()), x, lengths, before)


def _of_module(variant: "Variant") -> tuple[Mistake, ...]:
    def module(**changed: Any) -> Callable[..., nn.Module]:
        return partial(type("LSTM", (_Module,), changed), variant)

    def ignores_state(self: Any, x: Tensor, lengths: Tensor, _state: Any = None) -> Any:
        return _Module.forward(self, x, lengths)

    def exchanges_state(self: Any, x: Tensor, lengths: Tensor, state: Any = None) -> Any:
        return _Module.forward(self, x, lengths, state and (state[1], state[0]))

    def ignores_lengths(self: Any, x: Tensor, lengths: Tensor, state: Any = None) -> Any:
        return _Module.forward(self, x, torch.full_like(lengths, x.shape[variant.time_axis]), state)

    def returns_h_only(self: Any, x: Tensor, lengths: Tensor, state: Any = None) -> Any:
        return _Module.forward(self, x, lengths, state)[0]

    def remembers(self: Any, x: Tensor, lengths: Tensor, state: Any = None) -> Any:
        if state is None:
            state = self.__dict__.get("kept")
        h, self.__dict__["kept"] = _Module.forward(self, x, lengths, state)
        return h, self.__dict__["kept"]

    def everywhere(_self: Any, b: dict[str, Tensor], forget_bias: float) -> Any:
        return {gate: torch.full_like(bias, forget_bias) for gate, bias in b.items()}

    def in_gate(gate: str) -> Callable[..., Any]:
        return lambda _self, b, forget_bias: {**b, gate: torch.full_like(b[gate], forget_bias)}

    def other_rows(_self: Any, b: dict[str, Tensor], forget_bias: float) -> Any:
        other = _other_packing(variant)
        parts = other.unpack(variant.pack(b, variant.gates), variant.gates)
        parts["f"] = torch.full_like(parts["f"], forget_bias)
        return variant.unpack(other.pack(parts, variant.gates), variant.gates)

    def without_forget_gate(self: Any) -> Any:
        return self.U, self.W, torch.zeros_like(self.b)

    return (
        _known(
            "state_ignored",
            module(forward=ignores_state),
            _("your module always starts from zeros; a state that is given must be used"),
        ),
        _known(
            "state_exchanged", module(forward=exchanges_state), _("the state reaches unroll as (c, h); it is (h, c)")
        ),
        _known("lengths_ignored", module(forward=ignores_lengths), _("unroll must get the lengths that forward gets")),
        _known(
            "h_only",
            module(forward=returns_h_only),
            _("forward returns only h; it returns what unroll returns, (h, state)"),
        ),
        _known(
            "ones_start",
            module(start=lambda _self, x, lengths: (x.new_ones(len(lengths), _self.hidden_size),) * 2),
            _("without a state your module starts from ones; it starts from zeros"),
        ),
        _known("no_bias", module(weights=without_forget_gate), _("step does not get the module's b")),
        _known(
            "detached",
            module(weights=lambda self: (self.U.data, self.W.data, self.b.data)),
            _("step gets detached parameters (.data or .detach()): no gradient can train them"),
        ),
        _known(
            "forget_bias_everywhere",
            module(biases=everywhere),
            _("forget_bias stands in all gates; it belongs into the forget gate only"),
        ),
        _known(
            "forget_bias_in_input_gate",
            module(biases=in_gate("i")),
            _("forget_bias stands in the rows of the input gate"),
        ),
        _known(
            "forget_bias_in_output_gate",
            module(biases=in_gate("o")),
            _("forget_bias stands in the rows of the output gate"),
        ),
        _known("forget_bias_in_candidate", module(biases=in_gate("g")), _("forget_bias stands in the rows of g")),
        _known(
            "forget_bias_added",
            module(biases=lambda _self, b, forget_bias: {**b, "f": b["f"] + forget_bias}),
            _("forget_bias was added to a random start; it has to be the start"),
        ),
        _known(
            "forget_bias_always_one",
            module(biases=lambda _self, b, _bias: {**b, "f": torch.ones_like(b["f"])}),
            _("the forget gate's bias starts at 1 whatever forget_bias is"),
        ),
        _known("forget_bias_unused", module(biases=lambda _self, b, _bias: b), _("forget_bias is not used")),
        _known(
            "forget_bias_in_other_rows",
            module(biases=other_rows),
            _("forget_bias stands in every 4th row instead of a block, or the other way round"),
        ),
        _known(
            "other_biases_zero",
            module(
                biases=lambda _self, b, forget_bias: {
                    gate: torch.full_like(bias, forget_bias if gate == "f" else 0.0) for gate, bias in b.items()
                }
            ),
            _("the other biases start at zero; they start uniform like the weights"),
        ),
        _known(
            "range_from_input_size",
            module(bound=lambda _self, input_size, _hidden: input_size**-0.5),
            _("the range is made from the input size; H is the hidden size"),
        ),
        _known(
            "range_without_root",
            module(bound=lambda _self, _input, hidden_size: 1 / hidden_size),
            _("the range is 1/H; it is 1/sqrt(H)"),
        ),
        _known(
            "range_of_one",
            module(bound=lambda _self, _input, _hidden: 1.0),
            _("the range is [-1, 1]; it is [-1/sqrt(H), 1/sqrt(H)]"),
        ),
        _known(
            "remembers",
            module(forward=remembers),
            _("your module keeps its last state; without a state it must start from zeros each time"),
        ),
    )


# --- coupled_peephole_step ------------------------------------------------------------------------


def _coupled_parts(
    variant: "Variant", x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor, p: Tensor
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    return variant.unpack(x_t @ U.T + h @ W.T + b, variant.coupled, 1), variant.unpack(p, variant.peepholes)


def _right_coupled(variant: "Variant", x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
    (h, c), learned = state, variant.learned
    a, peep = _coupled_parts(variant, x_t, h, U, W, b, p)
    gate = (a[learned] + peep[learned] * c).sigmoid()
    i, f = (1 - gate, gate) if learned == "f" else (gate, 1 - gate)
    c = i * a["g"].tanh() + f * c
    return (a["o"] + peep["o"] * c).sigmoid() * c.tanh(), c


def _of_coupled(variant: "Variant") -> tuple[Mistake, ...]:
    import dataclasses

    learned = variant.learned
    right = partial(_right_coupled, variant)

    def cell(
        *,
        squash: Callable[[Tensor], Tensor] = torch.tanh,
        gate_of: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor] = lambda a, p, c, _h: (a + p * c).sigmoid(),
        pair: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]] = lambda gate, _a: (gate, 1 - gate),
        out_of: Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], Tensor] = lambda a, p, c, _old, _h: (
            a + p * c
        ).sigmoid(),
        h_of: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda o, c, _old: o * c.tanh(),
        result: Callable[[Tensor, Tensor], State] = lambda h, c: (h, c),
    ) -> Callable[..., State]:
        """The cell with places at which it can go wrong; ``pair`` gives the learned gate and the other one."""

        def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
            h, old = state
            a, peep = _coupled_parts(variant, x_t, h, U, W, b, p)
            first, second = pair(gate_of(a[learned], peep[learned], old, h), a[learned] + peep[learned] * old)
            i, f = (second, first) if learned == "f" else (first, second)
            c = i * squash(a["g"]) + f * old
            o = out_of(a["o"], peep["o"], c, old, h)
            return result(h_of(o, c, old), c)

        return step

    def of_arguments(change: Callable[..., tuple[Any, ...]]) -> Callable[..., State]:
        return lambda *arguments: right(*change(*arguments))

    def exchanged(first: str, second: str) -> Callable[..., State]:
        order = _exchanged(variant.coupled, first, second)

        def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
            # only the big tensors are misread, the peepholes are not
            U, W, b = (variant.pack(variant.unpack(packed, order), variant.coupled) for packed in (U, W, b))
            return right(x_t, state, U, W, b, p)

        return step

    def peepholes_exchanged(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
        parts = variant.unpack(p, variant.peepholes)
        return right(x_t, state, U, W, b, variant.pack({learned: parts["o"], "o": parts[learned]}, variant.peepholes))

    def in_place(x_t: Tensor, state: State, *rest: Any) -> State:
        h, c = right(x_t, (state[0], state[1].clone()), *rest)
        state[1].data.copy_(c.data)
        return h, c

    def squeezed(*arguments: Any) -> State:
        h, c = right(*arguments)
        return h.squeeze(0), c.squeeze(0)

    def without_autograd(*arguments: Any) -> State:
        with torch.no_grad():
            return right(*arguments)

    other = dataclasses.replace(variant, interleaved=not variant.interleaved)

    def other_packing_of_weights(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
        p = other.pack(variant.unpack(p, variant.peepholes), variant.peepholes)
        return _right_coupled(other, x_t, state, U, W, b, p)

    order = ", ".join(variant.coupled)
    one_minus = _("f is 1 - i") if learned == "i" else _("i is 1 - f")
    return (
        _known(
            "not_coupled",
            cell(pair=lambda gate, _a: (gate, gate)),
            _("your i and f are the same gate; one is 1 minus the other"),
        ),
        _known(
            "coupling_reversed",
            cell(pair=lambda gate, _a: (1 - gate, gate)),
            _("the coupled gates are exchanged: the one with weights is the one that the equations name"),
        ),
        _known(
            "one_minus_inside",
            cell(pair=lambda gate, a: (gate, (1 - a).sigmoid())),
            _("1 minus stands inside the sigmoid; the coupling is after it: {coupling}").format(coupling=one_minus),
        ),
        _known(
            "no_coupled_peephole",
            cell(gate_of=lambda a, _p, _c, _h: a.sigmoid()),
            _("the coupled gate does not look at c: its peephole is missing"),
        ),
        _known(
            "no_output_peephole",
            cell(out_of=lambda a, _p, _c, _old, _h: a.sigmoid()),
            _("the output gate does not look at c: its peephole is missing"),
        ),
        _known(
            "output_sees_old_cell",
            cell(out_of=lambda a, p, _c, old, _h: (a + p * old).sigmoid()),
            _("the output gate looks at the old c; it looks at the new one"),
        ),
        _known(
            "peepholes_on_hidden",
            cell(
                gate_of=lambda a, p, _c, h: (a + p * h).sigmoid(),
                out_of=lambda a, p, _c, _old, h: (a + p * h).sigmoid(),
            ),
            _("the peepholes look at h; they look at c"),
        ),
        _known(
            "peepholes_on_squashed_cell",
            cell(
                gate_of=lambda a, p, c, _h: (a + p * c.tanh()).sigmoid(),
                out_of=lambda a, p, c, _old, _h: (a + p * c.tanh()).sigmoid(),
            ),
            _("the peepholes look at tanh(c); they look at c itself"),
        ),
        _known(
            "peepholes_outside",
            cell(gate_of=lambda a, p, c, _h: a.sigmoid() + p * c, out_of=lambda a, p, c, _old, _h: a.sigmoid() + p * c),
            _("the peepholes are added after the sigmoid; they belong inside"),
        ),
        _known(
            "peepholes_exchanged",
            peepholes_exchanged,
            _("the two peepholes are exchanged: p is packed {order}").format(order=", ".join(variant.peepholes)),
        ),
        _known(
            "coupled_and_candidate_exchanged",
            exchanged(learned, "g"),
            _("the coupled gate and g are exchanged: the weights are packed {order}").format(order=order),
        ),
        _known(
            "candidate_and_output_exchanged",
            exchanged("g", "o"),
            _("your g and o are exchanged: the weights are packed {order}").format(order=order),
        ),
        _known(
            "coupled_and_output_exchanged",
            exchanged(learned, "o"),
            _("the coupled gate and the output gate are exchanged: the weights are packed {order}").format(order=order),
        ),
        _known(
            "other_packing",
            partial(_right_coupled, other),
            _("the gates are cut out of the packed rows wrongly: look at how part 1 packs them"),
            other_packing_of_weights,
        ),
        _known(
            "sigmoid_candidate",
            cell(squash=torch.sigmoid),
            _("your g goes through a sigmoid; eq:lstm-peephole-g has a tanh"),
        ),
        _known(
            "linear_candidate",
            cell(squash=lambda a: a),
            _("your g goes through nothing; eq:lstm-peephole-g has a tanh"),
        ),
        _known(
            "old_cell",
            cell(h_of=lambda o, _c, old: o * old.tanh()),
            _("your h is computed from the old c; eq:lstm-peephole-h uses the new one"),
        ),
        _known(
            "no_output_tanh",
            cell(h_of=lambda o, c, _old: o * c),
            _("your h is o times c; eq:lstm-peephole-h has the tanh of c"),
        ),
        _known(
            "returned_in_other_order", cell(result=lambda h, c: (c, h)), _("you return (c, h); the state is (h, c)")
        ),
        _known(
            "no_bias",
            of_arguments(lambda x_t, state, U, W, b, p: (x_t, state, U, W, torch.zeros_like(b), p)),
            _("the bias b is missing"),
        ),
        _known(
            "no_recurrence",
            of_arguments(lambda x_t, state, U, W, b, p: (x_t, state, U, torch.zeros_like(W), b, p)),
            _("the recurrent term with W and h is missing"),
        ),
        _known(
            "detached_cell",
            cell(
                gate_of=lambda a, p, c, _h: (a + p * c.detach()).sigmoid(),
                out_of=lambda a, p, c, _old, _h: (a + p * c.detach()).sigmoid(),
            ),
            _("the peepholes look at a detached c: gradients must flow through them"),
        ),
        _known(
            "without_autograd",
            without_autograd,
            _("all is computed under no_grad or outside of torch: no gradient arrives anywhere"),
        ),
        _known(
            "in_place",
            in_place,
            _("your code writes the new c into the caller's c (an in-place operation such as *= or copy_)"),
        ),
        _known("squeezed", squeezed, _("with a batch of one row, your result has lost its batch axis (a squeeze)")),
    )


# --- lstm_step_backward ---------------------------------------------------------------------------


def _of_backward(variant: "Variant") -> tuple[Mistake, ...]:
    def backward(
        *,
        total: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor] = lambda d_c, d_h, o, c: (
            d_c + d_h * o * (1 - c.tanh() ** 2)
        ),
        gate: Callable[[Tensor], Tensor] = lambda s: s * (1 - s),
        candidate: Callable[[Tensor], Tensor] = lambda g: 1 - g**2,
        forget: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda d, old, _new: d * old,
        write: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda d, g, _i: d * g,
        propose: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda d, i, _f: d * i,
        output: Callable[[Tensor, Tensor], Tensor] = lambda d_h, c: d_h * c.tanh(),
        cell: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda d, f, _d_c: d * f,
        order: str = variant.gates,
        read: Callable[..., tuple[Tensor, ...]] = lambda i, f, g, o: (i, f, g, o),
        finish: Callable[..., Any] = lambda d_x, d_h, d_c, d_U, d_W, d_b, _n: (d_x, (d_h, d_c), d_U, d_W, d_b),
        pack: "Variant" = variant,
        turned: bool = False,
    ) -> Callable[..., Any]:
        """The backward step with places at which it can go wrong."""

        def step(d_state: State, x_t: Tensor, state: State, gates: tuple[Tensor, ...], U: Tensor, W: Tensor) -> Any:
            (d_h, d_c), (h, old) = d_state, state
            i, f, g, o = read(*gates)
            c = i * g + f * old
            d = total(d_c, d_h, o, c)
            parts = {
                "i": write(d, g, i) * gate(i),
                "f": forget(d, old, c) * gate(f),
                "g": propose(d, i, f) * candidate(g),
                "o": output(d_h, c) * gate(o),
            }
            packed = pack.pack(parts, order, 1)
            if turned:
                W = variant.pack({k: part.T for k, part in variant.unpack(W, variant.gates).items()}, variant.gates)
            return finish(
                packed @ U, packed @ W, cell(d, f, d_c), packed.T @ x_t, packed.T @ h, packed.sum(0), len(x_t)
            )

        return step

    def in_place(d_state: State, x_t: Tensor, *rest: Any) -> Any:
        result = right(d_state, x_t, *rest)
        state, (i, f, g, o) = rest[0], rest[1]
        c = i * g + f * state[1]
        d_state[1].add_(d_state[0] * o * (1 - c.tanh() ** 2))
        return result

    def squeezed(*arguments: Any) -> Any:
        d_x, (d_h, d_c), *rest = right(*arguments)
        return d_x.squeeze(0), (d_h.squeeze(0), d_c.squeeze(0)), *rest

    def squeezed_products(*arguments: Any) -> Any:
        d_x, (d_h, d_c), *rest = right(*arguments)
        return d_x.squeeze(0), (d_h.squeeze(0), d_c), *rest

    def accumulating() -> Callable[..., Any]:
        kept: dict[Any, list[Tensor]] = {}

        def step(*arguments: Any) -> Any:
            d_x, d_state, *weights = right(*arguments)
            key = weights[0].shape, weights[0].dtype
            totals = [before + now for before, now in zip(kept.get(key, [0.0] * 3), weights, strict=True)]
            kept[key] = totals
            return d_x, d_state, *totals

        return step

    def results_only(**changed: Any) -> Callable[..., Any]:
        """What goes back is right; only the gradients of the weights are packed wrongly."""
        wrong = backward(**changed)

        def step(*arguments: Any) -> Any:
            d_x, d_state, *_weights = right(*arguments)
            return d_x, d_state, *wrong(*arguments)[2:]

        return step

    right = backward()
    import dataclasses

    other = dataclasses.replace(variant, interleaved=not variant.interleaved)
    order = ", ".join(variant.gates)
    return (
        _known(
            "later_steps_ignored",
            backward(total=lambda _d_c, d_h, o, c: d_h * o * (1 - c.tanh() ** 2)),
            _("the gradient at c_t that arrives from later steps (d_state[1]) is not used"),
        ),
        _known(
            "only_later_steps",
            backward(total=lambda d_c, _d_h, _o, _c: d_c),
            _("c_t also acts through h_t: the part of eq:lstm-backward-c with d_h, o and tanh is missing"),
        ),
        _known(
            "no_output_in_total",
            backward(total=lambda d_c, d_h, _o, c: d_c + d_h * (1 - c.tanh() ** 2)),
            _("in the gradient at c_t the factor o of h = o * tanh(c) is missing"),
        ),
        _known(
            "no_tanh_derivative",
            backward(total=lambda d_c, d_h, o, _c: d_c + d_h * o),
            _("in the gradient at c_t the derivative of tanh(c_t) is missing"),
        ),
        _known(
            "tanh_derivative_of_cell",
            backward(total=lambda d_c, d_h, o, c: d_c + d_h * o * (1 - c**2)),
            _("the derivative of tanh(c) is 1 - tanh(c)**2, not 1 - c**2"),
        ),
        _known(
            "no_sigmoid_derivative",
            backward(gate=torch.ones_like),
            _("the derivative of the sigmoid, s * (1 - s), is missing in i, f and o"),
        ),
        _known(
            "sigmoid_derivative_of_activation",
            backward(gate=lambda s: s.sigmoid() * (1 - s.sigmoid())),
            _("the gates are given after their sigmoid; your derivative applies the sigmoid once more"),
        ),
        _known(
            "no_candidate_derivative",
            backward(candidate=torch.ones_like),
            _("the derivative of the tanh in g is missing"),
        ),
        _known(
            "sigmoid_derivative_for_candidate",
            backward(candidate=lambda g: g * (1 - g)),
            _("g comes from a tanh: its derivative is 1 - g**2, not g * (1 - g)"),
        ),
        _known(
            "candidate_derivative_of_activation",
            backward(candidate=lambda g: 1 - g.tanh() ** 2),
            _("g is given after its tanh; your derivative applies tanh once more"),
        ),
        _known(
            "forget_sees_new_cell",
            backward(forget=lambda d, _old, new: d * new),
            _("the gradient of the forget gate needs the old c, not the new one"),
        ),
        _known(
            "input_without_candidate",
            backward(write=lambda d, _g, i: d * i),
            _("in the gradient of the input gate, g is the factor, not i"),
        ),
        _known(
            "candidate_with_forget",
            backward(propose=lambda d, _i, f: d * f),
            _("in the gradient of g, the input gate is the factor, not the forget gate"),
        ),
        _known(
            "output_without_tanh",
            backward(output=lambda d_h, c: d_h * c),
            _("in the gradient of the output gate the factor is tanh(c_t), not c_t"),
        ),
        _known(
            "cell_without_forget",
            backward(cell=lambda d, _f, _d_c: d),
            _("the gradient at the old c must be multiplied by the forget gate"),
        ),
        _known(
            "cell_from_later_only",
            backward(cell=lambda _d, f, d_c: d_c * f),
            _("the gradient at the old c starts from the whole gradient at c_t, not only from the part of later steps"),
        ),
        _known(
            "candidate_and_output_exchanged",
            backward(order=_exchanged(variant.gates, "g", "o")),
            _("the gradients of g and o are packed in exchanged places: the order is {order}").format(order=order),
            results_only(order=_exchanged(variant.gates, "g", "o")),
        ),
        _known(
            "input_and_forget_exchanged",
            backward(order=_exchanged(variant.gates, "i", "f")),
            _("the gradients of i and f are packed in exchanged places: the order is {order}").format(order=order),
            results_only(order=_exchanged(variant.gates, "i", "f")),
        ),
        _known(
            "gates_unpacked_in_lecture_order",
            backward(read=lambda i, f, o, g: (i, f, g, o)),
            _("gates is unpacked as i, f, o, g; it always holds i, f, g, o"),
        ),
        _known(
            "other_packing",
            backward(pack=other),
            _("the gradients are packed wrongly: look at how part 1 packs the rows"),
            results_only(pack=other),
        ),
        _known(
            "recurrent_not_transposed",
            backward(turned=True),
            _("the gradient at h uses W the wrong way round: each block enters as d @ W, without a transpose"),
        ),
        _known(
            "weights_averaged",
            backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, n: (d_x, (d_h, d_c), d_U / n, d_W / n, d_b / n)),
            _("the gradients of U, W and b are means over the batch; they are sums"),
        ),
        _known(
            "bias_averaged",
            backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, n: (d_x, (d_h, d_c), d_U, d_W, d_b / n)),
            _("the gradient of b is a mean over the batch; it is a sum"),
        ),
        _known(
            "bias_summed_twice",
            backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, n: (d_x, (d_h, d_c), d_U, d_W, d_b * n)),
            _("the gradient of b is summed once too often over the batch"),
        ),
        _known(
            "state_exchanged",
            backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, _n: (d_x, (d_c, d_h), d_U, d_W, d_b)),
            _("the gradient of the state is (c, h); the state is (h, c)"),
        ),
        _known("in_place", in_place, _("your code adds into the caller's d_state (an in-place operation such as +=)")),
        _known(
            "squeezed",
            squeezed,
            _("with a batch of one row, a result has lost its batch axis (a squeeze)"),
            squeezed_products,
        ),
        Mistake(
            "accumulating",
            _("the gradients of earlier calls are added up; each call answers for itself"),
            (accumulating,),
            remembers=True,
        ),
    )
