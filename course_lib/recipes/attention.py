"""The experiment of the chapter `attention`: to write a sequence backward, a task in which one can see where to look.

A vector of fixed size and attention with several score functions learn it from short sequences; all are tested on
longer ones as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from course_lib.attention import AttentiveSeq2Seq, BilinearScore, MLPScore
from course_lib.checkpoints import Record
from course_lib.recipes.context import RunContext
from course_lib.recipes.runs import Place, parameters, trained
from course_lib.seq2seq import EOS, PAD, SOS, PairBatch, Seq2Seq, teacher_forcing
from course_lib.training import Settings, generator_for, linear

NAMES = ("fixed", "fixed bidirectional", "fixed reversed", "dot", "mlp 0", "mlp 1", "mlp 3")
"""A vector of fixed size, of an encoder that reads forward, in both directions, or backward; attention by dot products,
and by networks with so many hidden layers. The encoders of attention read in both directions."""
FIRST = 3
"""The number of the first letter: those before stand for <PAD>, <SOS> and <EOS>."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST, LONGEST = 4, 16
"""Letters of a sequence in training."""
TESTED = (4, 8, 12, 16, 20, 24, 32)
SHOWN = "reversible"
TEST = 1
"""Seed of the test."""


@dataclass(frozen=True)
class Recipe:
    """How the experiment of this chapter is run."""

    steps: int = 700
    batch: int = 64
    letter_size: int = 32
    hidden_size: int = 96
    lr: float = 3e-3
    test_size: int = 200
    """Sequences of each length."""
    seeds: tuple[int, ...] = (0,)


