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

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib import checkpoints
from course_lib.checkpoints import Record
from course_lib.data import linux, speeches, tunes
from course_lib.data.documents import END
from course_lib.data.vocabulary import Vocabulary
from course_lib.generative import CharLM, bits_per_character, next_character_batches, sample
from course_lib.language import _
from course_lib.metrics.compression import COMPRESSORS, NGram, compressed_bits
from course_lib.recipes import Place, all_runs, card_of
from course_lib.training import Settings, draw_of, fit

CORPORA = ("speeches", "linux", "tunes")
ORDERS = (4, 5, 6, 7, 8)
"""Orders of the n-gram that are tried on the validation part."""
MEASURED = 200_000
"""So many characters at most of the parts held out are measured."""
SAMPLES, LENGTH = 4, 600
"""Samples of each age, and their characters."""


@dataclass(frozen=True)
class Recipe:
    """How the network reads."""

    corpus: str = "speeches"
    folder: str | None = None
    """Where the whole of linux was made; None: the small part."""
    hidden_size: int = 256
    layers: int = 1
    dropout: float = 0.2
    steps: int = 1500
    batch: int = 16
    time: int = 64
    learning_rate: float = 3e-3
    evaluate_every: int = 250
    transformer_steps: int = 60
    seed: int = 0


FULL = Recipe(layers=2, steps=24_000, evaluate_every=1000, transformer_steps=2000)


def run(recipe: Recipe, place: Place) -> list[str]:
    """Train the network and its peer, measure them beside compressors and counts; write the card and the weights."""
    [reader] = all_runs(read, [(recipe, str(place.work), place.device)], place)
    [peer] = all_runs(read_with_attention, [(recipe, str(place.work), place.device)], place)
    [counted] = all_runs(count, [(recipe,)], place)
    corpus = corpus_of(recipe)
    card = card_of(
        place,
        recipe,
        about=f"A network of {recipe.layers} LSTM layers that has read the corpus “{recipe.corpus}” letter by letter; "
        "samples of three ages; bits a character beside compressors, counts and a Transformer.",
        data={recipe.corpus: digest_of_corpus(recipe)},
        results={"symbols": corpus.vocabulary.symbols[1:], "reader": reader, "transformer": peer, **counted},
        records=_records(recipe, place, reader, peer, counted),
    )
    name = f"generative-{recipe.corpus}"
    checkpoints.save(name, card, torch.load(place.work / "reader.pt", weights_only=True), folder=place.to)
    return [name]


def _records(
    recipe: Recipe, place: Place, reader: dict[str, Any], peer: dict[str, Any], counted: dict[str, Any]
) -> list[Record]:
    """Bits a character on documents held out, of every model."""
    where, unit = f"generative/{recipe.corpus}/bits", "bits a character on documents held out"
    best = counted["compressors"]["xz -9e"]
    records = [
        place.record(f"{where}/LSTM", reader["bits"], unit, f"<= {best:.4g}", recipe.seed, "the goal is what xz needs"),
        place.record(f"{where}/Transformer", peer["bits"], unit, None, recipe.seed),
        place.record(
            f"{where}/n-gram", counted["n-gram"]["bits"], unit, None, 0, f"order {counted['n-gram']['order']}"
        ),
    ]
    for name, bits in counted["compressors"].items():
        records.append(place.record(f"{where}/{name.split()[0]}", bits, unit, None, 0, name))
    for name, made in (("LSTM", reader), ("Transformer", peer)):
        records.append(
            place.record(f"generative/{recipe.corpus}/parameters/{name}", made["parameters"], "parameters", None, 0)
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

    def numbers(self, part: str, most: int | None = None) -> Int[Tensor, " length"]:
        """A part as numbers of symbols."""
        return self.vocabulary.numbers(getattr(self, part)[:most])


def corpus_of(recipe: Recipe) -> Corpus:
    """The corpus of a recipe; documents stand in an order that is drawn once.

    Raises:
        ValueError: there is no such corpus, or the whole of linux is not where it should be.
    """
    return _corpus(recipe.corpus, recipe.folder)


@cache
def _corpus(name: str, folder: str | None) -> Corpus:
    train, validation, test = (_in_one(_documents(name, folder, part)) for part in ("train", "validation", "test"))
    return Corpus(train, validation, test, Vocabulary.of(train, least=10))


def _in_one(documents: list[str]) -> str:
    """All documents, in an order that is drawn once: neighbours by name are alike."""
    order = torch.randperm(len(documents), generator=draw_of(0, len(documents))).tolist()
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
        return linux.digest(Path(recipe.folder) if recipe.folder else None)
    return tunes.digest() if recipe.corpus == "tunes" else speeches.digest()


# -------------------------------------------------------------------------------------------------------------- readers
def read(recipe: Recipe, work: str, device: str) -> dict[str, Any]:
    """Train the LSTM; its bits on the part for the test, samples of three ages, and its weights in the work folder."""
    corpus = corpus_of(recipe)
    model = _made(
        recipe, lambda: CharLM(len(corpus.vocabulary), recipe.hidden_size, recipe.layers, recipe.dropout), device
    )
    batches = next_character_batches(corpus.numbers("train").to(device), recipe.batch, recipe.time)
    validation, test = (corpus.numbers(part, MEASURED).to(device) for part in ("validation", "test"))
    folder = Path(work) / "reader"
    log = folder / "log.jsonl"

    def once() -> int:
        return max(1, round(len(batches) / recipe.evaluate_every))

    def bits() -> float:
        evaluations = len(log.read_text("utf-8").splitlines()) if log.is_file() else 0
        if evaluations + 1 == once():
            folder.mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), folder / "once.pt")
        return bits_per_character(model, validation)

    ages = {"before": written(model, corpus, recipe)}
    settings = Settings(
        recipe.steps,
        recipe.learning_rate,
        decay=True,
        seed=recipe.seed,
        evaluate_every=recipe.evaluate_every,
        carry=True,
    )
    done = fit(model, lambda step: batches[step % len(batches)], bits, settings, folder)
    torch.save(model.state_dict(), Path(work) / "reader.pt")
    ages["at the end"] = written(model, corpus, recipe)
    result = {"bits": bits_per_character(model, test), "validation": done.best, "history": done.history}
    if (folder / "once.pt").is_file():
        model.load_state_dict(torch.load(folder / "once.pt", weights_only=True))
        ages["once"] = written(model, corpus, recipe)
    return result | {
        "parameters": parameters(model),
        "readings": recipe.steps / len(batches),
        "ages": ages,
    }


