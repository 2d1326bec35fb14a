"""The experiment of the chapter `generative`: a network reads a corpus letter by letter and learns to go on.

Beside it stand what needs no network (compressors, counts) and a Transformer of about the same size.
"""

from importlib import import_module
from typing import Any

from course_lib.checkpoints import Record
from course_lib.recipes.context import RunContext
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.lstm import read
from course_lib.recipes.generative.measures import count, measure
from course_lib.recipes.generative.recipe import Recipe
from course_lib.recipes.generative.transformer import read_with_attention
from course_lib.recipes.runs import Place

__all__ = ["Recipe", "FULL", "IN_THE_BOOK", "run"]

FULL = Recipe(num_layers=2, steps=24_000)
IN_THE_BOOK = ({"corpus": "tunes"}, {"corpus": "speeches"}, {"corpus": "linux", "data": "linux"})


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train the network and its peer, measure them beside compressors and counts; write the card and the weights."""
    if recipe.corpus == "tunes":
        import_module("verovio")  # engraves them at the end: better missed now than after the training
    reader, peer = context.run_all(train_one, [("read", recipe), ("read_with_attention", recipe)])
    [counted] = context.run_all(count, [(recipe,)])
    [learned] = context.run_all(measure, [(recipe,)])
    corpus = corpora.corpus_of(recipe)
    card = context.card(
        recipe,
        about=f"A network of {recipe.num_layers} LSTM layers that has read the corpus “{recipe.corpus}” letter by "
        "letter; samples of three ages; bits a character beside compressors, counts and a Transformer.",
        data={recipe.corpus: corpora.digest_of_corpus(recipe)},
        results={
            "symbols": corpus.vocabulary.symbols[1:],
            "reader": reader,
            "transformer": peer,
            **counted,
            "learned": learned,
        },
        records=_records(recipe, context, reader, peer, counted) + _records_of_writing(recipe, context, learned),
    )
    return [context.save(f"generative-{recipe.corpus}", card, context.place.weights("reader"))]


def _records(
    recipe: Recipe, context: RunContext, reader: dict[str, Any], peer: dict[str, Any], counted: dict[str, Any]
) -> list[Record]:
    """Bits a character on documents held out, of every model."""
    where, unit = f"generative/{recipe.corpus}/bits", "bits a character on documents held out"
    best = counted["compressors"]["xz -9e"]
    records = [
        context.record(
            f"{where}/LSTM", reader["bits"], unit, f"<= {best:.4g}", recipe.seed, "the goal is what xz needs"
        ),
        context.record(f"{where}/Transformer", peer["bits"], unit, None, recipe.seed),
        context.record(
            f"{where}/n-gram", counted["n-gram"]["bits"], unit, None, 0, f"order {counted['n-gram']['order']}"
        ),
    ]
    for name, bits in counted["compressors"].items():
        records.append(context.record(f"{where}/{name.split()[0]}", bits, unit, None, 0, name))
    for name, made in (("LSTM", reader), ("Transformer", peer)):
        records.append(
            context.record(f"generative/{recipe.corpus}/parameters/{name}", made["parameters"], "parameters", None, 0)
        )
    return records


GOALS = {"bars of the right length": ">= 0.8", "notes in the key": ">= 0.9", "engraved": ">= 0.9"}


def _records_of_writing(recipe: Recipe, context: RunContext, learned: dict[str, Any]) -> list[Record]:
    """What the texts that were written have learned, and real ones beside them."""
    records = []
    for who in ("written", "real"):
        for name, share in learned[who].items():
            goal = GOALS.get(name) if who == "written" else None
            texts = {"written": "texts of the network", "real": "real texts"}[who]
            unit = f"of {share['of']} in {learned['texts'][who]} {texts}"
            label = f"generative/{recipe.corpus}/{who}/{name.replace(' ', '-')}"
            if share["share"] is not None:
                records.append(context.record(label, share["share"], unit, goal, recipe.seed))
        label = f"generative/{recipe.corpus}/{who}/longest-copy"
        copied = len(learned["copied"][who])
        records.append(
            context.record(label, copied, "characters, word for word in the training text", None, recipe.seed)
        )
    return records


def train_one(how: str, recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train by `read` or by `read_with_attention`: both at a time, where there are two processors."""
    learners = {"read": read, "read_with_attention": read_with_attention}
    return learners[how](recipe, place)
