"""Known wrong answers to `lstm_step`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State


def _gates(variant: Variant, x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> dict[str, Tensor]:
    return variant.unpack(x_t @ U.T + h @ W.T + b, variant.gates, 1)


def _combine(a: dict[str, Tensor], c: Tensor) -> State:
    c = a["i"].sigmoid() * a["g"].tanh() + a["f"].sigmoid() * c
    return a["o"].sigmoid() * c.tanh(), c


def _right_step(variant: Variant, x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
    return _combine(_gates(variant, x_t, state[0], U, W, b), state[1])


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

    def pre(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        return _gates(variant, x_t, state[0], U, W, b), state[1]

    def of_gates(change: Callable[[dict[str, Tensor], Tensor], State]) -> Callable[..., State]:
        """A step that is right up to the pre-activations."""
        return lambda *arguments: change(*pre(*arguments))

    def of_arguments(change: Callable[..., tuple[Any, ...]]) -> Callable[..., State]:
        """A right step of changed arguments."""
        return lambda *arguments: _right_step(variant, *change(*arguments))

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
        return partial(_right_step, variant.exchanged(first, second))

    bank.known(
        "input_and_forget_exchanged",
        misread("i", "f"),
        _("your input and forget gates are exchanged: the weights are packed {order}").format(order=order),
    )
    bank.known(
        "candidate_and_output_exchanged",
        misread("g", "o"),
        _("your g and o are exchanged: the lecture lists i, f, o, g, but the weights are packed {order}").format(
            order=order
        ),
    )
    bank.known(
        "input_and_output_exchanged",
        misread("i", "o"),
        _("your input and output gates are exchanged: the weights are packed {order}").format(order=order),
    )
    bank.known(
        "forget_and_output_exchanged",
        misread("f", "o"),
        _("your forget and output gates are exchanged: the weights are packed {order}").format(order=order),
    )
    bank.known("other_packing", partial(_right_step, variant.other_packing()), _packing_sentence(variant))

    @bank.mistake(_("your g goes through a sigmoid; eq:lstm-g has a tanh"), through=of_gates)
    def sigmoid_candidate(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].sigmoid() * a["g"].sigmoid() + a["f"].sigmoid() * c
        return a["o"].sigmoid() * c.tanh(), c

    @bank.mistake(_("your g has no activation; eq:lstm-g has a tanh"), through=of_gates)
    def linear_candidate(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].sigmoid() * a["g"] + a["f"].sigmoid() * c
        return a["o"].sigmoid() * c.tanh(), c

    @bank.mistake(
        _("your gates i, f and o go through a tanh; they need a sigmoid, which is a number between 0 and 1"),
        through=of_gates,
    )
    def tanh_gates(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].tanh() * a["g"].tanh() + a["f"].tanh() * c
        return a["o"].tanh() * c.tanh(), c

    @bank.mistake(
        _("your gates use the piecewise linear “hard” sigmoid; here sigmoid is 1 / (1 + exp(-a))"), through=of_gates
    )
    def hard_sigmoid(a: dict[str, Tensor], c: Tensor) -> State:
        i, f, o = ((0.2 * a[gate] + 0.5).clamp(0, 1) for gate in "ifo")
        c = i * a["g"].tanh() + f * c
        return o * c.tanh(), c

    @bank.form_of(hard_sigmoid, through=of_gates)
    def hard_sigmoid_of_torch(a: dict[str, Tensor], c: Tensor) -> State:
        i, f, o = (nn.functional.hardsigmoid(a[gate]) for gate in "ifo")
        c = i * a["g"].tanh() + f * c
        return o * c.tanh(), c

    @bank.mistake(_("your h is computed from the old c; eq:lstm-h uses the new one"), through=of_gates)
    def old_cell(a: dict[str, Tensor], c: Tensor) -> State:
        _h, c_t = _combine(a, c)
        return a["o"].sigmoid() * c.tanh(), c_t

    @bank.mistake(_("your h is o times c; eq:lstm-h has the tanh of c"), through=of_gates)
    def no_output_tanh(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1]
        return a["o"].sigmoid() * c, c

    @bank.mistake(_("your h is the tanh of o times c; in eq:lstm-h only c goes through the tanh"), through=of_gates)
    def tanh_of_product(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1]
        return (a["o"].sigmoid() * c).tanh(), c

    @bank.mistake(_("your h misses the output gate of eq:lstm-h"), through=of_gates)
    def no_output_gate(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1]
        return c.tanh(), c

    @bank.mistake(
        _("the old c is kept whole: eq:lstm-c multiplies it by f (the cell of 1997 did not)"), through=of_gates
    )
    def no_forget_gate(a: dict[str, Tensor], c: Tensor) -> State:
        c = a["i"].sigmoid() * a["g"].tanh() + c
        return a["o"].sigmoid() * c.tanh(), c

    @bank.mistake(
        _("your forget gate is 1 - i; here f has weights of its own (the coupled cell is another part)"),
        through=of_gates,
    )
    def coupled(a: dict[str, Tensor], c: Tensor) -> State:
        i = a["i"].sigmoid()
        c = i * a["g"].tanh() + (1 - i) * c
        return a["o"].sigmoid() * c.tanh(), c

    @bank.mistake(
        _(
            "your code adds 1 inside the forget gate; the forget bias belongs in the initialisation of b, not in the "
            "step"
        ),
        through=of_gates,
    )
    def forget_plus_one(a: dict[str, Tensor], c: Tensor) -> State:
        return _combine({**a, "f": a["f"] + 1}, c)

    @bank.mistake(_("your new c went through a tanh; the state keeps c itself, only h uses tanh(c)"), through=of_gates)
    def squashed_cell(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1].tanh()
        return a["o"].sigmoid() * c, c

    @bank.form_of(squashed_cell, through=of_gates)
    def squashed_twice(a: dict[str, Tensor], c: Tensor) -> State:
        c = _combine(a, c)[1].tanh()
        return a["o"].sigmoid() * c.tanh(), c

    @bank.mistake(_("you return (c, h); the state is (h, c)"), through=of_gates)
    def returned_in_other_order(a: dict[str, Tensor], c: Tensor) -> State:
        h, c = _combine(a, c)
        return c, h

    @bank.mistake(_("you unpack the state as (c, h); it is (h, c)"), through=of_arguments)
    def state_exchanged(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, (state[1], state[0]), U, W, b

    @bank.mistake(_("the bias b is missing"), through=of_arguments)
    def no_bias(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, W, torch.zeros_like(b)

    @bank.mistake(_("the bias b is added twice (torch.nn has two biases, here there is one)"), through=of_arguments)
    def bias_twice(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, W, 2 * b

    @bank.mistake(_("the recurrent term with W and h is missing"), through=of_arguments)
    def no_recurrence(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, torch.zeros_like(W), b

    @bank.mistake(_("the input term with U and x_t is missing"), through=of_arguments)
    def no_input(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, torch.zeros_like(U), W, b

    @bank.mistake(_("each gate's block of W is applied without its transpose: it is h @ W_i.T, as for U"))
    def recurrent_not_transposed(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        parts = variant.unpack(W, variant.gates)
        turned = variant.pack({gate: part.T for gate, part in parts.items()}, variant.gates)
        return _right_step(variant, x_t, state, U, turned, b)

    @bank.mistake(
        _("the old state is detached: gradients must flow through it, that is what an LSTM is for"),
        through=of_arguments,
    )
    def detached_state(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, (state[0].detach(), state[1].detach()), U, W, b

    @bank.mistake(
        _("weights or biases are detached (.data, .detach() or a copy of their numbers): no gradient can train them"),
        through=of_arguments,
    )
    def detached_weights(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U.data, W.data, b.data

    @bank.form_of(detached_weights, through=of_arguments)
    def detached_bias(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, U, W, b.data

    @bank.form_of(detached_weights, through=of_arguments)
    def new_parameters(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Any, ...]:
        return x_t, state, *(nn.Parameter(weights.data) for weights in (U, W, b))

    @bank.mistake(_("everything is computed under no_grad or outside PyTorch: no gradient arrives anywhere"))
    def without_autograd(*arguments: Any) -> State:
        with torch.no_grad():
            return _right_step(variant, *arguments)

    @bank.mistake(_("your code writes the new c into the caller's c (an in-place operation such as *= or mul_)"))
    def in_place(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        a, c = pre(x_t, state, U, W, b)
        c.data.mul_(a["f"].sigmoid().data).add_((a["i"].sigmoid() * a["g"].tanh()).data)
        return a["o"].sigmoid() * c.tanh(), c

    @bank.mistake(_("with a batch of one row, your result has lost its batch axis (a squeeze)"))
    def squeezed(*arguments: Any) -> State:
        h, c = _right_step(variant, *arguments)
        return h.squeeze(0), c.squeeze(0)

    bank.add(
        Mistake(
            "remembering",
            _("your function keeps a state of its own between calls; the state is an argument"),
            (partial(remembering, True), partial(remembering, False)),
            remembers=True,
        )
    )

    return bank.mistakes


def _packing_sentence(variant: Variant) -> str:
    if variant.interleaved:
        return _("your gates are blocks of rows; here the gates are interleaved, gate k has every n-th row from row k")
    return _(
        "your gates are taken from every 4th row (or column), as after a reshape to (…, hidden, 4); each gate is a block of hidden rows"
    )
