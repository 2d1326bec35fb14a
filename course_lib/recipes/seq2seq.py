"""The experiments of the chapter `seq2seq`: number words and digits, and a vector that is too small for long sentences.

Two networks learn the numbers, one in each direction. Two read the sentences of the grammar up to thirty words: one
hands over a vector of fixed size, the other has attention, which the next chapter explains.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from course_lib.attention import AttentiveSeq2Seq
from course_lib.checkpoints import Record
from course_lib.data import grammar, number_words
from course_lib.data.sentences import Pairs, Words, vocabulary_of
from course_lib.data.vocabulary import Vocabulary
from course_lib.metrics.errors import error_rate
from course_lib.recipes.context import RunContext
from course_lib.recipes.runs import Place, parameters, trained
from course_lib.seq2seq import SOS, PairBatch, Seq2Seq
from course_lib.training import Settings, generator_for, linear

TASKS = ("words to digits", "digits to words", "fixed", "attention")
NUMBERS = TASKS[:2]
BUCKETS = ((4, 10), (11, 20), (21, 30), (31, 40), (41, 50))
"""Words of a French sentence; the networks were trained on the first three."""
DATA, TEST, SHOWN, VALIDATION = 0, 1, 2, 3
"""Seeds of what is made."""
LENGTHS = range(4, 51, 2)
"""Words of the sentences that are shown, one of each length."""
MAX_LENGTH = 80
"""Words that are written at most: a network that never ends is stopped."""


@dataclass(frozen=True)
class Recipe:
    """How the experiments of this chapter are run."""

    numbers: int = 20_000
    number_steps: int = 1200
    sentences: int = 30_000
    sentence_steps: int = 1200
    """Of both networks; a step with attention takes four fifths of the time, since its decoder reads less."""
    test_size: int = 100
    """Sentences of each bucket; five times as many numbers of each length."""
    batch: int = 64
    word_size: int = 96
    hidden_size: int = 256
    lr: float = 2e-3
    seed: int = 0


FULL = Recipe(numbers=40_000, number_steps=5000, sentences=60_000, sentence_steps=6000, test_size=200)


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train all networks, score them by length; write the card, and the weights of each network."""
    sentences(recipe, context.place)  # once for both networks that read them
    runs = context.run_all(train_one, [(task, recipe) for task in TASKS])
    results = dict(zip(TASKS, runs, strict=True))
    made: dict[str, Any] = {"numbers": {"seed": DATA}, "grammar": {"seed": DATA}}
    card = context.card(
        recipe,
        about="Number words and digits by a vector of fixed size, in both directions; French sentences of a grammar by "
        "such a vector and by attention.",
        data=made,
        results=results,
        records=_records(recipe, context, results),
    )
    names = [context.save("seq2seq", card)]
    for task in TASKS:
        about, name = f"One network of the card “seq2seq”: {task}.", f"seq2seq-{task.replace(' ', '-')}"
        names.append(context.save_part(name, card, about, context.place.weights(task)))
    return names


def _records(recipe: Recipe, context: RunContext, results: dict[str, dict[str, Any]]) -> list[Record]:
    records = []
    for task in NUMBERS:
        where = f"seq2seq/numbers/{task.replace(' ', '-')}"
        longest = list(results[task]["by length"].values())[-3:]
        for name, score in {"all": results[task]["exact"], "longest": _together(longest)}.items():
            unit = f"of {score['of']} numbers exactly right" + (
                ", of the three largest lengths" if name != "all" else ""
            )
            records.append(context.record(f"{where}/{name}", score["share"], unit, ">= 0.99", recipe.seed))
    for task in TASKS[2:]:
        made = results[task]
        measured = {f"parameters/{task}": (made["parameters"], "parameters")}
        for bucket, score in made["by length"].items():
            where = f"sentences/{task}/{bucket}"
            measured[f"{where}/exact"] = score["exact"], f"of {score['of']} sentences exactly right"
            measured[f"{where}/errors"] = score["errors"], "edits for each word wanted"
        for word, p in made["sick"].items():
            measured[f"sick/{task}/{word}"] = p, "probability behind “i am”"
        for name, (value, unit) in measured.items():
            records.append(context.record(f"seq2seq/{name}", value, unit, None, recipe.seed))
    return records


