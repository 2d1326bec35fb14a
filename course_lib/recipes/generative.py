"""The experiment of the chapter `generative`: a network reads a corpus letter by letter and learns to go on.

Beside it stand what needs no network (compressors, counts) and a Transformer of about the same size.
"""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib import checkpoints
from course_lib.checkpoints import Record
from course_lib.data import linux, speeches, tunes
from course_lib.data.documents import END
from course_lib.data.vocabulary import Vocabulary
from course_lib.generative import CharLM, NumpyCharLM, bits_per_character, next_character_batches, sample
from course_lib.language import _
from course_lib.metrics import writing
from course_lib.metrics.compression import COMPRESSORS, NGram, compressed_bits
from course_lib.metrics.tracking import features_of_c, features_of_prose, features_of_tunes, search
from course_lib.recipes.context import RunContext, card_of, run_all
from course_lib.training import Settings, fit, generator_for

CORPORA = ("speeches", "linux", "tunes")
ORDERS = (4, 5, 6, 7, 8)
"""Orders of the n-gram that are tried on the validation part."""
MEASURED = 200_000
"""So many characters at most of the parts held out are measured."""
SAMPLES, LENGTH = 4, 600
"""Samples of each age, and their characters."""
TEXTS, LENGTHS = 200, {"speeches": 600, "linux": 2000, "tunes": 600}
"""Texts of which is measured what was learned, and their characters."""
TEMPERATURE, TEMPERATURES = 0.8, (0.6, 0.8, 1.0)
"""Of the samples of each age; and of the texts of which is measured what was learned, those of the records first."""
BEHIND = 200
"""A text begins behind the last so many characters of a document: a network is never at its very beginning while it
learns, and writes strangely if it is."""
EXAMINED = 20_000
"""So many characters are read to find out what units keep in mind."""
EXCERPT = 400


@dataclass(frozen=True)
class Recipe:
    """How the network reads."""

    corpus: str = "speeches"
    data: str | None = None
    """Where the whole of linux was made; None: the small part."""
    hidden_size: int = 256
    num_layers: int = 1
    dropout: float = 0.1
    steps: int = 1500
    epochs: int = 10
    """At most so many times the whole corpus: a small one is learned by heart sooner than the steps are done."""
    batch: int = 16
    time: int = 64
    lr: float = 3e-3
    evaluate_every: int = 500
    seed: int = 0


