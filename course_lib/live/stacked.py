"""The live figure of the chapter `stacked`: choose a cell, see which letters it can know of.

`stacked.mjs` follows the lines of the drawing back from the chosen cell. What it must find is decided by the networks
of the course: a letter can be seen where it has a gradient (`sees`).
"""

from html import escape
from typing import Any

import torch
import traitlets
from jaxtyping import Bool
from torch import Tensor

from course_lib.language import _
from course_lib.live import Figure, wanted_between
from course_lib.stacked import BidirectionalLSTM, StackedLSTM

__all__ = ["StackedFigure", "numbers", "sees", "reaches", "words", "still"]

SENTENCE = "Je suis malade"  # the lecture's
MOST_LETTERS = 20  # that cells have room for on a telephone
HIDDEN_SIZE, INPUT_SIZE = 4, 3  # of the networks that are asked
OPEN_BOX = "␣"  # how a space is shown


def numbers() -> dict[str, Any]:
    """How the figure begins. Layers are counted from 1, steps from 0."""
    return {"sentence": SENTENCE, "num_layers": 2, "bidirectional": False, "layer": 2, "step": 4}


def sees(letters: int, num_layers: int, bidirectional: bool) -> Bool[Tensor, "direction time letter"]:
    """Which letters each half of each cell of the top layer can see: those whose gradient there is not zero.

    The networks have random weights, in float64.

    >>> sees(letters=4, num_layers=2, bidirectional=False)[0, 2]  # the third cell
    tensor([ True,  True,  True, False])
    """
    x = torch.randn(1, letters, INPUT_SIZE, dtype=torch.float64, requires_grad=True)
    if bidirectional:
        h = x
        for _layer in range(num_layers):
            h, _states = BidirectionalLSTM(h.shape[2], HIDDEN_SIZE).double()(h)
    else:
        h, _states = StackedLSTM(INPUT_SIZE, HIDDEN_SIZE, num_layers).double()(x)
    found = []
    for half in h[0].chunk(2 if bidirectional else 1, dim=1):
        gradients = [torch.autograd.grad(h_t.sum(), x, retain_graph=True)[0][0] for h_t in half]
        found.append(torch.stack(gradients).ne(0).any(dim=2))
    return torch.stack(found)


def reaches(state: dict[str, Any], layer: int, direction: int, step: int) -> bool:
    """Whether something goes from this half of a cell to the chosen cell.

    In its own layer a half hears of what its direction has read. Of the layers below it hears in the same way if there
    is one direction; if there are two, everything there reaches one half or the other.
    """
    chosen: int = state["layer"]
    if layer < chosen and state["bidirectional"]:
        return True
    return layer <= chosen and bool(step <= state["step"] if direction == 0 else step >= state["step"])


class StackedFigure(Figure):
    """The live figure of the chapter `stacked` in a notebook.

    Python can read and set `num_layers` and `bidirectional`, and the chosen cell: `layer` is counted from 1, `step`
    from 0. Where there are fewer layers or letters, the last one is chosen.

    Raises:
        ValueError: the sentence is too short or too long to be drawn.
        traitlets.TraitError: a number is out of its range.
    """

    slug = "stacked"

    def __init__(self, **values: Any) -> None:
        letters = len(values.get("sentence", SENTENCE))
        if not 2 <= letters <= MOST_LETTERS:
            sentence = _("The sentence has {got} letters; wanted from 2 to {most}, so that each gets a column.")
            raise ValueError(sentence.format(got=letters, most=MOST_LETTERS))
        super().__init__(**values)

    @traitlets.validate("num_layers", "layer", "step")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> int | float:
        name = proposal["trait"].name
        low, high = (0, MOST_LETTERS - 1) if name == "step" else (1, 3)
        return wanted_between(name, proposal["value"], low, high)