# ----------------------------------------------------------------------------------------------------------------- data
@dataclass(frozen=True)
class Task:
    """What is read and what is to be written, of the parts for training, for choosing and for the test."""

    train: Sequence[tuple[Words, Words]]
    validation: Sequence[tuple[Words, Words]]
    test: dict[str, Sequence[tuple[Words, Words]]]
    """By the length of what is read."""

    @property
    def vocabularies(self) -> tuple[Vocabulary, Vocabulary]:
        sources, targets = zip(*self.train, strict=True)
        return vocabulary_of(sources), vocabulary_of(targets)


def sentences(recipe: Recipe, place: Place) -> Task:
    """The sentences of the grammar; no French one of the test is in another part."""
    made = place.once("sentences", partial(_drawn_sentences, recipe))
    test: dict[str, Sequence[tuple[Words, Words]]] = {
        bucket: [(french, english) for french, english in pairs] for bucket, pairs in made["test"].items()
    }
    train, validation = ([(french, english) for french, english in made[part]] for part in ("train", "validation"))
    return Task(train, validation, test)


def _drawn_sentences(recipe: Recipe) -> dict[str, Any]:
    train, validation = (
        [(pair.french, pair.english) for pair in grammar.pairs(count, (4, 30), seed)]
        for count, seed in ((recipe.sentences, DATA), (2 * recipe.test_size, VALIDATION))
    )
    known = {french for french, _english in train}
    validation = [pair for pair in validation if pair[0] not in known]
    known |= {french for french, _english in validation}
    test: dict[str, Sequence[tuple[Words, Words]]] = {}
    for low, high in BUCKETS:
        fresh = [p for p in grammar.pairs(3 * recipe.test_size, (low, high), TEST) if p.french not in known]
        test[f"{low}-{high}"] = [(pair.french, pair.english) for pair in fresh[: recipe.test_size]]
    return {"train": train, "validation": validation, "test": test}


def numbers(task: str, recipe: Recipe) -> Task:
    """Number words and digits, in one direction or the other; no source of the test is in another part.

    A number word is cut at blanks and hyphens, so « quatre-vingt-dix » is three words.
    """
    drawn = number_words.pairs(recipe.numbers + 6 * recipe.test_size, DATA)
    both = [(spoken(text), tuple(digits)) for text, digits in drawn]
    if task == "digits to words":
        both = [(digits, text) for text, digits in both]
    several = [pair for pair in both if len(pair[0]) > 1][-6 * recipe.test_size :]
    validation, held_out = several[: recipe.test_size], several[recipe.test_size :]
    left = {*validation, *held_out}
    lengths = sorted({len(source) for source, _target in held_out})
    return Task(
        [pair for pair in both if pair not in left],
        validation,
        {str(length): [pair for pair in held_out if len(pair[0]) == length] for length in lengths},
    )


def spoken(text: str) -> tuple[str, ...]:
    """The words of a number: « quatre-vingt-dix » is three."""
    return tuple(text.replace("-", " ").split())


# ------------------------------------------------------------------------------------------------------------ networks
def recipe_of(card: dict[str, Any]) -> Recipe:
    """The recipe of a card."""
    return Recipe(**card["recipe"])


def vocabularies(task: str, card: dict[str, Any]) -> tuple[Vocabulary, Vocabulary]:
    """The words that a network of a card knows, of what is read and of what is written."""
    source, target = (Vocabulary(tuple(card["results"][task][side])) for side in ("source", "target"))
    return source, target


def model_of(task: str, recipe: Recipe, source: Vocabulary, target: Vocabulary) -> Seq2Seq | AttentiveSeq2Seq:
    """The network of a task before training."""
    sizes = len(source), len(target), recipe.word_size, recipe.hidden_size
    if task == "attention":  # it asks after the step, so that all steps can ask at once: it is the faster way
        return AttentiveSeq2Seq(*sizes, query_from="after", context_at="output")
    return Seq2Seq(*sizes)