FULL = Recipe(num_layers=2, steps=24_000)
IN_THE_BOOK = ({"corpus": "tunes"}, {"corpus": "speeches"}, {"corpus": "linux", "data": "linux"})


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Train the network and its peer, measure them beside compressors and counts; write the card and the weights."""
    where = str(context.work), context.device
    reader, peer = run_all(train_one, [("read", recipe, *where), ("read_with_attention", recipe, *where)], context)
    [counted] = run_all(count, [(recipe,)], context)
    [learned] = run_all(measure, [(recipe, *where)], context)
    corpus = corpus_of(recipe)
    card = card_of(
        context,
        recipe,
        about=f"A network of {recipe.num_layers} LSTM layers that has read the corpus “{recipe.corpus}” letter by "
        "letter; samples of three ages; bits a character beside compressors, counts and a Transformer.",
        data={recipe.corpus: digest_of_corpus(recipe)},
        results={
            "symbols": corpus.vocabulary.symbols[1:],
            "reader": reader,
            "transformer": peer,
            **counted,
            "learned": learned,
        },
        records=_records(recipe, context, reader, peer, counted) + _records_of_writing(recipe, context, learned),
    )
    name = f"generative-{recipe.corpus}"
    checkpoints.save(name, card, torch.load(context.work / "reader.pt", weights_only=True), folder=context.to)
    return [name]


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


# -------------------------------------------------------------------------------------------------------------- corpora
@dataclass(frozen=True)
class Corpus:
    """The texts of the parts, each document with its end, and the symbols of the part for training."""

    train: str
    validation: str
    test: str
    vocabulary: Vocabulary

    def encode(self, part: str, max_length: int | None = None) -> Int[Tensor, " length"]:
        """A part as numbers of symbols."""
        return self.vocabulary.encode(getattr(self, part)[:max_length])


def corpus_of(recipe: Recipe) -> Corpus:
    """The corpus of a recipe; documents stand in an order that is drawn once.

    Raises:
        ValueError: there is no such corpus, or the whole of linux is not where it should be.
    """
    return _corpus(recipe.corpus, recipe.data)


@cache
def _corpus(name: str, folder: str | None) -> Corpus:
    train, validation, test = (_in_one(_documents(name, folder, part)) for part in ("train", "validation", "test"))
    return Corpus(train, validation, test, Vocabulary.from_tokens(train, min_count=10))


def _in_one(documents: list[str]) -> str:
    """All documents, in an order that is drawn once: neighbours by name are alike."""
    order = torch.randperm(len(documents), generator=generator_for(0, len(documents))).tolist()
    return "".join(documents[number] + END for number in order)


def _documents(name: str, folder: str | None, part: str) -> list[str]:
    match name:
        case "speeches":  # the next letter of a speech is hard enough without capitals
            return [speech.text.lower() for speech in speeches.split(part)]
        case "linux":
            return [document.text for document in linux.split(part, Path(folder) if folder else None)]
        case "tunes":
            return [document.text for document in tunes.split(part)]
    sentence = _("There is no corpus {got}; there are: {corpora}.")
    raise ValueError(sentence.format(got=name, corpora=", ".join(CORPORA)))


def digest_of_corpus(recipe: Recipe) -> str:
    """The digest of what was read."""
    if recipe.corpus == "linux":
        return linux.digest(Path(recipe.data) if recipe.data else None)
    return tunes.digest() if recipe.corpus == "tunes" else speeches.digest()


# -------------------------------------------------------------------------------------------------------------- readers
def train_one(how: str, recipe: Recipe, work: str, device: str) -> dict[str, Any]:
    """Train by `read` or by `read_with_attention`: both at a time, where there are two processors."""
    learners = {"read": read, "read_with_attention": read_with_attention}
    return learners[how](recipe, work, device)


def _steps(recipe: Recipe, batches: int) -> int:
    return min(recipe.steps, recipe.epochs * batches)


def read(recipe: Recipe, work: str, device: str) -> dict[str, Any]:
    """Train the LSTM; its bits on the part for the test, samples of three ages, and its weights in the work folder."""
    corpus = corpus_of(recipe)
    model = _made(
        recipe, lambda: CharLM(len(corpus.vocabulary), recipe.hidden_size, recipe.num_layers, recipe.dropout), device
    )
    batches = next_character_batches(corpus.encode("train").to(device), recipe.batch, recipe.time)
    held_out, test = (corpus.encode(part, MEASURED).to(device) for part in ("validation", "test"))
    validation = next_character_batches(held_out, recipe.batch, recipe.time)
    steps = _steps(recipe, len(batches))
    folder = Path(work) / "reader"
    log = folder / "log.jsonl"

    def once() -> int:
        return max(1, round(len(batches) / recipe.evaluate_every))

    def bits() -> float:
        evaluations = len(log.read_text("utf-8").splitlines()) if log.is_file() else 0
        if evaluations + 1 == once():
            folder.mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), folder / "once.pt")
        return _bits_of_batches(model, validation)

    ages = {"before": generate_texts(model, corpus, recipe)}
    settings = Settings(
        steps, recipe.lr, decay=True, seed=recipe.seed, evaluate_every=recipe.evaluate_every, stateful=True
    )
    done = fit(model, lambda step: batches[step % len(batches)], bits, settings, folder)
    torch.save(model.state_dict(), Path(work) / "reader.pt")
    ages["at the end"] = generate_texts(model, corpus, recipe)
    result = {"bits": bits_per_character(model, test), "validation": done.best, "history": done.history}
    if (folder / "once.pt").is_file():
        model.load_state_dict(torch.load(folder / "once.pt", weights_only=True))
        ages["once"] = generate_texts(model, corpus, recipe)
    return result | {
        "parameters": parameters(model),
        "minutes": done.seconds / 60,
        "epochs": steps / len(batches),
        "ages": ages,
    }


def _bits_of_batches(
    model: CharLM, batches: list[tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]]]
) -> float:
    """Bits a character, the rows of a text at once: sixteen times as fast as one after the other."""
    nats, states = 0.0, None
    for batch in batches:
        loss, states = model.loss(batch, states)
        nats += loss.item()
    return nats / len(batches) / math.log(2)


def parameters(model: nn.Module) -> int:
    """How many numbers a model has learned."""
    return sum(parameter.numel() for parameter in model.parameters())


def _made(recipe: Recipe, make: Callable[[], nn.Module], device: str) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        return make().to(device)


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
    generator = _generator(device, recipe.seed)
    numbers = sample(model, prompts.to(device), max_new_tokens or LENGTH, temperature, generator=generator)
    return ["".join(corpus.vocabulary.decode(row)) for row in numbers.cpu()]


def _generator(device: torch.device, seed: int) -> torch.Generator:
    return torch.Generator(device).manual_seed(seed)


class Transformer(nn.Module):
    """A small Transformer that reads letters: each sees those before it, `time` at most (Vaswani et al., 2017)."""

    def __init__(self, vocab_size: int, size: int, heads: int, num_layers: int, time: int, dropout: float) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, size)
        self.places = nn.Embedding(time, size)
        for table in (
            self.embedding,
            self.places,
        ):  # PyTorch's initialisation, 50 times as large, learns far more slowly
            nn.init.normal_(table.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(size, heads, 4 * size, dropout, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, num_layers, nn.LayerNorm(size), enable_nested_tensor=False)
        self.readout = nn.Linear(size, vocab_size)

    def forward(
        self, text: Int[Tensor, "batch time"], _states: None = None
    ) -> tuple[Float[Tensor, "batch time vocab"], None]:
        time = text.shape[1]
        future = nn.Transformer.generate_square_subsequent_mask(time, text.device)
        x = self.embedding(text) + self.places(torch.arange(time, device=text.device))
        return self.readout(self.layers(x, future, is_causal=True)), None

    def loss(self, batch: tuple[Tensor, Tensor]) -> Float[Tensor, ""]:
        text, labels = batch
        return nn.functional.cross_entropy(self(text)[0].flatten(0, 1), labels.flatten())


ROWS, TIME, LR = 8, 64, 1e-3
"""Of the Transformer: the best of those tried for 2.5 minutes on tunes that need no warm-up of the learning rate."""
TIMES = 1.5
"""So many steps of the Transformer take as long as one of the LSTM: both learn for the same minutes."""


def read_with_attention(recipe: Recipe, work: str, device: str) -> dict[str, Any]:
    """Train a Transformer on pieces of the same text; its bits on the part for the test.

    A piece of text starts without a memory of what stood before, so every second half alone is measured.
    """
    corpus = corpus_of(recipe)
    lstm = CharLM(len(corpus.vocabulary), recipe.hidden_size, recipe.num_layers)
    num_layers = 4
    # a layer has 12 * size ** 2 weights: as many in all as the LSTM has
    size = max(16, 16 * round((parameters(lstm) / (12 * num_layers)) ** 0.5 / 16))
    model = _made(
        recipe, lambda: Transformer(len(corpus.vocabulary), size, 4, num_layers, TIME, recipe.dropout), device
    )
    train, validation, test = (
        corpus.encode(part, max_length).to(device)
        for part, max_length in (("train", None), ("validation", 50_000), ("test", MEASURED))
    )

    def pieces(step: int) -> tuple[Tensor, Tensor]:
        starts = torch.randint(len(train) - TIME, (ROWS,), generator=generator_for(recipe.seed, step))
        rows = train[starts[:, None].to(device) + torch.arange(TIME + 1, device=device)]
        return rows[:, :-1], rows[:, 1:]

    steps = round(TIMES * _steps(recipe, len(next_character_batches(train, recipe.batch, recipe.time))))
    settings = Settings(steps, LR, decay=True, seed=recipe.seed, evaluate_every=max(1, steps // 5))
    done = fit(model, pieces, partial(_bits_of_windows, model, validation), settings, Path(work) / "transformer")
    with torch.no_grad():
        bits = _bits_of_windows(model.eval(), test)
    return {"bits": bits, "parameters": parameters(model), "minutes": done.seconds / 60}


def _bits_of_windows(model: Transformer, text: Int[Tensor, " length"]) -> float:
    """Bits a character, each character after at least half a window of others."""
    half = TIME // 2
    nats, count = 0.0, 0
    for start in range(0, len(text) - TIME, half):
        piece = text[start : start + TIME + 1]
        logits = model(piece[None, :-1])[0][0, half:]
        nats += nn.functional.cross_entropy(logits, piece[1 + half :], reduction="sum").item()
        count += len(logits)
    return nats / max(1, count) / math.log(2)


# --------------------------------------------------------------------------------------------------- without a network
def count(recipe: Recipe) -> dict[str, Any]:
    """What compressors need for the part for the test after the part for training, and the best n-gram."""
    corpus = corpus_of(recipe)
    test, validation = corpus.test[:MEASURED], corpus.validation[:MEASURED]
    symbols = "".join(corpus.vocabulary.symbols[1:])
    tried = {order: NGram(corpus.train, order, symbols) for order in ORDERS}
    order = min(tried, key=lambda order: tried[order].bits(validation))
    return {
        "compressors": {name: compressed_bits(name, corpus.train, test) for name in COMPRESSORS},
        "n-gram": {"order": order, "bits": tried[order].bits(test), "size": tried[order].size},
    }


# ----------------------------------------------------------------------------------------------------- what was learned
def measure(recipe: Recipe, work: str, device: str) -> dict[str, Any]:
    """What texts of the network have learned, beside documents that were held out; and what its units keep in mind."""
    corpus = corpus_of(recipe)
    model = CharLM(len(corpus.vocabulary), recipe.hidden_size, recipe.num_layers, recipe.dropout).to(device)
    model.load_state_dict(torch.load(Path(work) / "reader.pt", weights_only=True, map_location=device))
    length = LENGTHS[recipe.corpus]
    by_temperature = {
        str(temperature): [
            text.partition(END)[0] for text in generate_texts(model, corpus, recipe, TEXTS, length, temperature)
        ]
        for temperature in TEMPERATURES
    }
    texts = by_temperature[str(TEMPERATURES[0])]
    held_out = (corpus.validation + corpus.test).split(END)[:-1]
    # of a tune the whole is measured: its length is that of a text
    cut = [document[start : start + length] for document in held_out for start in range(0, len(document), length)]
    real = held_out if recipe.corpus == "tunes" else cut
    return {
        "temperature": TEMPERATURES[0],
        "texts": {"written": len(texts), "real": len(real[:TEXTS])},
        "copied": {
            "written": writing.copied(texts, corpus.train, "\0"),
            "real": writing.copied(real[:TEXTS], corpus.train, "\0"),
        },
        "written": _shares(recipe.corpus, texts, corpus, texts),
        "real": _shares(recipe.corpus, real[:TEXTS], corpus, held_out),
        "by temperature": {
            temperature: _shares(recipe.corpus, some, corpus, some) for temperature, some in by_temperature.items()
        },
        "shown": texts[:SAMPLES],
        "units": _units(model.cpu(), corpus, recipe.corpus),
    }


def _shares(corpus: str, texts: list[str], of: Corpus, beginnings: list[str]) -> dict[str, Any]:
    match corpus:
        case "speeches":
            return writing.of_speeches(texts, of.train)
        case "linux":
            return writing.of_c(texts, beginnings)
    from course_lib import music

    engraved = music.engrave_all([tunes.playable(text) for text in texts])
    shares = writing.of_tunes(texts)
    share = sum(picture is not None for picture in engraved) / max(1, len(texts))
    return shares | {"engraved": {"share": share, "of": len(texts)}}


FEATURES = {"speeches": features_of_prose, "linux": features_of_c, "tunes": features_of_tunes}


def _units(model: CharLM, corpus: Corpus, name: str) -> list[dict[str, Any]]:
    """For each feature the memory cell that follows it best, and its values, -1 to 1, along an excerpt."""
    text = (corpus.validation + corpus.test)[:EXAMINED]
    fast, cells = NumpyCharLM(model), []
    for symbol in corpus.vocabulary.encode(text).tolist():
        fast.step(symbol)
        cells.append(np.concatenate([c for _h, c in fast.states]))
    states = np.tanh(np.array(cells))
    features = FEATURES[name](text)
    units = []
    for found in search(states, features):
        start = _busiest(features[found.feature])
        excerpt = slice(start, start + EXCERPT)
        units.append(
            {
                **found._asdict(),
                "layer": 1 + found.unit // model.lstm.hidden_size,
                "text": text[excerpt],
                "values": states[excerpt, found.unit].round(2).tolist(),
            }
        )
    return units


def _busiest(feature: Float[np.ndarray, " time"]) -> int:
    """Where an excerpt begins in which the feature changes most."""
    changes = np.abs(np.diff(feature, prepend=feature[:1]))
    changes = np.minimum(changes, 1).cumsum()
    return int((changes[EXCERPT:] - changes[:-EXCERPT]).argmax()) if len(feature) > EXCERPT else 0


def reader(corpus: str, folder: Path = checkpoints.FOLDER) -> tuple[CharLM, Vocabulary]:
    """The trained network of a corpus, ready to write, and its symbols."""
    name = f"generative-{corpus}"
    card = checkpoints.card(name, folder)
    recipe = Recipe(**{field.name: card["recipe"][field.name] for field in dataclasses.fields(Recipe)})
    vocabulary = Vocabulary(("<unk>", *card["results"]["symbols"]))
    model = CharLM(len(vocabulary), recipe.hidden_size, recipe.num_layers, recipe.dropout)
    model.load_state_dict(checkpoints.weights(name, folder))
    return model.eval(), vocabulary