FULL = Recipe(steps=2500, test_size=500, seeds=(0, 1, 2))


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train every network, test it on every length; write the card, and the weights of those that are drawn."""
    each = [(name, seed, recipe) for name in NAMES for seed in recipe.seeds]
    runs = dict(zip([(name, seed) for name, seed, _recipe in each], context.run_all(train_one, each), strict=True))
    results: dict[str, Any] = {name: runs[name, recipe.seeds[0]] for name in NAMES}
    results["seeds"] = {name: [runs[name, seed]["exact"] for seed in recipe.seeds] for name in NAMES}
    card = context.card(
        recipe,
        about="Sequences of letters written backward, by a vector of fixed size and by attention with dot products and "
        "with networks of none, one and three hidden layers.",
        data={"letters": {"seeds": recipe.seeds}},
        results=results,
        records=_records(recipe, context, results),
    )
    return [context.save("attention", card, context.place.weights(f"dot {recipe.seeds[0]}"))]


def _records(recipe: Recipe, context: RunContext, results: dict[str, Any]) -> list[Record]:
    records, first = [], recipe.seeds[0]
    for name in NAMES:
        made, where = results[name], f"attention/backward/{name.replace(' ', '-')}"
        for length in made["exact"]:
            shares = sorted(exact[length] for exact in results["seeds"][name])
            unit = (
                f"of {recipe.test_size} sequences of {length} letters exactly right, the middle of {len(shares)} seeds"
            )
            note = ", ".join(f"{share:.4g}" for share in shares)
            records.append(context.record(f"{where}/{length}", shares[len(shares) // 2], unit, None, first, note))
        if made["alignment_accuracy"] is not None:
            unit = f"of the letters written with the largest weight on their own, {LONGEST} in a sequence"
            records.append(context.record(f"{where}/looked", made["alignment_accuracy"], unit, None, first))
        records.append(context.record(f"{where}/parameters", made["parameters"], "parameters", None, first))
    return records


def draw(batch: int, lengths: tuple[int, int], generator: Generator) -> PairBatch:
    """Sequences of letters and the same backward, in rows of the length of the longest."""
    low, high = lengths
    count = torch.randint(low, high + 1, (batch,), generator=generator)
    time = int(count.max())
    letters = torch.randint(FIRST, FIRST + len(LETTERS), (batch, time), generator=generator)
    places = torch.arange(time)
    real = places < count[:, None]
    source = torch.where(real, letters, PAD)
    backward = source.gather(1, torch.where(real, count[:, None] - 1 - places, places))
    return PairBatch(source, count, backward, count)


def model_of(name: str, recipe: Recipe) -> Seq2Seq | AttentiveSeq2Seq:
    """The network behind a name, before training."""
    size = recipe.hidden_size
    vocab_size = FIRST + len(LETTERS)
    if name.startswith("fixed"):
        return Seq2Seq(vocab_size, vocab_size, recipe.letter_size, size, bidirectional=name == "fixed bidirectional")
    hidden = [size] * int(name.removeprefix("mlp ")) if name != "dot" else []
    score = BilinearScore(size, size) if name == "dot" else MLPScore(size, size, hidden)
    return AttentiveSeq2Seq(vocab_size, vocab_size, recipe.letter_size, size, score)


def train_one(name: str, seed: int, recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train a network; what it writes of sequences of every length, and where it looks."""

    def draw_for(batch: int, lengths: tuple[int, int], seed: int, step: int) -> PairBatch:
        drawn = draw(batch, lengths, generator_for(seed, step))
        # what is to be written is the source backward: who reads it backward only copies
        return drawn._replace(source=drawn.target) if name == "fixed reversed" else drawn

    def batches(step: int) -> PairBatch:
        return draw_for(recipe.batch, (SHORTEST, LONGEST), seed, step)

    validation = draw_for(recipe.test_size, (SHORTEST, LONGEST), TEST, 0)
    settings = Settings(recipe.steps, recipe.lr, schedule=linear, seed=seed)
    model, history = trained(partial(model_of, name, recipe), batches, [validation], settings, place, f"{name} {seed}")
    exact = {}
    for length in TESTED:
        batch = place.on_device(draw_for(recipe.test_size, (length, length), TEST, length))
        outputs, _ends = model.generate(batch.source, batch.source_lengths, length + 1)
        labels = torch.nn.functional.pad(batch.target, (0, 1), value=EOS)
        outputs = torch.nn.functional.pad(outputs, (0, length + 1 - outputs.shape[1]), value=EOS)
        exact[str(length)] = (outputs == labels).all(1).float().mean().item()
    alignment_accuracy, shown = None, None
    if isinstance(model, AttentiveSeq2Seq):
        longest = draw(recipe.test_size, (LONGEST, LONGEST), generator_for(TEST, 0))
        weights = attention_weights(model, place.on_device(longest)).cpu()
        mirrored = torch.arange(LONGEST - 1, -1, -1)
        alignment_accuracy = (weights[:, :LONGEST].argmax(2) == mirrored).float().mean().item()
        shown = attention_weights(model, place.on_device(spelled(SHOWN)))[0].tolist()
    return {
        "parameters": parameters(model),
        "history": history.history,
        "exact": exact,
        "alignment_accuracy": alignment_accuracy,
        "shown": shown,
    }


def spelled(word: str) -> PairBatch:
    """A word of small letters, and the same backward."""
    letters = numbers(word)[None]
    length = torch.tensor([len(word)])
    return PairBatch(letters, length, letters.flip(1), length)


def numbers(word: Sequence[str]) -> Int[Tensor, " time"]:
    """The number of each letter."""
    return torch.tensor([FIRST + LETTERS.index(letter) for letter in word])


def attention_weights(model: AttentiveSeq2Seq, batch: PairBatch) -> Tensor:
    """The weights of every step, <EOS> among them, while the right letters are read: (batch, target, source)."""
    decoder_input, _labels = teacher_forcing(batch.target, batch.target_lengths, SOS, EOS, PAD)
    with torch.no_grad():
        weights: Tensor = model.eval()(batch.source, batch.source_lengths, decoder_input)[1]
    return weights
