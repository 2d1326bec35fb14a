"""The LSTM that reads a corpus letter by letter, and what it writes at three ages."""

import dataclasses
import math
from pathlib import Path
from typing import Any

import torch

from course_lib import checkpoints
from course_lib.data.documents import END
from course_lib.data.vocabulary import Vocabulary
from course_lib.generative import CharLM, bits_per_character, next_character_batches, sample
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.corpora import Corpus
from course_lib.recipes.generative.recipe import MEASURED, Recipe
from course_lib.recipes.runs import Place, parameters, seeded, trained
from course_lib.training import Settings, linear

SAMPLES, LENGTH = 4, 600
"""Samples of each age, and their characters."""
TEMPERATURE = 0.8
"""Of the samples of each age."""
BEHIND = 200
"""A text begins behind the last so many characters of a document: a network is never at its very beginning while it
learns, and writes strangely if it is."""


def untrained(recipe: Recipe, vocabulary: Vocabulary) -> CharLM:
    """The network of a recipe as it is before training."""
    sizes = len(vocabulary), recipe.hidden_size, recipe.num_layers
    return seeded(lambda: CharLM(*sizes, recipe.dropout), recipe.seed)


def read(recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train the LSTM; its bits on the part for the test, samples of three ages, and its weights in the work folder."""
    corpus = corpora.corpus_of(recipe)
    batches = next_character_batches(corpus.encode("train"), recipe.batch, recipe.time)
    held_out, test = (corpus.encode(part, MEASURED) for part in ("validation", "test"))
    validation = next_character_batches(held_out, recipe.batch, recipe.time)
    steps, once = recipe.steps_with(len(batches)), recipe.once(len(batches))
    settings = Settings(
        steps,
        recipe.lr,
        schedule=linear,
        seed=recipe.seed,
        evaluate_every=recipe.evaluate_every,
        stateful=True,
        snapshots=(once,),
    )
    first = untrained(recipe, corpus.vocabulary).to(place.device)
    ages = {"before": generate_texts(first, corpus, recipe)}
    model, done = trained(
        lambda: untrained(recipe, corpus.vocabulary),
        lambda step: batches[step % len(batches)],
        validation,
        settings,
        place,
        "reader",
    )
    ages["at the end"] = generate_texts(model, corpus, recipe)
    result = {
        "bits": bits_per_character(model, test.to(place.device)),
        "validation": done.best / math.log(2),
        "history": done.history,
    }
    if once <= steps:
        model.load_state_dict(place.snapshot("reader", once))
        ages["once"] = generate_texts(model, corpus, recipe)
    return result | {
        "parameters": parameters(model),
        "minutes": done.seconds / 60,
        "epochs": steps / len(batches),
        "ages": ages,
    }


def generate_texts(
    model: CharLM,
    corpus: Corpus,
    recipe: Recipe,
    texts: int = SAMPLES,
    max_new_tokens: int | None = None,
    temperature: float = TEMPERATURE,
) -> list[str]:
    """What the model writes after the end of a document that was held out, of each in turn."""
    device = model.readout.weight.device
    ends = [place + 1 for place, letter in enumerate(corpus.validation) if letter == END and place + 1 >= BEHIND]
    behind = [corpus.validation[end - BEHIND : end] for end in ends] or [END]
    prompts = torch.stack([corpus.vocabulary.encode(behind[number % len(behind)]) for number in range(texts)])
    generator = torch.Generator(device).manual_seed(recipe.seed)
    numbers = sample(model, prompts.to(device), max_new_tokens or LENGTH, temperature, generator=generator)
    return ["".join(corpus.vocabulary.decode(row)) for row in numbers.cpu()]


def reader(corpus: str, folder: Path = checkpoints.FOLDER) -> tuple[CharLM, Vocabulary]:
    """The trained network of a corpus, ready to write, and its symbols."""
    name = f"generative-{corpus}"
    card = checkpoints.card(name, folder)
    recipe = Recipe(**{field.name: card["recipe"][field.name] for field in dataclasses.fields(Recipe)})
    vocabulary = Vocabulary(("<unk>", *card["results"]["symbols"]))
    model = untrained(recipe, vocabulary)
    model.load_state_dict(checkpoints.weights(name, folder))
    return model.eval(), vocabulary
