"""The experiment of the chapter `stacked`: marks for words, a task that needs the words to come.

A network that reads forward, one of two layers, and one that reads from both ends get the same number of parameters
and the same steps. Beside them stands what can be had by counting.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib import checkpoints
from course_lib.data import speeches
from course_lib.data.punctuation import MARKS, windows, words_and_marks
from course_lib.data.vocabulary import Vocabulary
from course_lib.recipes.context import RunContext
from course_lib.recipes.runs import Place, parameters, trained
from course_lib.recurrent import length_mask
from course_lib.stacked import BidirectionalLSTM, StackedLSTM
from course_lib.training import Settings, generator_for, linear

NAMES = ("forward", "two layers", "both directions")
TIME = 64
"""Words of a window."""
# with 64 numbers a word, each has 98 to 99 thousand parameters in its recurrent layers
SIZES = {"forward": 128, "two layers": 80, "both directions": 83}


@dataclass(frozen=True)
class Recipe:
    """How the experiment of this chapter is run."""

    seeds: tuple[int, ...] = (0,)
    steps: int = 1200
    batch: int = 16
    lr: float = 2e-3
    word_size: int = 64
    words: int = 4000
    """Words that the networks know; the others are one unknown word."""
    dropout: float = 0.3


FULL = Recipe(seeds=(0, 1, 2), steps=2400)


class Tagger(nn.Module):
    """A class for every word: word vectors, recurrent layers, and a linear layer on every h."""

    def __init__(self, words: int, word_size: int, layers: nn.Module, hidden_size: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.vectors, self.layers = nn.Embedding(words, word_size), layers
        self.dropout, self.readout = nn.Dropout(dropout), nn.Linear(hidden_size, len(MARKS))

    def forward(
        self, words: Int[Tensor, "batch time"], lengths: Int[Tensor, " batch"] | None = None
    ) -> Float[Tensor, "batch time value"]:
        h, _last = self.layers(self.dropout(self.vectors(words)), lengths)
        logits: Tensor = self.readout(self.dropout(h))
        return logits

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Float[Tensor, ""]:
        words, marks, lengths = batch
        real = length_mask(lengths, words.shape[1])
        return nn.functional.cross_entropy(self(words, lengths)[real], marks[real])


def tagger(name: str, recipe: Recipe) -> Tagger:
    """The network behind a name, before training."""
    hidden_size = SIZES[name]
    layers: nn.Module
    match name:
        case "both directions":
            layers = BidirectionalLSTM(recipe.word_size, hidden_size)
            hidden_size *= 2
        case "two layers":
            layers = StackedLSTM(recipe.word_size, hidden_size, num_layers=2, dropout=recipe.dropout)
        case _:
            layers = StackedLSTM(recipe.word_size, hidden_size, num_layers=1)
    return Tagger(recipe.words + 1, recipe.word_size, layers, hidden_size, recipe.dropout)


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train every network with every seed, score them and the counts on speeches held out; write cards and weights."""
    runs = context.run_all(train_one, [(name, seed, recipe) for name in NAMES for seed in recipe.seeds])
    baselines = {name: f1(predicted, _truth("test")) for name, predicted in counted().items()}
    records = _records(runs, baselines, recipe, context)
    card = context.card(
        recipe,
        about="Marks behind the words of speeches, told by networks that read forward, in two layers, from both ends.",
        data={"speeches": speeches.digest()},
        results={"runs": runs, "counts": baselines},
        records=records,
    )
    names = [context.save("stacked", card)]
    for name in ("forward", "both directions"):
        about = f"One network of the card “stacked”: {name}, seed {recipe.seeds[0]}."
        state = context.place.weights(f"{name} {recipe.seeds[0]}")
        names.append(context.save_part(f"stacked-{name.split()[0]}", card, about, state))
    return names


