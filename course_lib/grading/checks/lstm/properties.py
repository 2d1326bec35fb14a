"""What the checks of the exercise `lstm` demand beyond values and gradients."""

import torch
from torch import Tensor

from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.judging.check import Failure
from course_lib.grading.judging.properties import expect_own_parameters
from course_lib.grading.judging.statistics import is_uniform
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _


def _new_module(trial: Trial, forget_bias: float) -> tuple[int, int, dict[str, Tensor]]:
    """Sizes large enough for statistics, and the parameters of a new module."""
    draw = trial.draw
    input_size, hidden_size = draw.integer(10, 14), draw.integer(40, 44)
    stand_ins = StandIn("packed_step", draw.seed()), StandIn("unroll", draw.seed(), (0,))
    request = Request("LSTM", (), (input_size, hidden_size, *stand_ins, forget_bias), {}, calls=0)
    parameters = trial.ask(request).parameters or {}
    rows = 4 * hidden_size
    for name, shape in {"U": (rows, input_size), "W": (rows, hidden_size), "b": (rows,)}.items():
        if name not in parameters or parameters[name].shape != shape or not parameters[name].is_floating_point():
            sentence = _("the module must start with a parameter {name} of shape {shape}")
            raise Failure(sentence.format(name=name, shape=shape))
    return input_size, hidden_size, parameters


def test_forget_bias(variant: Variant, trial: Trial) -> None:
    _expect_forget_bias(variant, trial, float(trial.draw.uniform(low=1.5, high=3)))
    _input_size, _hidden_size, parameters = _new_module(trial, forget_bias=0.0)
    if variant.unpack(parameters["b"], variant.gates)["f"].any():
        raise Failure(
            _("with forget_bias=0 the forget gate's bias does not start at 0: `or` and `if` take 0 for no value at all")
        )


def _expect_forget_bias(variant: Variant, trial: Trial, forget_bias: float) -> None:
    _input_size, _hidden_size, parameters = _new_module(trial, forget_bias)
    biases = variant.unpack(parameters["b"], variant.gates)
    filled = [gate for gate in "ifgo" if (biases[gate] - forget_bias).abs().max() < 1e-6]
    match filled:
        case ["f"]:
            return
        case ["i", "f", "g", "o"]:
            raise Failure(_("forget_bias is in all gates; it belongs in the forget gate only"))
        case [str(gate)]:
            raise Failure(
                _("forget_bias is in the rows of gate {gate}; in this packing the forget gate has other rows").format(
                    gate=gate
                )
            )
    if (biases["f"] - 1).abs().max() < 1e-6:
        raise Failure(_("the forget gate's bias starts at 1 whatever forget_bias is"))
    if biases["f"].std() > 0.01 and (biases["f"].mean() - forget_bias).abs() < 0.2:
        raise Failure(
            _("forget_bias was added to random numbers; the biases of the forget gate are exactly forget_bias")
        )
    if any(0.2 < float(((bias - forget_bias).abs() < 1e-6).double().mean()) < 0.3 for bias in biases.values()):
        raise Failure(
            _("forget_bias is in a quarter of the rows of every gate: blocks and interleaved rows are mixed up")
        )
    raise Failure(_("the forget gate's bias does not start at forget_bias"))


def test_range(variant: Variant, trial: Trial) -> None:
    input_size, hidden_size, parameters = _new_module(trial, forget_bias=float(trial.draw.uniform(low=1.5, high=3)))
    expect_own_parameters(parameters, ("U", "W", "b"))
    bias = variant.unpack(parameters["b"], variant.gates)
    drawn = {"U": parameters["U"], "W": parameters["W"], "b": torch.cat([bias[gate] for gate in "igo"])}
    for name, entries in drawn.items():
        if _drawn_each(entries) and is_uniform(entries, hidden_size**-0.5):
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
    if not _drawn_each(torch.cat([entries.flatten() for entries in drawn.values()])):
        raise Failure(_("U, W and b hold the same random numbers; every entry is drawn on its own"))


def _drawn_each(entries: Tensor) -> bool:
    """Whether hardly any number is there twice."""
    return len(entries.unique()) > 0.99 * entries.numel()
