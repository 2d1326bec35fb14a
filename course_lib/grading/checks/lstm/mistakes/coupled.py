"""Known wrong answers to `coupled_peephole_step`."""

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


def _coupled_parts(
    variant: Variant, x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor, p: Tensor
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    return variant.unpack(x_t @ U.T + h @ W.T + b, variant.coupled, 1), variant.unpack(p, variant.peepholes)


def _right_coupled(variant: Variant, x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
    (h, c), learned = state, variant.learned
    a, peep = _coupled_parts(variant, x_t, h, U, W, b, p)
    gate = (a[learned] + peep[learned] * c).sigmoid()
    i, f = (1 - gate, gate) if learned == "f" else (gate, 1 - gate)
    c = i * a["g"].tanh() + f * c
    return (a["o"] + peep["o"] * c).sigmoid() * c.tanh(), c


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

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
        order = variant.exchanged(first, second).coupled

        def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
            # only the big tensors are misread, the peepholes are not
            U, W, b = (variant.pack(variant.unpack(packed, order), variant.coupled) for packed in (U, W, b))
            return right(x_t, state, U, W, b, p)

        return step

    other = variant.other_packing()

    def other_packing_of_weights(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
        p = other.pack(variant.unpack(p, variant.peepholes), variant.peepholes)
        return _right_coupled(other, x_t, state, U, W, b, p)

    def other_packing_of_peepholes(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
        p = variant.pack(other.unpack(p, variant.peepholes), variant.peepholes)
        return right(x_t, state, U, W, b, p)

    order = ", ".join(variant.coupled)
    one_minus = _("f is 1 - i") if learned == "i" else _("i is 1 - f")

    bank.known(
        "not_coupled",
        cell(pair=lambda gate, _a: (gate, gate)),
        _("your i and f are the same gate; one is 1 minus the other"),
    )
    bank.known(
        "coupling_reversed",
        cell(pair=lambda gate, _a: (1 - gate, gate)),
        _("the coupled gates are exchanged: the one with weights is the one that the equations name"),
    )
    bank.known(
        "one_minus_inside",
        cell(pair=lambda gate, a: (gate, (1 - a).sigmoid())),
        _("the 1 minus is inside the sigmoid; the coupling comes after it: {coupling}").format(coupling=one_minus),
    )
    bank.known(
        "no_coupled_peephole",
        cell(gate_of=lambda a, _p, _c, _h: a.sigmoid()),
        _("the coupled gate does not look at c: its peephole is missing"),
    )
    bank.known(
        "no_output_peephole",
        cell(out_of=lambda a, _p, _c, _old, _h: a.sigmoid()),
        _("the output gate does not look at c: its peephole is missing"),
    )
    bank.known(
        "output_sees_old_cell",
        cell(out_of=lambda a, p, _c, old, _h: (a + p * old).sigmoid()),
        _("the output gate looks at the old c; it looks at the new one"),
    )
    bank.known(
        "peepholes_on_hidden",
        cell(
            gate_of=lambda a, p, _c, h: (a + p * h).sigmoid(),
            out_of=lambda a, p, _c, _old, h: (a + p * h).sigmoid(),
        ),
        _("the peepholes look at h; they look at c"),
    )
    bank.known(
        "peepholes_on_squashed_cell",
        cell(
            gate_of=lambda a, p, c, _h: (a + p * c.tanh()).sigmoid(),
            out_of=lambda a, p, c, _old, _h: (a + p * c.tanh()).sigmoid(),
        ),
        _("the peepholes look at tanh(c); they look at c itself"),
    )
    bank.known(
        "peepholes_outside",
        cell(gate_of=lambda a, p, c, _h: a.sigmoid() + p * c, out_of=lambda a, p, c, _old, _h: a.sigmoid() + p * c),
        _("the peepholes are added after the sigmoid; they belong inside it"),
    )

    @bank.mistake(_("the two peepholes are exchanged: p is packed {order}").format(order=", ".join(variant.peepholes)))
    def peepholes_exchanged(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
        parts = variant.unpack(p, variant.peepholes)
        return right(x_t, state, U, W, b, variant.pack({learned: parts["o"], "o": parts[learned]}, variant.peepholes))

    bank.known(
        "coupled_and_candidate_exchanged",
        exchanged(learned, "g"),
        _("the coupled gate and g are exchanged: the weights are packed {order}").format(order=order),
    )
    bank.known(
        "candidate_and_output_exchanged",
        exchanged("g", "o"),
        _("your g and o are exchanged: the weights are packed {order}").format(order=order),
    )
    bank.known(
        "coupled_and_output_exchanged",
        exchanged(learned, "o"),
        _("the coupled gate and the output gate are exchanged: the weights are packed {order}").format(order=order),
    )
    bank.known(
        "other_packing",
        partial(_right_coupled, other),
        _("your code splits the packed rows wrongly: look at how part 1 packs the gates"),
        other_packing_of_weights,
        other_packing_of_peepholes,
    )
    bank.known(
        "sigmoid_candidate",
        cell(squash=torch.sigmoid),
        _("your g goes through a sigmoid; eq:lstm-peephole-g has a tanh"),
    )
    bank.known(
        "linear_candidate",
        cell(squash=lambda a: a),
        _("your g has no activation; eq:lstm-peephole-g has a tanh"),
    )
    bank.known(
        "old_cell",
        cell(h_of=lambda o, _c, old: o * old.tanh()),
        _("your h is computed from the old c; eq:lstm-peephole-h uses the new one"),
    )
    bank.known(
        "no_output_tanh",
        cell(h_of=lambda o, c, _old: o * c),
        _("your h is o times c; eq:lstm-peephole-h has the tanh of c"),
    )
    bank.known("returned_in_other_order", cell(result=lambda h, c: (c, h)), _("you return (c, h); the state is (h, c)"))
    bank.known(
        "no_bias",
        of_arguments(lambda x_t, state, U, W, b, p: (x_t, state, U, W, torch.zeros_like(b), p)),
        _("the bias b is missing"),
    )
    bank.known(
        "no_recurrence",
        of_arguments(lambda x_t, state, U, W, b, p: (x_t, state, U, torch.zeros_like(W), b, p)),
        _("the recurrent term with W and h is missing"),
    )
    bank.known(
        "detached_cell",
        cell(
            gate_of=lambda a, p, c, _h: (a + p * c.detach()).sigmoid(),
            out_of=lambda a, p, c, _old, _h: (a + p * c.detach()).sigmoid(),
        ),
        _("the peepholes look at a detached c: gradients must flow through them"),
    )
    bank.known(
        "detached_weights",
        of_arguments(lambda x_t, state, *weights: (x_t, state, *(one.detach() for one in weights))),
        _("weights or biases are detached (.data, .detach() or a copy of their numbers): no gradient can train them"),
        of_arguments(lambda x_t, state, U, W, b, p: (x_t, state, U, W, b, p.detach())),
        of_arguments(lambda x_t, state, U, W, b, p: (x_t, state, U, W, b, nn.Parameter(p.detach()))),
    )

    @bank.mistake(_("everything is computed under no_grad or outside PyTorch: no gradient arrives anywhere"))
    def without_autograd(*arguments: Any) -> State:
        with torch.no_grad():
            return right(*arguments)

    @bank.mistake(_("your code writes the new c into the caller's c (an in-place operation such as *= or copy_)"))
    def in_place(x_t: Tensor, state: State, *rest: Any) -> State:
        h, c = right(x_t, (state[0], state[1].clone()), *rest)
        state[1].data.copy_(c.data)
        return h, c

    @bank.mistake(_("with a batch of one row, your result has lost its batch axis (a squeeze)"))
    def squeezed(*arguments: Any) -> State:
        h, c = right(*arguments)
        return h.squeeze(0), c.squeeze(0)

    return bank.mistakes
