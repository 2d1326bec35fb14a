"""The live figure of the chapter `seq2seq`: sentences that grow, and the outputs of two networks.

The sentences and their translations are those of the card `seq2seq`; which words are right is decided here.
"""

from difflib import SequenceMatcher
from html import escape
from typing import Any

import traitlets

from course_lib import checkpoints
from course_lib.language import _
from course_lib.live import Figure

__all__ = ["Seq2SeqFigure", "numbers", "right", "words", "still"]

LENGTH = 30  # words of the sentence that is there at first
WRITERS = ("fixed", "attention")


def numbers() -> dict[str, Any]:
    """How the figure begins: for each length a sentence, its translation, and the output of each network.

    With each output comes which of its words are right, a 1 or a 0 for each.
    """
    results = checkpoints.card("seq2seq")["results"]
    examples: dict[str, dict[str, str]] = {}
    for number, shown in enumerate(results["fixed"]["shown"]):
        example = {"source": shown["source"], "target": shown["target"]}
        for name in WRITERS:
            hypothesis = results[name]["shown"][number]["hypothesis"]
            example |= {name: hypothesis, f"{name}_right": right(hypothesis, shown["target"])}
        examples[str(len(shown["source"].split()))] = example
    return {"length": LENGTH, "examples": examples}


def right(hypothesis: str, target: str) -> str:
    """Which words of a text are, in this order, in its target; “ill” and “sick” are one word.

    >>> right("the cat sees a dog .", "the big cat does not see a dog .")
    '110111'
    """
    one, other = (["sick" if word == "ill" else word for word in text.split()] for text in (hypothesis, target))
    marks = ["0"] * len(one)
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        marks[block.a : block.a + block.size] = ["1"] * block.size
    return "".join(marks)


class Seq2SeqFigure(Figure):
    """The live figure of the chapter `seq2seq` in a notebook. Python can read and set `length`.

    Raises:
        traitlets.TraitError: there is no sentence of this length.
    """

    slug = "seq2seq"

    @traitlets.validate("length")  # type: ignore[untyped-decorator]
    def _is_there(self, proposal: dict[str, Any]) -> int:
        got: int = proposal["value"]
        if str(got) not in self.examples:
            sentence = _("There is no sentence of {got} words; there are some of: {lengths}.")
            raise traitlets.TraitError(sentence.format(got=got, lengths=", ".join(self.examples)))
        return got


def words() -> dict[str, str]:
    """All that the figure says, in the language of this process; the module has no words of its own."""
    return {
        "figure": _("A sentence, and how two networks translate it"),
        "length": _("Words of the source"),
        "curves": _("Words of the target that are in the output, %, for each length of the source"),
        "source": _("Source"),
        "target": _("Target"),
        "fixed": _("Output from a vector of fixed size"),
        "attention": _("Output with attention"),
        "said": _(
            "Of the {count} words of the target, {fixed} are in the output from the vector of fixed size, and "
            "{attention} in the output with attention."
        ),
    }


def still(state: dict[str, Any], alt: str) -> str:
    """The sentence that is there at first, where no module runs."""
    example, names = state["examples"][str(state["length"])], words()
    rows = []
    for name in ("source", "target", *WRITERS):
        marks = example.get(f"{name}_right", "1" * len(example[name].split()))
        text = " ".join(
            escape(word) if mark == "1" else f"<del>{escape(word)}</del>"
            for word, mark in zip(example[name].split(), marks, strict=True)
        )
        language = "fr" if name == "source" else "en"
        rows.append(f'<p class="live-sentence"><b>{escape(names[name])}</b><span lang="{language}">{text}</span></p>')
    return f'<div role="group" aria-label="{escape(alt)}">{"".join(rows)}</div>'
