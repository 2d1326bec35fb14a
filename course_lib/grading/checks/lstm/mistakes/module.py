"""Known wrong answers to `LSTM`."""

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

Step = Callable[..., State]


class _Module(nn.Module):
    """A right module with places at which it can go wrong."""

    def __init__(
        self,
        variant: Variant,
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


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

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
        other = variant.other_packing()
        parts = other.unpack(variant.pack(b, variant.gates), variant.gates)
        parts["f"] = torch.full_like(parts["f"], forget_bias)
        return variant.unpack(other.pack(parts, variant.gates), variant.gates)

    def without_forget_gate(self: Any) -> Any:
        return self.U, self.W, torch.zeros_like(self.b)

    bank.known(
        "state_ignored",
        module(forward=ignores_state),
        _("your module always starts from zeros; a state that is given must be used"),
    )
    bank.known(
        "state_exchanged", module(forward=exchanges_state), _("the state reaches unroll as (c, h); it is (h, c)")
    )
    bank.known("lengths_ignored", module(forward=ignores_lengths), _("unroll must get the lengths that forward gets"))
    bank.known(
        "h_only",
        module(forward=returns_h_only),
        _("forward returns only h; it returns what unroll returns, (h, state)"),
    )
    bank.known(
        "ones_start",
        module(start=lambda _self, x, lengths: (x.new_ones(len(lengths), _self.hidden_size),) * 2),
        _("without a state your module starts from ones; it starts from zeros"),
    )
    bank.known("no_bias", module(weights=without_forget_gate), _("step does not get the module's b"))
    bank.known(
        "detached",
        module(weights=lambda self: (self.U.data, self.W.data, self.b.data)),
        _("step gets detached parameters (.data or .detach()): no gradient can train them"),
    )
    bank.known(
        "forget_bias_everywhere",
        module(biases=everywhere),
        _("forget_bias is in all gates; it belongs in the forget gate only"),
    )
    bank.known(
        "forget_bias_in_input_gate",
        module(biases=in_gate("i")),
        _("forget_bias is in the rows of the input gate"),
    )
    bank.known(
        "forget_bias_in_output_gate",
        module(biases=in_gate("o")),
        _("forget_bias is in the rows of the output gate"),
    )
    bank.known("forget_bias_in_candidate", module(biases=in_gate("g")), _("forget_bias is in the rows of g"))
    bank.known(
        "forget_bias_added",
        module(biases=lambda _self, b, forget_bias: {**b, "f": b["f"] + forget_bias}),
        _("forget_bias was added to random numbers; the biases of the forget gate are exactly forget_bias"),
    )
    bank.known(
        "forget_bias_always_one",
        module(biases=lambda _self, b, _bias: {**b, "f": torch.ones_like(b["f"])}),
        _("the forget gate's bias starts at 1 whatever forget_bias is"),
    )
    bank.known("forget_bias_unused", module(biases=lambda _self, b, _bias: b), _("forget_bias is not used"))
    bank.known(
        "forget_bias_in_other_rows",
        module(biases=other_rows),
        _("forget_bias is in every 4th row instead of a block, or the other way round"),
    )
    bank.known(
        "other_biases_zero",
        module(
            biases=lambda _self, b, forget_bias: {
                gate: torch.full_like(bias, forget_bias if gate == "f" else 0.0) for gate, bias in b.items()
            }
        ),
        _("the other biases start at zero; they start uniform like the weights"),
    )
    bank.known(
        "range_from_input_size",
        module(bound=lambda _self, input_size, _hidden: input_size**-0.5),
        _("the range is made from the input size; H is the hidden size"),
    )
    bank.known(
        "range_without_root",
        module(bound=lambda _self, _input, hidden_size: 1 / hidden_size),
        _("the range is 1/H; it is 1/sqrt(H)"),
    )
    bank.known(
        "range_of_one",
        module(bound=lambda _self, _input, _hidden: 1.0),
        _("the range is [-1, 1]; it is [-1/sqrt(H), 1/sqrt(H)]"),
    )
    bank.known(
        "remembers",
        module(forward=remembers),
        _("your module keeps its last state; without a state it must start from zeros each time"),
    )

    return bank.mistakes