def parameters(model: nn.Module) -> int:
    """How many numbers a model has learned."""
    return sum(parameter.numel() for parameter in model.parameters())


def _made(recipe: Recipe, make: Callable[[], nn.Module], device: str) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        return make().to(device)


def written(model: CharLM, corpus: Corpus, recipe: Recipe) -> list[str]:
    """What the model writes after the end of a document, at temperature 0.8."""
    device = model.readout.weight.device
    prompt = corpus.vocabulary.numbers(END).to(device).expand(SAMPLES, 1)
    numbers = sample(model, prompt, LENGTH, temperature=0.8, generator=_generator(device, recipe.seed))
    return ["".join(corpus.vocabulary.text(row)) for row in numbers.cpu()]


def _generator(device: torch.device, seed: int) -> torch.Generator:
    return torch.Generator(device).manual_seed(seed)


class Attentive(nn.Module):
    """A small Transformer that reads letters: each sees those before it, `time` at most (Vaswani et al., 2017)."""

    def __init__(self, symbols: int, size: int, heads: int, layers: int, time: int, dropout: float) -> None:
        super().__init__()
        self.symbols = nn.Embedding(symbols, size)
        self.places = nn.Embedding(time, size)
        layer = nn.TransformerEncoderLayer(size, heads, 4 * size, dropout, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, layers, nn.LayerNorm(size), enable_nested_tensor=False)
        self.readout = nn.Linear(size, symbols)

    def forward(
        self, text: Int[Tensor, "batch time"], _states: None = None
    ) -> tuple[Float[Tensor, "batch time value"], None]:
        time = text.shape[1]
        future = nn.Transformer.generate_square_subsequent_mask(time, text.device)
        x = self.symbols(text) + self.places(torch.arange(time, device=text.device))
        return self.readout(self.layers(x, future, is_causal=True)), None

    def loss(self, batch: tuple[Tensor, Tensor]) -> Float[Tensor, ""]:
        text, target = batch
        return nn.functional.cross_entropy(self(text)[0].flatten(0, 1), target.flatten())


TIME = 256
"""What the Transformer sees at once."""


def read_with_attention(recipe: Recipe, work: str, device: str) -> dict[str, Any]:
    """Train a Transformer on pieces of the same text; its bits on the part for the test.

    A piece of text starts without a memory of what stood before, so every second half alone is measured.
    """
    corpus = corpus_of(recipe)
    lstm = CharLM(len(corpus.vocabulary), recipe.hidden_size, recipe.layers)
    layers = 4
    # a layer has 12 * size ** 2 weights: as many in all as the LSTM has
    size = max(16, 16 * round((parameters(lstm) / (12 * layers)) ** 0.5 / 16))
    model = _made(recipe, lambda: Attentive(len(corpus.vocabulary), size, 4, layers, TIME, recipe.dropout), device)
    train, validation, test = (
        corpus.numbers(part, most).to(device)
        for part, most in (("train", None), ("validation", 50_000), ("test", 50_000))
    )

    def pieces(step: int) -> tuple[Tensor, Tensor]:
        starts = torch.randint(len(train) - TIME, (recipe.batch,), generator=draw_of(recipe.seed, step))
        rows = train[starts[:, None].to(device) + torch.arange(TIME + 1, device=device)]
        return rows[:, :-1], rows[:, 1:]

    settings = Settings(
        recipe.transformer_steps, 1e-3, decay=True, seed=recipe.seed, evaluate_every=recipe.evaluate_every
    )
    fit(model, pieces, partial(_bits_of_windows, model, validation), settings, Path(work) / "transformer")
    with torch.no_grad():
        bits = _bits_of_windows(model.eval(), test)
    return {"bits": bits, "parameters": parameters(model)}


def _bits_of_windows(model: Attentive, text: Int[Tensor, " length"]) -> float:
    """Bits a character, each character after at least half a window of others."""
    half = TIME // 2
    nats, count = 0.0, 0
    for start in range(0, len(text) - TIME, half):
        piece = text[start : start + TIME + 1]
        scores = model(piece[None, :-1])[0][0, half:]
        nats += nn.functional.cross_entropy(scores, piece[1 + half :], reduction="sum").item()
        count += len(scores)
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


def reader(corpus: str, folder: Path = checkpoints.FOLDER) -> tuple[CharLM, Vocabulary]:
    """The trained network of a corpus, ready to write, and its symbols."""
    name = f"generative-{corpus}"
    card = checkpoints.card(name, folder)
    recipe = Recipe(**{field.name: card["recipe"][field.name] for field in dataclasses.fields(Recipe)})
    vocabulary = Vocabulary(("<unk>", *card["results"]["symbols"]))
    model = CharLM(len(vocabulary), recipe.hidden_size, recipe.layers, recipe.dropout)
    model.load_state_dict(checkpoints.weights(name, folder))
    return model.eval(), vocabulary
