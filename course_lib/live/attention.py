"""The live figure of the chapter `attention`: the four steps of the lecture, with scores that can be moved by hand.

The scores are those of a network of the card `seq2seq`, the one that has attention, over the lecture's sentence.
"""

from html import escape
from typing import Any

import torch
import traitlets
from jaxtyping import Float
from torch import Tensor

from course_lib import checkpoints
from course_lib.attention import AttentiveSeq2Seq
from course_lib.data import grammar
from course_lib.language import _
from course_lib.live import Figure, wanted_between
from course_lib.recipes import seq2seq as recipe
from course_lib.seq2seq import SOS

__all__ = ["AttentionFigure", "numbers", "scores", "weights", "words", "still"]

SCALE = 10  # scores are kept in tenths
LOWEST, HIGHEST = -100, 100
TARGET = grammar.ANSWERS[0]


def numbers() -> dict[str, Any]:
    """How the figure begins: at the first step, with the network's scores of all four. Steps are counted from 0."""
    return {
        "source": grammar.SICK,
        "target": TARGET,
        "step": 0,
        "score_range": [LOWEST, HIGHEST],
        "scale": SCALE,
        "scores": (scores() * SCALE).round().clamp(LOWEST, HIGHEST).int().tolist(),
    }


def scores() -> Float[Tensor, "target source"]:
    """Of each step, so moved that their middle is zero, which changes no weight."""
    card = checkpoints.card("seq2seq")
    source, target = recipe.vocabularies("attention", card)
    model = recipe.model_of("attention", recipe.recipe_of(card), source, target)
    model.load_state_dict(checkpoints.weights("seq2seq-attention"))
    if not isinstance(model, AttentiveSeq2Seq):
        raise TypeError(type(model))
    tokens = source.encode(grammar.SICK.split())[None]
    decoder_input = torch.cat((torch.tensor([SOS]), target.encode(TARGET.split()[:-1])))[None]
    lengths = torch.tensor([tokens.shape[1]])
    with torch.no_grad():
        found: Tensor = model.eval()(tokens, lengths, decoder_input)[1][0]
    found = found.clamp(min=1e-8).log()
    return found - (found.amax(1, keepdim=True) + found.amin(1, keepdim=True)) / 2


def weights(state: dict[str, Any]) -> Float[Tensor, " source"]:
    """What the module makes of the scores of the step that is chosen."""
    return torch.tensor(state["scores"][state["step"]], dtype=torch.float64).div(state["scale"]).softmax(0)


class AttentionFigure(Figure):
    """The live figure of the chapter `attention` in a notebook.

    Python can read and set `step`, counted from 0, and `scores`, a row of four for each step, in tenths.

    Raises:
        traitlets.TraitError: a number is out of its range, or scores have another shape.
    """

    slug = "attention"

    @traitlets.validate("step")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> int | float:
        return wanted_between("step", proposal["value"], 0, len(self.target.split()) - 1)

    @traitlets.validate("scores")  # type: ignore[untyped-decorator]
    def _are_scores(self, proposal: dict[str, Any]) -> list[list[float]]:
        got: list[list[float]] = proposal["value"]
        steps, places = len(self.target.split()), len(self.source.split())
        if len(got) != steps or any(len(row) != places for row in got):
            sentence = _("scores have {got} numbers; wanted {steps} rows of {places}.")
            raise traitlets.TraitError(sentence.format(got=[len(row) for row in got], steps=steps, places=places))
        for row in got:
            for score in row:
                wanted_between("scores", score, *self.score_range)
        return got


def words() -> dict[str, str]:
    """All that the figure says, in the language of this process; the module has no words of its own."""
    return {
        "figure": _("Four steps of a decoder with attention"),
        "steps": _("Steps"),
        "time0": _("first step"),
        "time1": _("second step"),
        "time2": _("third step"),
        "time3": _("fourth step"),
        "score": _("Score of “{word}”"),
        "score_head": _("score"),
        "weight_head": _("weight"),
        "context": _("The context z: how much of each state it is made of"),
        "reset": _("Scores of the network"),
        "first": _(
            "Nothing is written yet. The decoder looks most at “{word}” (weight {weight}); the network then says "
            "“{next}”."
        ),
        "said": _(
            "“{written}” is written. The decoder looks most at “{word}” (weight {weight}); the network then says "
            "“{next}”."
        ),
    }


def still(state: dict[str, Any], alt: str) -> str:
    """The weights of the first step as bars (SVG), where no module runs."""
    rows = []
    for place, (word, weight) in enumerate(zip(state["source"].split(), weights(state).tolist(), strict=True)):
        y = 30 * place
        rows.append(f'<text x="0" y="{y + 18}">{escape(word)}</text>')
        rows.append(f'<rect class="plus" x="80" y="{y + 6}" width="{max(1, 200 * weight):.1f}" height="14"/>')
        rows.append(f'<text x="{88 + 200 * weight:.1f}" y="{y + 18}">{weight:.2f}</text>')
    size = f"330 {30 * len(state['source'].split())}"
    return (
        f'<svg class="live-still" viewBox="0 0 {size}" role="img" aria-label="{escape(alt)}">'
        f'<g fill="currentColor" font-size="14">{"".join(rows)}</g></svg>'
    )
