"""The live figure of the chapter `recurrent`: two untrained networks, and how much of a gradient each brings back.

Both are real: a plain network and an LSTM of 16 units read the same 60 inputs, and a loss that looks at the last state
alone sends back the same gradient. Their numbers lie in `recurrent.json`, written by
`python -m course_lib.live.export`; the reader chooses the spectral radius of `W`, and the forget bias.
"""

from html import escape
from typing import Any, NamedTuple

import torch
import traitlets
from jaxtyping import Float
from torch import Tensor

from course_lib.language import _
from course_lib.live import Figure, wanted_between
from course_lib.lstm import LSTMCell, lstm_step
from course_lib.recurrent import gradient_norms, rnn_step

__all__ = ["RecurrentFigure", "Norms", "numbers", "norms", "words", "still"]

HIDDEN_SIZE, INPUT_SIZE, TIME = 16, 4, 60
SCALE = 1000  # numbers are exported as whole thousandths
SEED = 61  # of 70 tried: here the gradient grows most evenly with the radius
U_SIZE = 0.1  # inputs as small as this leave the tanh its slope, and the gradient to W
LOW, HIGH = -20, 10  # of the axis, in powers of ten


class Norms(NamedTuple):
    """What the figure shows: the norm of the gradient at the state that lies 0, 1, 2 … steps back."""

    plain: Float[Tensor, " time"]  # of ∂L/∂h_t
    lstm: Float[Tensor, " time"]  # of ∂L/∂(h_t, c_t), the pair as one vector


def numbers(seed: int = SEED) -> dict[str, Any]:
    """Draw the inputs and the weights of the figure, and give them as whole thousandths.

    `W` is a Gaussian matrix divided by its spectral radius; the LSTM is that of the course before training, but for its
    forget bias. The gradient at the last state has norm 1: every entry is 1/4 or -1/4.
    """
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    W = normal(HIDDEN_SIZE, HIDDEN_SIZE)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        cell = LSTMCell(INPUT_SIZE, HIDDEN_SIZE)
    drawn = {
        "x": normal(TIME, INPUT_SIZE),
        "d_h": normal(HIDDEN_SIZE).sign() * HIDDEN_SIZE**-0.5,
        "U": U_SIZE * normal(HIDDEN_SIZE, INPUT_SIZE),
        "W": W / torch.linalg.eigvals(W).abs().max(),
        "U_lstm": cell.U,
        "W_lstm": cell.W,
        "b_lstm": cell.b,
    }
    return {
        "radius": 1.0,
        "forget_bias": 1.0,
        "radius_range": [0.5, 3.0, 0.1],  # lowest, highest, step
        "forget_bias_range": [0.0, 5.0, 0.1],
        "axis": [LOW, HIGH],
        "scale": SCALE,
        **{name: (SCALE * values).round().int().tolist() for name, values in drawn.items()},
    }


def norms(state: dict[str, Any]) -> Norms:
    """What the module must compute, by `gradient_norms` in float64.

    The state of an LSTM is the pair (h, c). `gradient_norms` takes a state of one part, so the two lie side by side.

    >>> from course_lib.live import state
    >>> plain, lstm = norms({**state("recurrent"), "radius": 0.5, "forget_bias": 4.0})
    >>> bool(plain[50] < 1e-15), bool(lstm[50] > 0.1)
    (True, True)
    """
    x, d_h, U, W, U_lstm, W_lstm, b_lstm = (
        torch.tensor(state[name], dtype=torch.float64) / state["scale"]
        for name in ("x", "d_h", "U", "W", "U_lstm", "W_lstm", "b_lstm")
    )
    b_i, b_f, b_g, b_o = b_lstm.chunk(4)
    b_lstm = torch.cat([b_i, torch.full_like(b_f, state["forget_bias"]), b_g, b_o])
    zeros = torch.zeros_like(d_h)

    def plain(x_t: Tensor, h: Tensor) -> Tensor:
        return rnn_step(x_t, h, U, state["radius"] * W, zeros)

    def lstm(x_t: Tensor, h_and_c: Tensor) -> Tensor:
        h, c = h_and_c.chunk(2, dim=1)
        return torch.cat(lstm_step(x_t, (h, c), U_lstm, W_lstm, b_lstm), dim=1)

    pair = torch.cat([zeros, zeros])[None]
    return Norms(
        gradient_norms(plain, x[None], zeros[None], d_h[None])[0].flip(0),
        gradient_norms(lstm, x[None], pair, torch.cat([d_h, zeros])[None])[0].flip(0),
    )