def train_one(task: str, recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train the network of a task; what it makes of sentences that were held out, by their length."""
    data = numbers(task, recipe) if task in NUMBERS else sentences(recipe, place)
    source, target = data.vocabularies
    pairs = Pairs(data.train, source, target)
    validation = PairBatch(*Pairs(data.validation, source, target).all())
    steps = recipe.number_steps if task in NUMBERS else recipe.sentence_steps

    def batches(step: int) -> PairBatch:
        return PairBatch(*pairs.draw(recipe.batch, generator_for(recipe.seed, step)))

    settings = Settings(steps, recipe.lr, schedule=linear, seed=recipe.seed)
    model, done = trained(partial(model_of, task, recipe, source, target), batches, [validation], settings, place, task)
    result: dict[str, Any] = {"parameters": parameters(model), "history": done.history}
    result |= {"source": source.symbols, "target": target.symbols}
    scores = {name: _scored(model, some, source, target) for name, some in data.test.items()}
    if task in NUMBERS:
        return result | {"by length": scores, "exact": _together(scores.values())}
    examples = [grammar.pairs(1, (length, length), SHOWN)[0] for length in LENGTHS]
    hypotheses = translated(model, [pair.french for pair in examples], source, target)
    shown = [
        {"source": " ".join(pair.french), "target": " ".join(pair.english), "hypothesis": text}
        for pair, text in zip(examples, hypotheses, strict=True)
    ]
    return result | {"by length": scores, "shown": shown, "sick": sick(model, source, target)}


def _together(scores: Iterable[dict[str, Any]]) -> dict[str, Any]:
    rights, counts = zip(*((score["exact"] * score["of"], score["of"]) for score in scores), strict=True)
    return {"share": sum(rights) / sum(counts), "of": sum(counts)}


def _scored(
    model: Seq2Seq | AttentiveSeq2Seq, pairs: Sequence[tuple[Words, Words]], source: Vocabulary, target: Vocabulary
) -> dict[str, Any]:
    """The share of exactly right answers, and the edits for each word; where “sick” is right, so is “ill”."""
    hypotheses = [_one_illness(text.split()) for text in translated(model, [pair[0] for pair in pairs], source, target)]
    targets = [_one_illness(pair[1]) for pair in pairs]
    right = sum(one == other for one, other in zip(hypotheses, targets, strict=True))
    return {"exact": right / len(targets), "errors": error_rate(hypotheses, targets), "of": len(targets)}


def _one_illness(words: Words) -> list[str]:
    return ["sick" if word == "ill" else word for word in words]


def translated(
    model: Seq2Seq | AttentiveSeq2Seq, sentences: Sequence[Words], source: Vocabulary, target: Vocabulary
) -> list[str]:
    """What a network writes for sentences, greedily."""
    device = next(model.parameters()).device
    tokens, lengths = (part.to(device) for part in Pairs([(one, one) for one in sentences], source, source).all()[:2])
    outputs, ends = model.eval().generate(tokens, lengths, MAX_LENGTH)
    return [" ".join(target.decode(row[:end])) for row, end in zip(outputs.tolist(), ends.tolist(), strict=True)]


def sick(model: Seq2Seq | AttentiveSeq2Seq, source: Vocabulary, target: Vocabulary) -> dict[str, float]:
    """The probabilities of “sick” and of “ill” behind “i am”, when the network has read « je suis malade . »."""
    device = next(model.parameters()).device
    tokens = source.encode(grammar.SICK.split())[None].to(device)
    decoder_input = torch.cat((torch.tensor([SOS]), target.encode(["i", "am"])))[None].to(device)
    lengths = torch.tensor([tokens.shape[1]], device=device)
    with torch.no_grad():
        outputs = model(tokens, lengths, decoder_input)
    logits = outputs[0] if isinstance(outputs, tuple) else outputs
    p = logits[0, -1].softmax(0)
    return {word: p[int(target.encode([word])[0])].item() for word in ("sick", "ill")}