def words() -> dict[str, str]:
    """All that the figure says, in the language of this process; the module has no words of its own."""
    return {
        "figure": _("Layers of a recurrent network, and which letters a cell can see"),
        "net": _(
            "The cells of all layers over {letters} letters. Left and right arrow keys choose the letter, "
            "up and down the layer."
        ),
        "num_layers": _("Layers"),
        "num_layers_1": _("1 layer"),
        "num_layers_2": _("2 layers"),
        "num_layers_3": _("3 layers"),
        "bidirectional": _("Directions"),
        "bidirectional_false": _("one direction"),
        "bidirectional_true": _("two directions"),
        "before": _("Previous letter"),
        "next": _("Next letter"),
        "up": _("Layer above"),
        "down": _("Layer below"),
        "place": _("letter {step} of {letters}"),
        "level": _("layer {layer} of {layers}"),
        "row": _("layer {layer}"),
        "input": _("letters"),
        "count": _("{seen} of {letters}"),
        "first": _("Layer {layer} at letter 1 sees letter 1 of {letters}, and nothing else."),
        "some": _("Layer {layer} at letter {step} sees letters 1 to {step} of {letters}."),
        "both": _(
            "Layer {layer} at letter {step} sees all {letters} letters: its forward half ({forward}) letters 1 to "
            "{step}, its backward half ({backward}) letters {step} to {letters}."
        ),
        "left": _(
            "Layer {layer} at letter {step} sees all {letters} letters: its forward half ({forward}) letter 1 alone, "
            "its backward half ({backward}) all of them."
        ),
        "right": _(
            "Layer {layer} at letter {step} sees all {letters} letters: its forward half ({forward}) all of them, "
            "its backward half ({backward}) letter {step} alone."
        ),
        "everything": _(
            "Layer {layer} at letter {step} sees all {letters} letters, and so does each of its halves alone: "
            "the layer below has read from both ends."
        ),
    }


def still(state: dict[str, Any], alt: str) -> str:
    """The figure as it begins, as a drawing (SVG), where no module runs: on paper, from a file, without JavaScript."""
    letters, layers, directions = state["sentence"], state["num_layers"], 2 if state["bidirectional"] else 1
    state = {**state, "layer": min(state["layer"], layers), "step": min(state["step"], len(letters) - 1)}
    seen = sees(len(letters), state["layer"], state["bidirectional"])[:, state["step"]].any(dim=0).tolist()
    column, row, left, side = 30, 48, 58, 28  # side: the height of a cell
    lines, cells, texts = [], [], []
    for layer in range(1, layers + 1):
        top = row * (layers - layer) + 4
        texts.append(f'<text x="0" y="{top + 18}">{escape(words()["row"].format(layer=layer))}</text>')
        for step in range(len(letters)):
            x, height = left + column * step, side / directions
            reached = [reaches(state, layer, direction, step) for direction in range(directions)]
            lines.append(_line(f"M{x + 10} {top + row - 4}V{top + side}", any(reached)))
            for direction, strong in enumerate(reached):
                y = top + height * direction
                before, edge, way = (step + 1, x + column, -10) if direction else (step - 1, x - 10, 10)
                if 0 <= before < len(letters):
                    lines.append(_line(f"M{edge} {y + height / 2:g}h{way}", strong))
                width = 4 if (layer, step) == (state["layer"], state["step"]) else 1
                cells.append(
                    f'<rect class="{"plus" if strong else "off"}" x="{x}" y="{y:g}" width="20" height="{height:g}" '
                    f'stroke="currentColor" stroke-width="{width}"/>'
                )
    for step, letter in enumerate(letters):
        weight = "bold" if seen[step] else "normal"
        place = f'x="{left + column * step + 10}" y="{row * layers + 18}"'
        shown = escape(letter.replace(" ", OPEN_BOX))
        texts.append(f'<text {place} font-weight="{weight}" text-anchor="middle">{shown}</text>')
    size = f"{left + column * len(letters)} {row * layers + 30}"
    return "".join([
        f'<svg class="live-still" viewBox="0 0 {size}" role="img" aria-label="{escape(alt)}">',
        *lines,
        *cells,
        '<g fill="currentColor" font-size="14">',
        *texts,
        "</g></svg>",
    ])  # fmt: skip


def _line(path: str, strong: bool) -> str:
    look = 'stroke-width="3"' if strong else 'stroke-opacity=".4"'
    return f'<path d="{path}" stroke="currentColor" {look}/>'
