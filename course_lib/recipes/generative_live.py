"""The network of the live figure of the chapter `generative`: small enough to write in a browser, kept at three ages.

It reads the corpus of the chapter's own recipe, by the same function; beside its weights at the end stand those before
training and those after the corpus was read once.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from torch import Tensor

from course_lib.checkpoints import Record
from course_lib.data.vocabulary import Vocabulary
from course_lib.generative import CharLM, NumpyCharLM, bits_per_character, next_character_batches
from course_lib.language import _
from course_lib.metrics import tracking
from course_lib.recipes import generative
from course_lib.recipes.context import RunContext
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.corpora import Corpus
from course_lib.recipes.generative.lstm import read, untrained
from course_lib.recipes.generative.recipe import MEASURED
from course_lib.recipes.runs import Place, parameters

NAME = "generative_live"
"""Of the checkpoint."""
AGES = ("before", "once", "end")
"""Before training, after the corpus was read once, at the end of training."""
EXAMINED = 100_000
"""So many characters of the validation part are read, at most, to find out what units keep in mind."""


@dataclass(frozen=True)
class Recipe(generative.Recipe):
    """How the network reads: as in the chapter's recipe, with half the units of one layer."""

    hidden_size: int = 128
    steps: int = 3492
    epochs: int = 14
    evaluate_every: int = 873
    """The corpus has so many batches: one age is that after the first evaluation."""


FULL = Recipe(steps=12_000)


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train the network; write its card, and its weights at each age."""
    [learned] = context.run_all(train_one, [(recipe,)])
    corpus = corpora.corpus_of(recipe)
    card = context.card(
        recipe,
        about=f"The network of the live figure: {recipe.num_layers} LSTM layer of {recipe.hidden_size} units that has "
        f"read the corpus “{recipe.corpus}”, before training, after one reading, and at the end.",
        data={recipe.corpus: corpora.digest_of_corpus(recipe)},
        results={"symbols": corpus.vocabulary.symbols[1:], **learned},
        records=_records(recipe, context, learned),
    )
    weights = _weights(recipe, corpus, context.place)
    state = {f"{age}.{name}": value for age, values in weights.items() for name, value in values.items()}
    return [context.save(NAME, card, state)]


def _weights(recipe: Recipe, corpus: Corpus, place: Place) -> dict[str, dict[str, Tensor]]:
    """The weights of each age; `read` keeps the latter two."""
    batches = len(next_character_batches(corpus.encode("train"), recipe.batch, recipe.time))
    before = untrained(recipe, corpus.vocabulary).state_dict()
    ages = before, place.snapshot("reader", recipe.once(batches)), place.weights("reader")
    return dict(zip(AGES, ages, strict=True))


def _records(recipe: Recipe, context: RunContext, learned: dict[str, Any]) -> list[Record]:
    unit = "bits a character on documents held out"
    records = [
        context.record(f"generative/live/bits/{age}", bits["test"], unit, None, recipe.seed)
        for age, bits in learned["bits"].items()
    ]
    for found in learned["units"]:
        label = f"generative/live/unit/{found['feature'].replace(' ', '-')}"
        unit, note = f"correlation over {learned['examined']} characters", f"unit {found['unit'] + 1}, at the end"
        records.append(context.record(label, found["correlation"], unit, None, recipe.seed, note))
    return records


def train_one(recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train by the chapter's recipe; the bits of each age on both parts held out, and what the units keep in mind.

    Raises:
        ValueError: the recipe ends before the corpus was read once.
    """
    corpus = corpora.corpus_of(recipe)
    batches = len(next_character_batches(corpus.encode("train"), recipe.batch, recipe.time))
    if recipe.steps < batches:
        sentence = _("{steps} steps end before the corpus was read once; wanted at least {batches}.")
        raise ValueError(sentence.format(steps=recipe.steps, batches=batches))
    done = read(recipe, place)
    model, bits = untrained(recipe, corpus.vocabulary), {}
    for age, weights in _weights(recipe, corpus, place).items():
        model.load_state_dict(weights)
        bits[age] = {part: bits_per_character(model, corpus.encode(part, MEASURED)) for part in ("validation", "test")}
    return {
        "bits": bits,
        "parameters": parameters(model),
        "epochs": done["epochs"],
        "history": done["history"],
        "examined": len(corpus.validation[:EXAMINED]),
        "units": [found._asdict() for found in units(model, corpus.validation[:EXAMINED], corpus.vocabulary)],
    }


# --------------------------------------------------------------------------------------------- what units keep in mind
def units(model: CharLM, text: str, vocabulary: Vocabulary) -> list[tracking.Found]:
    """For each feature of a text the unit whose tanh(c) goes along with it best; the best feature first."""
    return tracking.search(np.tanh(memories(model, text, vocabulary)), features(text))


def features(text: str) -> dict[str, Float[np.ndarray, " time"]]:
    """What is looked for: the place in the word, the place in the sentence, and whether a quotation is open (0 or 1).

    >>> features('a "b" c')["quotation"].astype(int).tolist()
    [0, 0, 1, 1, 0, 0, 0]
    """
    quotation = np.array([character == '"' for character in text]).cumsum() % 2
    return tracking.features_of_prose(text) | {"quotation": quotation.astype(np.float64)}


def memories(model: CharLM, text: str, vocabulary: Vocabulary) -> Float[np.ndarray, "time hidden"]:
    """The memory c of each unit of the bottom layer, after each character of a text was read."""
    fast, cells = NumpyCharLM(model), []
    for symbol in vocabulary.encode(text).tolist():
        fast.step(symbol)
        cells.append(fast.states[0][1])
    return np.array(cells)
