"""The network of the live figure of the chapter `attention`: so small that a browser can compute its next word.

It translates one or two clauses of the course's grammar, such as « je suis malade . » and « paul est triste . ».
As in the lecture, the state before the step asks, and the context enters the cell beside the last word.
"""

import random
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.attention import AttentiveSeq2Seq
from course_lib.checkpoints import Record
from course_lib.data import grammar
from course_lib.data.grammar import Pair
from course_lib.data.sentences import Pairs, vocabulary_of
from course_lib.data.vocabulary import Vocabulary
from course_lib.recipes.context import RunContext
from course_lib.recipes.runs import Place, parameters, trained
from course_lib.seq2seq import EOS, PAD, SOS, PairBatch, masked_cross_entropy, teacher_forcing
from course_lib.training import Settings, generator_for, linear

NAME = "attention_live"
"""Of the checkpoint."""
TRAIN, HELD_OUT = 0, 1
"""Seeds of the sentences."""
TWO_CLAUSES, NAMED, NEGATED = 0.7, 0.6, 0.3
"""Shares of the sentences, and of the clauses. « est » does not say which name it follows: the decoder has to look."""


@dataclass(frozen=True)
class Recipe:
    """How the network of the figure is trained."""

    sentences: int = 8000
    held_out: int = 400
    steps: int = 1800
    batch: int = 64
    word_size: int = 12
    hidden_size: int = 16
    lr: float = 7e-3
    softness: float = 0.02
    """What a nat of entropy of the weights is worth, in nats of the loss: it keeps scores small and weights soft."""
    seed: int = 1


FULL = Recipe()


class SoftlyAttentive(AttentiveSeq2Seq):
    """A translator that pays for sharp weights: without that, scores grow until each weight is 0 or 1."""

    def __init__(self, source: Vocabulary, target: Vocabulary, recipe: Recipe) -> None:
        super().__init__(len(source), len(target), recipe.word_size, recipe.hidden_size)
        self.softness = recipe.softness

    def loss(self, batch: PairBatch) -> Float[Tensor, ""]:
        """The mean cross-entropy, less the mean entropy of the weights times `softness`."""
        decoder_input, labels = teacher_forcing(batch.target, batch.target_lengths, SOS, EOS, PAD)
        logits, weights = self(batch.source, batch.source_lengths, decoder_input)
        entropy: Tensor = torch.special.entr(weights.clamp(min=1e-9)).sum(-1)  # entr has no slope at 0
        soft = self.softness * entropy[labels != PAD].mean()
        return masked_cross_entropy(logits, labels, batch.target_lengths + 1) - soft


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train the network; write its card and its weights."""
    [learned] = context.run_all(train_one, [(recipe,)])
    unit = f"of {recipe.held_out} sentences held out exactly right"
    records: list[Record] = [
        context.record("attention/live/exact", learned["exact"], unit, None, recipe.seed),
        context.record("attention/live/parameters", learned["parameters"], "parameters", None, recipe.seed),
    ]
    card = context.card(
        recipe,
        about="The network of the live figure: short sentences with « être », by attention whose weights stay soft.",
        data={"grammar": {"seed": TRAIN}},
        results=learned,
        records=records,
    )
    return [context.save(NAME, card, context.place.weights("translator"))]


def train_one(recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train; the words that the network knows, and the share of held-out sentences that it translates exactly."""
    pairs = drawn(recipe.sentences, TRAIN)
    known = {french for french, _english in pairs}
    held_out = [pair for pair in drawn(3 * recipe.held_out, HELD_OUT) if pair[0] not in known][: recipe.held_out]
    source, target = (vocabulary_of(side) for side in zip(*pairs, strict=True))
    train, test = Pairs(pairs, source, target), PairBatch(*Pairs(held_out, source, target).all())

    def batches(step: int) -> PairBatch:
        return PairBatch(*train.draw(recipe.batch, generator_for(recipe.seed, step)))

    settings = Settings(recipe.steps, recipe.lr, schedule=linear, seed=recipe.seed)
    make = partial(SoftlyAttentive, source, target, recipe)
    model, history = trained(make, batches, [test], settings, place, "translator")
    return {
        "source": source.symbols,
        "target": target.symbols,
        "exact": exact(model, place.on_device(test), target),
        "parameters": parameters(model),
        "history": history.history,
    }


def exact(model: AttentiveSeq2Seq, batch: PairBatch, target: Vocabulary) -> float:
    """The share of translations that are exactly right; where “sick” is right, so is “ill”."""
    outputs, ends = model.generate(batch.source, batch.source_lengths, 2 * batch.target.shape[1])

    def texts(rows: Tensor, lengths: Tensor) -> list[str]:
        every = zip(rows.tolist(), lengths.tolist(), strict=True)
        return [" ".join(target.decode(row[:length])).replace("ill", "sick") for row, length in every]

    right = map(str.__eq__, texts(outputs, ends), texts(batch.target, batch.target_lengths))
    return sum(right) / len(outputs)


# ----------------------------------------------------------------------------------------------------------- sentences
def drawn(count: int, seed: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """So many sentences and their translations; some of them come several times."""
    draw = random.Random(seed)
    return [(pair.french, pair.english) for pair in (sentence(draw) for _number in range(count))]


def sentence(draw: random.Random) -> Pair:
    """One clause or two, and a full stop.

    >>> pair = sentence(random.Random(0))
    >>> pair.french[-1], pair.english[-1]
    ('.', '.')
    """
    parts = [clause(draw)]
    if grammar.chance(draw, TWO_CLAUSES):
        parts += [grammar.tied(*grammar.one_of(draw, grammar.JOINTS)), clause(draw)]
    whole = grammar.joined([*parts, grammar.tied(".", ".")])
    return whole._replace(french=grammar.elided(whole.french))


def clause(draw: random.Random) -> Pair:
    """« nous ne sommes pas prêts », “we are not ready”: a pronoun or a name, « être » and a state."""
    french, english, person, feminine = grammar.one_of(draw, grammar.PRONOUNS)
    if grammar.chance(draw, NAMED):
        french, feminine = grammar.one_of(draw, grammar.NAMES)
        english, person = french, 2
    who = grammar.Subject(grammar.tied(french, english), person, feminine)
    tense = grammar.one_of(draw, tuple(grammar.TIMES))
    no = grammar.one_of(draw, grammar.NOT) if grammar.chance(draw, NEGATED) else None
    return grammar.joined([who.words, *grammar.being(draw, who, tense, no)])


def network(card: dict[str, Any], weights: dict[str, Tensor]) -> tuple[SoftlyAttentive, Vocabulary, Vocabulary]:
    """The network of a card, with the words that it reads and those that it writes."""
    source, target = (Vocabulary(tuple(card["results"][side])) for side in ("source", "target"))
    model = SoftlyAttentive(source, target, Recipe(**card["recipe"]))
    model.load_state_dict(weights)
    return model.eval(), source, target
