"""Known wrong answers to `lstm_step_backward`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

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
        pack: Variant = variant,
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

    def results_only(**changed: Any) -> Callable[..., Any]:
        """What goes back is right; only the gradients of the weights are packed wrongly."""
        wrong = backward(**changed)

        def step(*arguments: Any) -> Any:
            d_x, d_state, *_weights = right(*arguments)
            return d_x, d_state, *wrong(*arguments)[2:]

        return step

    right = backward()
    other = variant.other_packing()
    order = ", ".join(variant.gates)

    bank.known(
        "later_steps_ignored",
        backward(total=lambda _d_c, d_h, o, c: d_h * o * (1 - c.tanh() ** 2)),
        _("the gradient at c_t that arrives from later steps (d_state[1]) is not used"),
    )
    bank.known(
        "only_later_steps",
        backward(total=lambda d_c, _d_h, _o, _c: d_c),
        _("c_t also acts through h_t: the part of eq:lstm-backward-c with d_h, o and tanh is missing"),
    )
    bank.known(
        "no_output_in_total",
        backward(total=lambda d_c, d_h, _o, c: d_c + d_h * (1 - c.tanh() ** 2)),
        _("in the gradient at c_t the factor o of h = o * tanh(c) is missing"),
    )
    bank.known(
        "no_tanh_derivative",
        backward(total=lambda d_c, d_h, o, _c: d_c + d_h * o),
        _("in the gradient at c_t the derivative of tanh(c_t) is missing"),
    )
    bank.known(
        "tanh_derivative_of_cell",
        backward(total=lambda d_c, d_h, o, c: d_c + d_h * o * (1 - c**2)),
        _("the derivative of tanh(c) is 1 - tanh(c)**2, not 1 - c**2"),
    )
    bank.known(
        "no_sigmoid_derivative",
        backward(gate=torch.ones_like),
        _("the derivative of the sigmoid, s * (1 - s), is missing in i, f and o"),
    )
    bank.known(
        "sigmoid_derivative_of_activation",
        backward(gate=lambda s: s.sigmoid() * (1 - s.sigmoid())),
        _("the gates are given after their sigmoid; your derivative applies the sigmoid once more"),
    )
    bank.known(
        "no_candidate_derivative",
        backward(candidate=torch.ones_like),
        _("the derivative of the tanh in g is missing"),
    )
    bank.known(
        "sigmoid_derivative_for_candidate",
        backward(candidate=lambda g: g * (1 - g)),
        _("g comes from a tanh: its derivative is 1 - g**2, not g * (1 - g)"),
    )
    bank.known(
        "candidate_derivative_of_activation",
        backward(candidate=lambda g: 1 - g.tanh() ** 2),
        _("g is given after its tanh; your derivative applies tanh once more"),
    )
    bank.known(
        "forget_sees_new_cell",
        backward(forget=lambda d, _old, new: d * new),
        _("the gradient of the forget gate needs the old c, not the new one"),
    )
    bank.known(
        "input_without_candidate",
        backward(write=lambda d, _g, i: d * i),
        _("in the gradient of the input gate, g is the factor, not i"),
    )
    bank.known(
        "candidate_with_forget",
        backward(propose=lambda d, _i, f: d * f),
        _("in the gradient of g, the input gate is the factor, not the forget gate"),
    )
    bank.known(
        "output_without_tanh",
        backward(output=lambda d_h, c: d_h * c),
        _("in the gradient of the output gate the factor is tanh(c_t), not c_t"),
    )
    bank.known(
        "cell_without_forget",
        backward(cell=lambda d, _f, _d_c: d),
        _("the gradient at the old c must be multiplied by the forget gate"),
    )
    bank.known(
        "cell_from_later_only",
        backward(cell=lambda _d, f, d_c: d_c * f),
        _("the gradient at the old c starts from the whole gradient at c_t, not only from the part of later steps"),
    )
    bank.known(
        "candidate_and_output_exchanged",
        backward(order=variant.exchanged("g", "o").gates),
        _("the gradients of g and o are packed in exchanged places: the order is {order}").format(order=order),
        results_only(order=variant.exchanged("g", "o").gates),
    )
    bank.known(
        "input_and_forget_exchanged",
        backward(order=variant.exchanged("i", "f").gates),
        _("the gradients of i and f are packed in exchanged places: the order is {order}").format(order=order),
        results_only(order=variant.exchanged("i", "f").gates),
    )
    bank.known(
        "gates_unpacked_in_lecture_order",
        backward(read=lambda i, f, o, g: (i, f, g, o)),
        _("you unpack gates as i, f, o, g; it always holds i, f, g, o"),
    )
    bank.known(
        "other_packing",
        backward(pack=other),
        _("you pack the gradients wrongly: look at how part 1 packs the rows"),
        results_only(pack=other),
    )
    bank.known(
        "recurrent_not_transposed",
        backward(turned=True),
        _("the gradient at h uses W the wrong way round: each block enters as d @ W, without a transpose"),
    )
    bank.known(
        "weights_averaged",
        backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, n: (d_x, (d_h, d_c), d_U / n, d_W / n, d_b / n)),
        _("the gradients of U, W and b are means over the batch; they are sums"),
    )
    bank.known(
        "bias_averaged",
        backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, n: (d_x, (d_h, d_c), d_U, d_W, d_b / n)),
        _("the gradient of b is a mean over the batch; it is a sum"),
    )
    bank.known(
        "bias_summed_twice",
        backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, n: (d_x, (d_h, d_c), d_U, d_W, d_b * n)),
        _("the gradient of b is summed once too often over the batch"),
    )
    bank.known(
        "state_exchanged",
        backward(finish=lambda d_x, d_h, d_c, d_U, d_W, d_b, _n: (d_x, (d_c, d_h), d_U, d_W, d_b)),
        _("the gradient of the state is (c, h); the state is (h, c)"),
    )

    @bank.mistake(_("your code adds into the caller's d_state (an in-place operation such as +=)"))
    def in_place(d_state: State, x_t: Tensor, *rest: Any) -> Any:
        result = right(d_state, x_t, *rest)
        state, (i, f, g, o) = rest[0], rest[1]
        c = i * g + f * state[1]
        d_state[1].add_(d_state[0] * o * (1 - c.tanh() ** 2))
        return result

    @bank.mistake(_("with a batch of one row, a result has lost its batch axis (a squeeze)"))
    def squeezed(*arguments: Any) -> Any:
        d_x, (d_h, d_c), *rest = right(*arguments)
        return d_x.squeeze(0), (d_h.squeeze(0), d_c.squeeze(0)), *rest

    @bank.form_of(squeezed)
    def squeezed_products(*arguments: Any) -> Any:
        d_x, (d_h, d_c), *rest = right(*arguments)
        return d_x.squeeze(0), (d_h.squeeze(0), d_c), *rest

    @bank.mistake(_("your code adds up the gradients of earlier calls; each call returns only its own"), remembers=True)
    def accumulating() -> Callable[..., Any]:
        kept: dict[Any, list[Tensor]] = {}

        def step(*arguments: Any) -> Any:
            d_x, d_state, *weights = right(*arguments)
            key = weights[0].shape, weights[0].dtype
            totals = [before + now for before, now in zip(kept.get(key, [0.0] * 3), weights, strict=True)]
            kept[key] = totals
            return d_x, d_state, *totals

        return step

    return bank.mistakes
