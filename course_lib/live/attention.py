"""The live figure of the chapter `attention`: the four steps of the lecture, with scores that can be moved by hand.

The network is that of the checkpoint `attention_live`, which asks before the step, as the lecture does. Each step
begins from the state that the network has when it writes its own translation; what the reader's scores change from
there on, `attention.mjs` computes: weights, context, one step of the cell, and the probabilities of the next word.
"""

from html import escape
from typing import Any, NamedTuple

import torch
import traitlets
from jaxtyping import Float
from torch import Tensor

from course_lib import checkpoints
from course_lib.attention import attend
from course_lib.data import grammar
from course_lib.language import _
from course_lib.live import Figure, wanted_between
from course_lib.lstm import lstm_step
from course_lib.recipes import attention_live as recipe
from course_lib.seq2seq import EOS, SOS

__all__ = ["AttentionFigure", "Asked", "numbers", "asked", "weights", "context", "next_word", "words", "still"]

SCALE, PRECISION = 10, 100_000
"""Scores are kept in tenths, what the network computes with in hundred-thousandths."""
LOWEST, HIGHEST = -50, 50
TARGET = grammar.ANSWERS[0]
LIKELY = 3
"""So many of the next words are shown."""


class Asked(NamedTuple):
    """What the network has when it writes `TARGET`, at each step: its state before the step, and its scores."""

    encoder_states: Float[Tensor, "source hidden"]
    states: tuple[Float[Tensor, "target hidden"], Float[Tensor, "target hidden"]]
    scores: Float[Tensor, "target source"]
    inputs: Float[Tensor, "target word"]
    """The vector of the word before."""


def numbers() -> dict[str, Any]:
    """How the figure begins: at the first step, with the network's scores of all four. Steps are counted from 0."""
    model, _source, target = network()
    found, cell = asked(), model.decoder.cell
    state = {
        "source": grammar.SICK,
        "target": TARGET,
        "step": 0,
        "score_range": [LOWEST, HIGHEST],
        "scale": SCALE,
        "scores": (found.scores * SCALE).round().int().tolist(),
        "likely": LIKELY,
        "vocabulary": " ".join(target.symbols[EOS:]),
        "precision": PRECISION,
    }
    kept = {
        "encoder_states": found.encoder_states,
        "h": found.states[0],
        "c": found.states[1],
        "inputs": found.inputs,
        "U": cell.U,
        "W": cell.W,
        "b": cell.b,
        "readout": model.readout.weight[EOS:],
        "readout_bias": model.readout.bias[EOS:],
    }
    return state | {name: (values * PRECISION).round().int().tolist() for name, values in kept.items()}


def network() -> Any:
    """The network of the checkpoint, with the words that it reads and those that it writes."""
    return recipe.network(checkpoints.card(recipe.NAME), checkpoints.weights(recipe.NAME))


@torch.no_grad()
def asked() -> Asked:
    """What every step begins with; the scores so moved that their middle is zero, which changes no weight."""
    model, source, target = network()
    tokens = source.encode(grammar.SICK.split())[None]
    state = model.start(tokens, torch.tensor([tokens.shape[1]]))
    keys = model.decoder.score.keys(state.encoder_states)
    states, scores = [], []
    read = torch.cat((torch.tensor([SOS]), target.encode(TARGET.split()[:-1])))
    for token in read:
        states.append(state.decoder.cell)
        scores.append(model.decoder.score(state.decoder.cell[0], keys)[0])
        _logits, state = model.step(token[None], state)
    found = torch.stack(scores)
    h, c = (torch.cat(parts) for parts in zip(*states, strict=True))
    middle = (found.amax(1, keepdim=True) + found.amin(1, keepdim=True)) / 2
    return Asked(state.encoder_states[0], (h, c), found - middle, model.embedding(read))


# -------------------------------------------------------------------------------------------- what the module computes
def weights(state: dict[str, Any]) -> Float[Tensor, " source"]:
    """What the module makes of the scores of the step that is chosen."""
    return torch.tensor(state["scores"][state["step"]], dtype=torch.float64).div(state["scale"]).softmax(0)


def context(state: dict[str, Any]) -> Float[Tensor, " hidden"]:
    """The mean of the states of the encoder by these weights."""
    return attend(weights(state)[None], _kept(state, "encoder_states")[None])[0]


def next_word(state: dict[str, Any]) -> dict[str, float]:
    """The probability of each word that can come next, the most likely one first."""
    step, (U, W, b, V, d) = state["step"], (_kept(state, name) for name in ("U", "W", "b", "readout", "readout_bias"))
    h, c, x = (_kept(state, name)[step][None] for name in ("h", "c", "inputs"))
    s, _c = lstm_step(torch.cat((x, context(state)[None]), dim=1), (h, c), U, W, b)
    p = (V @ s[0] + d).softmax(0).tolist()
    found = zip(state["vocabulary"].split(), p, strict=True)
    return dict(sorted(found, key=lambda one: -one[1]))


def _kept(state: dict[str, Any], name: str) -> Tensor:
    return torch.tensor(state[name], dtype=torch.float64).div(state["precision"])


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
        "previous": _("Previous step"),
        "next": _("Next step"),
        "place": _("step {step} of {steps}: {state} asks"),
        "score": _("Score of “{word}”"),
        "score_head": _("score"),
        "weight_head": _("weight"),
        "context": _("The context z: how much of each state it is made of"),
        "likely": _("The next word, computed from this context"),
        "end": _("<EOS>, the end"),
        "add": _("+1 to all"),
        "reset": _("Scores of the network"),
        "nothing": _("Nothing is written yet."),
        "written": _("“{written}” is written."),
        "most": _("The decoder looks most at “{word}” (weight {weight})."),
        "equal": _("All weights are equal, so the decoder looks at no word most."),
        "says": _("The most likely next word is “{word}” ({p})."),
        "other": _("With its own scores the network says “{word}”, and the next step goes on from there."),
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
