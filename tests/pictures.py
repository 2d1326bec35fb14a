"""The results that students read in the last part of an exercise: drawn from small runs of the solutions' own answers.

``python -m tests.pictures`` writes ``solutions/<slug>.png`` anew, in a few minutes. Whoever does so reads the questions and
the mark scheme again: they speak of what is seen there.
"""

import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from course_lib.see_it_learn import attention, generative
from tests import bank
from tests.conftest import REPOSITORY


def learning_curve(figure: Figure) -> None:
    """A text of 10 000 characters is learned by heart."""
    names = bank.solution("generative")
    parts = "next_character_batches", "CharLM", "training_step", "bits_per_character", "sample"
    shown = generative.see_it_learn(*(names[part] for part in parts), characters=10_000, hidden_size=128, epochs=30)
    ax = figure.subplots()
    shown.draw(ax)
    ax.set_xlabel("epochs of training")


def heat_map(figure: Figure) -> None:
    """A decoder whose training was ended too early looks at a wrong letter."""
    names = bank.solution("attention")
    parts = "dot_product_scores", "masked_softmax", "attend", "attentive_step"
    shown = attention.see_it_learn(*(names[part] for part in parts), steps=250, word="network")
    attention.heat_map(figure.subplots(), "network", shown.looks[-1])


PICTURES: dict[str, tuple[Callable[[Figure], None], tuple[float, float]]] = {
    "generative": (learning_curve, (6.4, 3.2)),
    "attention": (heat_map, (3.6, 4.0)),
}


def png(draw: Callable[[Figure], Any], size: tuple[float, float]) -> bytes:
    """A figure as a small PNG: sixteen colours are enough for lines and letters."""
    figure, drawn, small = Figure(figsize=size, dpi=110, layout="constrained"), BytesIO(), BytesIO()
    draw(figure)
    figure.savefig(drawn, format="png")
    Image.open(drawn).convert("RGB").quantize(16).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    for slug in sys.argv[1:] or PICTURES:
        (REPOSITORY / "solutions" / f"{slug}.png").write_bytes(png(*PICTURES[slug]))