class RecurrentFigure(Figure):
    """The live figure of the chapter `recurrent` in a notebook. Python can read and set `radius` and `forget_bias`.

    Raises:
        traitlets.TraitError: one of the two is out of its range.
    """

    slug = "recurrent"

    @traitlets.validate("radius", "forget_bias")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> int | float:
        name = proposal["trait"].name
        low, high, _step = getattr(self, f"{name}_range")
        return wanted_between(name, proposal["value"], low, high)


def words() -> dict[str, str]:
    """All that the figure says, in the language of this process; the module has no words of its own."""
    return {
        "figure": _("How much of a gradient travels back through a plain recurrent network, and through an LSTM"),
        "plot": _(
            "Two lines over the steps back in time: how much of the gradient is left in the plain network, and in the "
            "LSTM, on a logarithmic scale. The sentence and the table below say what they show."
        ),
        "left": _("gradient that is left"),
        "back": _("steps back"),
        "plain": _("plain network"),
        "lstm": _("LSTM"),
        "radius": _("spectral radius of W"),
        "forget_bias": _("forget bias of the LSTM"),
        "vanishes": _(
            "With the spectral radius {radius} the gradient of the plain network vanishes: 50 steps back, {plain} of "
            "it is left. In the LSTM with the forget bias {bias} it is {lstm}, of h and c together."
        ),
        "lasts": _(
            "With the spectral radius {radius} the gradient of the plain network neither vanishes nor explodes: "
            "50 steps back, {plain} of it is left. In the LSTM with the forget bias {bias} it is {lstm}, of h and c "
            "together."
        ),
        "explodes": _(
            "With the spectral radius {radius} the gradient of the plain network explodes: 50 steps back, there is "
            "{plain} times as much of it. In the LSTM with the forget bias {bias} it is {lstm}, of h and c together."
        ),
    }


def still(state: dict[str, Any], alt: str) -> str:
    """The lines as the figure begins, as a drawing (SVG), where no module runs: on paper, without JavaScript."""
    low, high = state["axis"]
    said = words()
    left, top, column, row = 44, 34, 6.0, 7.5  # one step back is a column, one power of ten a row
    right, bottom = left + column * (TIME - 1), top + row * (high - low)
    parts = [
        f'<svg class="live-still" viewBox="0 0 {right + 100:g} {bottom + 42:g}" role="img" aria-label="{escape(alt)}">',
        f'<g fill="currentColor" font-size="13"><text x="0" y="14">{escape(said["left"])}</text>',
        '</g><g fill="currentColor" font-size="13" text-anchor="end">',
    ]
    for power in range(low, high + 1, 5):
        y = top + row * (high - power)
        exponent = str(power).replace("-", "−")
        raised = f'10<tspan dy="-5" font-size="9">{exponent}</tspan>' if power else "1"
        parts.append(f'<text x="{left - 6}" y="{y + 5:g}">{raised}</text>')
        opacity = 0.2 if power else 0.7
        parts.append(f'<path d="M{left} {y:g}H{right:g}" stroke="currentColor" stroke-opacity="{opacity}"/>')
    parts.append('</g><g fill="currentColor" font-size="13" text-anchor="middle">')
    parts += [f'<text x="{left + column * k:g}" y="{bottom + 17:g}">{k}</text>' for k in range(0, TIME, 10)]
    parts.append(f'<text x="{(left + right) / 2:g}" y="{bottom + 36:g}">{escape(said["back"])}</text></g>')
    lines = [[top + row * (high - power) for power in values.log10().tolist()] for values in norms(state)]
    (plain, lstm), apart = (line[-1] for line in lines), 16  # between the middles of the names
    push = max(0.0, apart - abs(plain - lstm)) / 2 * (1 if plain > lstm else -1)
    for key, line, dashes, y in zip(Norms._fields, lines, ("none", "7 4"), (plain + push, lstm - push), strict=True):
        path = "L".join(f"{left + column * k:g} {y:.1f}" for k, y in enumerate(line))
        parts.append(f'<path class="{key}" d="M{path}" stroke-dasharray="{dashes}"/>')
        parts.append(f'<text class="{key}" x="{right + 6:g}" y="{y + 5:.1f}" font-size="13">{escape(said[key])}</text>')
    return "".join([*parts, "</svg>"])
