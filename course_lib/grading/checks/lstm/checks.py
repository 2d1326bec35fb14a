"""What is checked of the exercise `lstm`, and its class versions."""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from course_lib import lstm
from course_lib.grading.checks.lstm import mistakes as mistakes
from course_lib.grading.judging import built_ins
from course_lib.grading.judging.check import CaseDraw, Check, Failure, Property, Quantity
from course_lib.grading.judging.exercise import Exercise
from course_lib.grading.judging.properties import agreement, gradients, repeatable, unchanged, values
from course_lib.grading.judging.statistics import is_uniform
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _
from course_lib.lstm import State

# --- class versions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """A version of the exercise: how gates are packed, which gate is coupled, which axis comes first.

    Raises:
        ValueError: a parameter has no meaning.
    """

    gates: str = "ifgo"
    """The order in which the four gates are packed."""
    interleaved: bool = False
    """Gate k of n has the rows k, k + n, k + 2n, … instead of a block."""
    coupled: str = "fgo"
    """The order of the coupled cell; its f or i is the gate that is learned, the other one is 1 minus it."""
    time_first: bool = False
    """Sequences are (time, batch, …)."""

    def __post_init__(self) -> None:
        if sorted(self.gates) != sorted("ifgo") or sorted(self.coupled) not in (sorted("fgo"), sorted("igo")):
            raise ValueError(
                _(
                    "gates must be an order of i, f, g, o and coupled one of f, g, o or of i, g, o; "
                    "got {gates} and {coupled}"
                ).format(gates=self.gates, coupled=self.coupled)
            )

    @property
    def learned(self) -> str:
        """The coupled gate that is learned: f or i."""
        return "f" if "f" in self.coupled else "i"

    @property
    def peepholes(self) -> str:
        """The order of the peepholes: that of the gates, without g."""
        return self.coupled.replace("g", "")

    @property
    def time_axis(self) -> int:
        return 0 if self.time_first else 1

    def unpack(self, packed: Tensor, gates: str, dim: int = 0) -> dict[str, Tensor]:
        """The gates of a packed tensor, by letter."""
        sizes = (-1, len(gates)) if self.interleaved else (len(gates), -1)
        at = dim + 1 if self.interleaved else dim
        return dict(zip(gates, packed.unflatten(dim, sizes).unbind(at), strict=True))

    def pack(self, parts: dict[str, Tensor], gates: str, dim: int = 0) -> Tensor:
        """The opposite of unpack."""
        return torch.stack([parts[gate] for gate in gates], dim + 1 if self.interleaved else dim).flatten(dim, dim + 1)

    def exchanged(self, first: str, second: str) -> "Variant":
        """The version in which two gates have changed places: what it looks like to who takes one for the other."""
        turn = str.maketrans(first + second, second + first)
        coupled = self.coupled.translate(turn)
        fits = sorted(coupled) == sorted(self.coupled)
        return replace(self, gates=self.gates.translate(turn), coupled=coupled if fits else self.coupled)

    def other_packing(self) -> "Variant":
        """The version with blocks where this one is interleaved, or the other way round."""
        return replace(self, interleaved=not self.interleaved)

    def phrases(self) -> dict[str, str]:
        """What changes in the text of the exercise: phrases of the default version, and what replaces each."""
        default = Variant()
        changes = dict(zip(default._texts(), self._texts(), strict=True))
        return {before: after for before, after in changes.items() if before != after}

    def _texts(self) -> list[str]:
        """The phrases of the text that depend on the version, in a fixed order."""
        other = "i" if self.learned == "f" else "f"
        gate, peephole = self.learned, rf" + p_{self.learned} \odot c_{{t-1}}"
        return [
            "(batch, time, input)" if not self.time_first else "(time, batch, input)",
            "(batch, time, hidden)" if not self.time_first else "(time, batch, hidden)",
            "the batch axis comes first" if not self.time_first else "the time axis comes first",
            "`h[n, t]` is" if not self.time_first else "`h[t, n]` is",
            "enumerate(x.unbind(1))" if not self.time_first else "enumerate(x.unbind(0))",
            "torch.stack(outputs, dim=1)" if not self.time_first else "torch.stack(outputs, dim=0)",
            "**" + ", ".join(self.gates) + "**: with",
            "**" + ", ".join(self.coupled) + "**, and",
            "**" + ", ".join(self.peepholes) + "**, in",
            ", ".join(self.gates) + " = packed.unflatten",
            ", ".join(self.gates) + " = self.b.unflatten",
            "    " + ", ".join(self.coupled) + " = packed.unflatten",
            ", ".join(f"p_{letter}" for letter in self.peepholes) + " = p.unflatten",
            "(" + ", ".join(f"d_{letter}" for letter in self.gates) + "), dim=-2).flatten(-2)"
            if not self.interleaved
            else "(" + ", ".join(f"d_{letter}" for letter in self.gates) + "), dim=-1).flatten(-2)",
            *(
                ("(4, -1)).unbind(-2)", "(3, -1)).unbind(-2)", "(2, -1)).unbind(-2)")
                if not self.interleaved
                else ("(-1, 4)).unbind(-1)", "(-1, 3)).unbind(-1)", "(-1, 2)).unbind(-1)")
            ),
            "rows $kH, kH+1, \\dots, kH+H-1$"
            if not self.interleaved
            else "rows $k, k+4, k+8, \\dots$ (the gates are interleaved)",
            f"{gate}_t &= \\sigma(U_{gate} x_t + W_{gate} h_{{t-1}}{peephole} + b_{gate}) \\\\",
            f"{other}_t &= 1 - {gate}_t \\\\",
            f"{gate} = torch.sigmoid({gate} + p_{gate} * c)",
            f"{other} = 1 - {gate}",
        ]


def variant_from_key(key: str) -> Variant:
    """The class version that a key stands for: the same key, the same version."""
    digest = int.from_bytes(hashlib.sha256(f"lstm/{key}".encode()).digest())

    def draw(choices: Sequence[Any]) -> Any:
        nonlocal digest
        digest, number = divmod(digest, len(choices))
        return choices[number]

    def orders(letters: str) -> list[str]:
        return ["".join(order) for order in itertools.permutations(letters)]

    # never the default order: a copied answer of the default version must not pass
    return Variant(
        gates=draw([order for order in orders("ifgo") if order != "ifgo"]),
        interleaved=draw([False, True]),
        coupled=draw([order for order in orders("fgo") + orders("igo") if order != "fgo"]),
        time_first=draw([False, True]),
    )


# --- references, in the arguments of a version ----------------------------------------------------


def _to_course(variant: Variant, packed: Tensor) -> Tensor:
    return Variant().pack(variant.unpack(packed, variant.gates), "ifgo")


def _from_course(variant: Variant, packed: Tensor) -> Tensor:
    return variant.pack(Variant().unpack(packed, "ifgo"), variant.gates)


def _step(variant: Variant, x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
    return lstm.lstm_step(x_t, state, *(_to_course(variant, packed) for packed in (U, W, b)))


def _unroll(
    variant: Variant, step: Callable[..., State], x: Tensor, lengths: Tensor, state: State
) -> tuple[Tensor, State]:
    h, last = lstm.lstm_unroll(step, x.movedim(variant.time_axis, 1), lengths, state)
    return h.movedim(1, variant.time_axis), last


def _coupled(variant: Variant, x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
    def to_course(packed: Tensor, gates: str) -> Tensor:
        parts = variant.unpack(packed, gates)
        if variant.learned == "i":  # f = 1 - sigmoid(a) = sigmoid(-a)
            parts["f"] = -parts["i"]
        return Variant().pack(parts, "fgo" if "g" in gates else "fo")

    U, W, b = (to_course(packed, variant.coupled) for packed in (U, W, b))
    return lstm.coupled_peephole_step(x_t, state, U, W, b, to_course(p, variant.peepholes))


def _backward(
    variant: Variant, d_state: State, x_t: Tensor, state: State, gates: tuple[Tensor, ...], U: Tensor, W: Tensor
) -> tuple[Tensor, State, Tensor, Tensor, Tensor]:
    i, f, g, o = gates
    weights = (_to_course(variant, packed) for packed in (U, W))
    d_x, d_before, *d_packed = lstm.lstm_step_backward(d_state, x_t, state, (i, f, g, o), *weights)
    d_U, d_W, d_b = (_from_course(variant, packed) for packed in d_packed)
    return d_x, d_before, d_U, d_W, d_b


class _Module(nn.Module):
    """The reference of part 3: parameters, and the step and unroll that it was given."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        step: Callable[..., State],
        unroll: Callable[..., Any],
        forget_bias: float = 1.0,
    ) -> None:
        super().__init__()
        self.step, self.unroll = step, unroll
        self.U = nn.Parameter(torch.zeros(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.full((4 * hidden_size,), forget_bias))

    def forward(self, x: Tensor, lengths: Tensor, state: State | None = None) -> Any:
        if state is None:
            state = (x.new_zeros(len(lengths), self.W.shape[1]),) * 2
        return self.unroll(lambda x_t, state: self.step(x_t, state, self.U, self.W, self.b), x, lengths, state)


# --- random requests ------------------------------------------------------------------------------


def _packed(
    draw: CaseDraw, count: int, input_size: int, hidden_size: int, scale: float = 1.0
) -> tuple[Tensor, Tensor, Tensor]:
    rows = count * hidden_size
    return (
        draw.normal(rows, input_size, scale=scale * input_size**-0.5),
        draw.normal(rows, hidden_size, scale=scale * hidden_size**-0.5),
        draw.normal(rows, scale=scale),
    )


def _state(draw: CaseDraw, batch: int, hidden_size: int) -> State:
    return draw.normal(batch, hidden_size), draw.normal(batch, hidden_size)


def _step_sizes(draw: CaseDraw, regime: str) -> tuple[int, int, int]:
    batch, input_size, hidden_size = draw.sizes(3, 5, 9)
    return (1 if regime == "one row" else batch), input_size, hidden_size


def _in_regime(regime: str, request: Request) -> Request:
    """Large numbers come in float32, as they do in training."""
    if regime != "large":
        return request

    def single(value: Any) -> Any:
        return tuple(map(single, value)) if isinstance(value, tuple) else value.float()

    return Request(request.name, single(request.arguments))


def _step_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = _step_sizes(draw, regime)
    x_t, state = draw.normal(batch, input_size), _state(draw, batch, hidden_size)
    scale = 40.0 if regime == "large" else 1.0
    return _in_regime(regime, Request("lstm_step", (x_t, state, *_packed(draw, 4, input_size, hidden_size, scale))))


def _coupled_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = _step_sizes(draw, regime)
    x_t, state = draw.normal(batch, input_size), _state(draw, batch, hidden_size)
    scale = 40.0 if regime == "large" else 1.0
    packed, p = _packed(draw, 3, input_size, hidden_size, scale), draw.normal(2 * hidden_size, scale=scale)
    return _in_regime(regime, Request("coupled_peephole_step", (x_t, state, *packed, p)))


def _backward_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = _step_sizes(draw, regime)
    x_t, state, d_state = (
        draw.normal(batch, input_size),
        _state(draw, batch, hidden_size),
        _state(draw, batch, hidden_size),
    )
    low, high = (-1.0, 2.0) if regime == "large" else (0.1, 0.9)  # clamped below: gates that are quite shut or open
    i, f, o = (draw.uniform(batch, hidden_size, low=low, high=high).clamp(0, 1) for _gate in "ifo")
    g = draw.uniform(batch, hidden_size, low=-0.9, high=0.9)
    U, W, _b = _packed(draw, 4, input_size, hidden_size)
    return _in_regime(regime, Request("lstm_step_backward", (d_state, x_t, state, (i, f, g, o), U, W)))


def _sequence(draw: CaseDraw, regime: str, variant: Variant) -> tuple[int, int, Tensor, Tensor, State]:
    """Sizes, padded inputs with rubbish in the padding, lengths, and a state."""
    batch, time, input_size, hidden_size = draw.sizes(4, 4, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one step" else time
    lengths = torch.full((batch,), time)
    if regime in ("padded", "one row"):
        lengths = torch.randint(1, time, (batch,), generator=draw.generator)
        if batch > 1:  # one row is full, as in any batch, and not the first one
            lengths[-1] = time
    x = draw.normal(batch, time, input_size)
    real = torch.arange(time) < lengths[:, None]
    x = torch.where(real[..., None], x, 20 * draw.normal(batch, time, input_size))
    return (
        input_size,
        hidden_size,
        x.movedim(1, variant.time_axis).contiguous(),
        lengths,
        _state(draw, batch, hidden_size),
    )


def _unroll_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    input_size, hidden_size, x, lengths, state = _sequence(draw, regime, variant)
    return Request("lstm_unroll", (StandIn("cell", draw.seed(), (input_size, hidden_size)), x, lengths, state))


def _module_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    input_size, hidden_size, x, lengths, state = _sequence(draw, "padded", variant)
    stand_ins = StandIn("packed_step", draw.seed()), StandIn("unroll", draw.seed(), (variant.time_axis,))
    construct = (input_size, hidden_size, *stand_ins, float(draw.uniform(low=1.5, high=3)))
    U, W, b = _packed(draw, 4, input_size, hidden_size)
    arguments = (x, lengths) if regime == "no state" else (x, lengths, state)
    return Request("LSTM", arguments, construct, {"U": U, "W": W, "b": b})


# --- how a new module is initialised --------------------------------------------------------------


def _new_module(trial: Trial) -> tuple[int, int, float, dict[str, Tensor]]:
    """Sizes large enough for statistics, the forget bias asked for, and the parameters of a new module."""
    draw = trial.draw
    input_size, hidden_size = draw.integer(10, 14), draw.integer(40, 44)
    forget_bias = float(draw.uniform(low=1.5, high=3))
    stand_ins = StandIn("packed_step", draw.seed()), StandIn("unroll", draw.seed(), (0,))
    request = Request("LSTM", (), (input_size, hidden_size, *stand_ins, forget_bias), {}, calls=0)
    parameters = trial.ask(request).parameters or {}
    rows = 4 * hidden_size
    for name, shape in {"U": (rows, input_size), "W": (rows, hidden_size), "b": (rows,)}.items():
        if name not in parameters or parameters[name].shape != shape or not parameters[name].is_floating_point():
            sentence = _("the module must start with a parameter {name} of shape {shape}")
            raise Failure(sentence.format(name=name, shape=shape))
    return input_size, hidden_size, forget_bias, parameters


def _test_forget_bias(variant: Variant, trial: Trial) -> None:
    _input_size, _hidden_size, forget_bias, parameters = _new_module(trial)
    biases = variant.unpack(parameters["b"], variant.gates)
    filled = [gate for gate in "ifgo" if (biases[gate] - forget_bias).abs().max() < 1e-6]
    match filled:
        case ["f"]:
            return
        case ["i", "f", "g", "o"]:
            raise Failure(_("forget_bias stands in all gates; it belongs into the forget gate only"))
        case [str(gate)]:
            raise Failure(
                _(
                    "forget_bias stands in the rows of gate {gate}; in this packing the forget gate has other rows"
                ).format(gate=gate)
            )
    if (biases["f"] - 1).abs().max() < 1e-6:
        raise Failure(_("the forget gate's bias starts at 1 whatever forget_bias is"))
    if biases["f"].std() > 0.01 and (biases["f"].mean() - forget_bias).abs() < 0.2:
        raise Failure(_("forget_bias was added to random numbers; the biases of the forget gate are forget_bias alone"))
    if any(0.2 < float(((bias - forget_bias).abs() < 1e-6).double().mean()) < 0.3 for bias in biases.values()):
        raise Failure(
            _("forget_bias stands in a quarter of the rows of every gate: blocks and interleaved rows are mixed up")
        )
    raise Failure(_("the forget gate's bias does not start at forget_bias"))


def _test_range(variant: Variant, trial: Trial) -> None:
    input_size, hidden_size, _forget_bias, parameters = _new_module(trial)
    bias = variant.unpack(parameters["b"], variant.gates)
    drawn = {"U": parameters["U"], "W": parameters["W"], "b": torch.cat([bias[gate] for gate in "igo"])}
    for name, entries in drawn.items():
        if entries.unique().numel() > 0.9 * entries.numel() and is_uniform(entries, hidden_size**-0.5):
            continue
        if not entries.any():
            sentence = _("the entries of {name} all start at zero; they start uniform on [-1/sqrt(H), 1/sqrt(H)]")
        elif not entries.std():
            sentence = _(
                "the entries of {name} all start at the same value; they start uniform on [-1/sqrt(H), 1/sqrt(H)]"
            )
        elif is_uniform(entries, hidden_size**-0.5):
            sentence = _("{name} holds the same random numbers more than once; every entry is drawn on its own")
        elif is_uniform(entries, input_size**-0.5):
            sentence = _("{name} starts in a range made from the input size; H is the hidden size")
        elif is_uniform(entries, 1 / hidden_size):
            sentence = _("{name} starts in the range of 1/H; it is 1/sqrt(H)")
        elif is_uniform(entries, 1.0):
            sentence = _("{name} starts uniform on [-1, 1]; it starts uniform on [-1/sqrt(H), 1/sqrt(H)]")
        else:
            sentence = _("{name} does not start uniform on [-1/sqrt(H), 1/sqrt(H)]")
        raise Failure(sentence.format(name=name))


# --- the checks -----------------------------------------------------------------------------------


def checks(variant: Variant) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="lstm_step",
            signature=("x_t", "state", "U", "W", "b"),
            returns=(Quantity("h_t", "lstm-h"), Quantity("c_t", "lstm-c")),
            case=_step_case,
            reference=partial(_step, variant),
            properties=(
                values("c_t", 1, points=1.25, sentence=_("c_t follows eq:lstm-c")),
                values("h_t", 0, points=1.25, sentence=_("h_t follows eq:lstm-h")),
                *_step_properties(("x_t", "h", "c", "U", "W", "b")),
            ),
            mistakes=known["lstm_step"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="lstm_unroll",
            signature=("step", "x", "lengths", "state"),
            returns=(
                Quantity("h", "lstm-unroll"),
                (Quantity("last h", "lstm-unroll"), Quantity("last c", "lstm-unroll")),
            ),
            case=partial(_unroll_case, variant),
            reference=partial(_unroll, variant),
            properties=(
                values("h", 0, points=0.75, sentence=_("h is right when no row is padded")),
                values("last h", 1, points=0.25, sentence=_("the last h is right when no row is padded")),
                values("last c", 2, points=0.25, sentence=_("the last c is right when no row is padded")),
                values(
                    "h",
                    0,
                    points=0.75,
                    sentence=_("h is right for padded rows, and zero at padded positions"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "last h",
                    1,
                    points=0.25,
                    sentence=_("the last h is the one after the last real token"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "last c",
                    2,
                    points=0.25,
                    sentence=_("the last c is the one after the last real token"),
                    regime="padded",
                    gate=False,
                ),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the inputs and at the first state"),
                    names=("x", "h", "c"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("a sequence of one step works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("x", "lengths", "h", "c"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["lstm_unroll"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="LSTM",
            signature=("input_size", "hidden_size", "step", "unroll", "forget_bias"),
            returns=(Quantity("h"), (Quantity("last h"), Quantity("last c"))),
            case=partial(_module_case, variant),
            reference=_Module,
            properties=(
                values("h", 0, points=0.5, sentence=_("h is what unroll gives with the module's own U, W and b")),
                values("last h", 1, points=0.25, sentence=_("the last h is what unroll gives")),
                values("last c", 2, points=0.25, sentence=_("the last c is what unroll gives")),
                agreement(
                    "no state",
                    "no state",
                    points=0.25,
                    sentence=_("without a state it starts from zeros, each time"),
                    calls=2,
                ),
                Property(
                    name="forget bias",
                    points=0.25,
                    sentence=_("the forget gate's bias starts at forget_bias"),
                    test=partial(_test_forget_bias, variant),
                ),
                Property(
                    name="range",
                    points=0.25,
                    sentence=_("the other parameters start uniform on [-1/sqrt(H), 1/sqrt(H)]"),
                    test=partial(_test_range, variant),
                ),
                gradients(
                    points=0.25,
                    sentence=_("gradients arrive at the parameters and at the inputs"),
                    names=("x", "h", "c"),
                ),
            ),
            mistakes=known["LSTM"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="coupled_peephole_step",
            signature=("x_t", "state", "U", "W", "b", "p"),
            returns=(Quantity("h_t", "lstm-peephole-h"), Quantity("c_t", "lstm-peephole-c")),
            case=_coupled_case,
            reference=partial(_coupled, variant),
            properties=(
                values("c_t", 1, points=1.25, sentence=_("c_t follows eq:lstm-peephole-c")),
                values("h_t", 0, points=1.25, sentence=_("h_t follows eq:lstm-peephole-h")),
                *_step_properties(("x_t", "h", "c", "U", "W", "b", "p")),
            ),
            mistakes=known["coupled_peephole_step"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="lstm_step_backward",
            signature=("d_state", "x_t", "state", "gates", "U", "W"),
            returns=(
                Quantity("d_x", "lstm-backward-x"),
                (Quantity("d_h", "lstm-backward-h"), Quantity("d_c", "lstm-backward-state")),
                Quantity("d_U", "lstm-backward-U"),
                Quantity("d_W", "lstm-backward-W"),
                Quantity("d_b", "lstm-backward-b"),
            ),
            case=_backward_case,
            reference=partial(_backward, variant),
            properties=(
                values("d_x", 0, points=0.5, sentence=_("d_x follows eq:lstm-backward-x")),
                values("d_h", 1, points=0.25, sentence=_("the gradient at h follows eq:lstm-backward-h")),
                values("d_c", 2, points=0.5, sentence=_("the gradient at c follows eq:lstm-backward-state")),
                values("d_U", 3, points=0.5, sentence=_("d_U follows eq:lstm-backward-U")),
                values("d_W", 4, points=0.5, sentence=_("d_W follows eq:lstm-backward-W")),
                values("d_b", 5, points=0.25, sentence=_("d_b follows eq:lstm-backward-b")),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement(
                    "large",
                    "large",
                    points=0.25,
                    sentence=_("gates that are quite shut or quite open work, in float32"),
                ),
                unchanged(
                    points=0.5,
                    sentence=_("the arguments stay as they were"),
                    names=("d_h", "d_c", "x_t", "h", "c", "i", "f", "g", "o", "U", "W"),
                ),
                repeatable(points=0.5, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["lstm_step_backward"],
            built_ins=(*built_ins.AUTOGRAD, "torch.*lstm_cell_backward*"),
        ),
    ]


def _step_properties(names: Sequence[str]) -> tuple[Property, ...]:
    """What is asked of any cell beyond its values."""
    return (
        gradients(points=0.5, sentence=_("gradients arrive at all arguments"), names=names),
        agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
        agreement("large", "large", points=0.25, sentence=_("large numbers work, in float32")),
        unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=names),
        repeatable(points=0.25, sentence=_("called twice, it answers the same")),
    )


EXERCISE = Exercise(slug="lstm", checks=checks, variant=Variant, variant_from_key=variant_from_key)