def _records(
    runs: list[dict[str, Any]], baselines: dict[str, dict[str, float]], recipe: Recipe, context: RunContext
) -> list[checkpoints.Record]:
    """The F1 of every network, by how much two directions are better at least, and the F1 of counting."""
    records = []
    scores = {name: sorted(run["f1"] for run in runs if run["network"] == name) for name in NAMES}
    for name, those in scores.items():
        where = f"stacked/marks/{name.replace(' ', '-')}"
        unit = f"% F1 of commas and full stops, in the middle of {len(those)} seeds"
        note = ", ".join(f"{score:.1f}" for score in those)
        records.append(context.record(f"{where}/f1", those[len(those) // 2], unit, None, recipe.seeds[0], note))
        unit = "parameters in the recurrent layers"
        records.append(context.record(f"{where}/parameters", count_parameters(name, recipe), unit, None, 0))
    gain = scores["both directions"][0] - scores["forward"][-1]
    unit = "% F1 from the best that reads forward to the worst that reads from both ends"
    records.append(context.record("stacked/marks/gain", gain, unit, ">= 0", recipe.seeds[0]))
    for name, score in baselines.items():
        where = f"stacked/marks/counts-{name.replace(' ', '-')}/f1"
        records.append(context.record(where, score["both"], "% F1 by counting", None, 0))
    return records


def count_parameters(name: str, recipe: Recipe) -> int:
    return parameters(tagger(name, recipe).layers)


@cache
def vocabulary(words: int) -> Vocabulary:
    """The most frequent words of the speeches for training."""
    return Vocabulary.from_tokens(
        (word for text in _texts("train") for word in words_and_marks(text)[0]), max_size=words
    )


def _texts(part: str) -> list[str]:
    return [speech.text for speech in speeches.split(part)]


def train_one(name: str, seed: int, recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train one network; its scores on the speeches of the test, its weights in the work folder."""
    train, validation, test = (
        windows(_texts(part), vocabulary(recipe.words), TIME) for part in ("train", "validation", "test")
    )

    def batches(step: int) -> tuple[Tensor, ...]:
        turn, place = divmod(step * recipe.batch, len(train[0]))
        order = torch.randperm(len(train[0]), generator=generator_for(seed, turn))
        rows = order.roll(-place)[: recipe.batch]
        return tuple(tensor[rows] for tensor in train)

    settings = Settings(recipe.steps, recipe.lr, schedule=linear, seed=seed, evaluate_every=200)
    model, done = trained(partial(tagger, name, recipe), batches, [validation], settings, place, f"{name} {seed}")
    words, marks, lengths = place.on_device(test)
    real = length_mask(lengths, TIME)
    with torch.no_grad():
        told = model(words, lengths).argmax(dim=2)
    scores = f1(told[real].tolist(), marks[real].tolist())
    return {
        "network": name, "seed": seed, "f1": scores["both"], "comma": scores[","], "stop": scores["."],
        "steps": done.step, "best_step": done.best_step, "validation_loss": done.best,
    }  # fmt: skip


def f1(told: Sequence[int], true: Sequence[int]) -> dict[str, float]:
    """The F1 score in per cent of each mark, and of both together: 2 · hits / (told + true).

    >>> f1([1, 0, 2, 0], [1, 1, 2, 0])
    {',': 66.66666666666667, '.': 100.0, 'both': 80.0}
    """
    counts = {
        mark: (
            sum(one == other == number for one, other in zip(told, true, strict=True)),
            sum(one == number for one in told) + sum(one == number for one in true),
        )
        for number, mark in enumerate(MARKS)
        if mark
    }
    both = sum(hits for hits, _all in counts.values()), sum(total for _hits, total in counts.values())
    return {mark: 100 * 2 * hits / max(1, total) for mark, (hits, total) in {**counts, "both": both}.items()}


def _truth(part: str) -> list[int]:
    return [mark for text in _texts(part) for mark in words_and_marks(text)[1]]


def counted() -> dict[str, list[int]]:
    """What can be had by counting: the most frequent mark behind a word, and between a word and the next one."""
    alone: dict[str, Counter[int]] = defaultdict(Counter)
    pairs: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for text in _texts("train"):
        words, marks = words_and_marks(text)
        for word, following, mark in zip(words, [*words[1:], ""], marks, strict=True):
            alone[word][mark] += 1
            pairs[word, following][mark] += 1
            pairs["", following][mark] += 1

    def best(counts: Sequence[Counter[int]]) -> int:
        return next((counted.most_common(1)[0][0] for counted in counts if counted.total() >= 2), 0)

    told: dict[str, list[int]] = {"word": [], "word and next": []}
    for text in _texts("test"):
        words, _marks = words_and_marks(text)
        for word, following in zip(words, [*words[1:], ""], strict=True):
            told["word"].append(best([alone.get(word, Counter())]))
            seen = [pairs.get((word, following), Counter()), pairs.get(("", following), Counter())]
            told["word and next"].append(best([*seen, alone.get(word, Counter())]))
    return told


def punctuate(text: str, name: str, folder: Path = checkpoints.FOLDER) -> list[tuple[str, list[float]]]:
    """The words of a text and, for each, the probabilities of the marks, told by the network of a checkpoint."""
    checkpoint = f"stacked-{name.split()[0]}"
    saved = dict(checkpoints.card(checkpoint, folder)["recipe"])
    recipe = Recipe(**{**saved, "seeds": tuple(saved["seeds"])})
    model = tagger(name, recipe)
    model.load_state_dict(checkpoints.weights(checkpoint, folder))
    model.eval()
    words, _marks = words_and_marks(text)
    with torch.no_grad():
        probabilities = torch.softmax(model(vocabulary(recipe.words).encode(words)[None])[0], dim=1)
    return list(zip(words, probabilities.tolist(), strict=True))
