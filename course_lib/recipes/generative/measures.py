"""What is measured beside the network's bits: compressors, counts, a cache; what its texts have learned, its units keep."""

from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.data import tunes
from course_lib.data.documents import END
from course_lib.generative import CharLM, Model, NeuralCache, NumpyCharLM, bits_per_character
from course_lib.metrics import writing
from course_lib.metrics.compression import COMPRESSORS, LongestMatch, NGram, compressed_bits, ppmd
from course_lib.metrics.tracking import features_of_c, features_of_prose, features_of_tunes, search
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.corpora import Corpus
from course_lib.recipes.generative.lstm import SAMPLES, generate_texts, untrained
from course_lib.recipes.generative.recipe import MEASURED, Recipe
from course_lib.recipes.runs import Place

ORDERS = (4, 5, 6, 7, 8)
"""Orders of the n-gram that are tried on the validation part."""
PPM_ORDERS = (8, 12, 16, 24, 32)
SIZES, SHARPNESSES, SHARES = (2_000, 10_000, 50_000), (0.5, 1.0, 2.0, 4.0, 8.0), (0.05, 0.1, 0.2, 0.3, 0.5)
"""Settings of the cache that are tried on the validation part."""
TRIED = 50_000
"""So many of its characters."""
TEXTS, LENGTHS = 200, {"speeches": 600, "linux": 2000, "tunes": 600}
"""Texts of which is measured what was learned, and their characters."""
TEMPERATURES = (0.6, 0.8, 1.0)
"""At which these texts are written; those of the first are the ones of the records."""
EXAMINED = 20_000
"""So many characters are read to find out what units keep in mind."""
EXCERPT = 400


# --------------------------------------------------------------------------------------------------- without a network
def count(recipe: Recipe, _place: Place) -> dict[str, Any]:
    """What compressors need for the part for the test after the part for training, and the best n-gram.

    What is chosen, an order or how far a copy is trusted, is chosen on the validation part.
    """
    corpus = corpora.corpus_of(recipe)
    test, validation = corpus.test[:MEASURED], corpus.validation[:MEASURED]
    symbols = "".join(corpus.vocabulary.symbols[1:])
    tried = {order: NGram(corpus.train, order, symbols) for order in ORDERS}
    order = min(tried, key=lambda order: tried[order].bits(validation))
    ppm_order = min(PPM_ORDERS, key=lambda order: compressed_bits(ppmd(order), corpus.train, validation[:TRIED]))
    copied = LongestMatch(validation).mixed(tried[order].probabilities(test), test)
    return {
        "compressors": {name: compressed_bits(compress, corpus.train, test) for name, compress in COMPRESSORS.items()},
        "PPMd": {"order": ppm_order, "bits": compressed_bits(ppmd(ppm_order), corpus.train, test)},
        "n-gram": {
            "order": order,
            "bits": tried[order].bits(test),
            "size": tried[order].size,
            "bits with copies": float(-np.log2(copied).mean()),
        },
    }


def remember(recipe: Recipe, place: Place) -> dict[str, Any]:
    """The bits of the network with a neural cache, whose settings are the best for the validation part."""
    corpus = corpora.corpus_of(recipe)
    model = untrained(recipe, corpus.vocabulary).to(place.device)
    model.load_state_dict(place.weights("reader"))
    model.eval()
    validation, test = (corpus.encode(*part).to(place.device) for part in (("validation", TRIED), ("test", MEASURED)))
    tried = [
        {"size": size, "sharpness": sharpness, "share": share, "bits": bits}
        for size in SIZES
        for sharpness in SHARPNESSES
        for share, bits in _bits_by_share(model, validation, size, sharpness).items()
    ]
    best = min(tried, key=lambda one: one["bits"])
    settings = {name: best[name] for name in ("size", "sharpness", "share")}
    cache = NeuralCache(model, **settings)
    return {**settings, "bits": bits_per_character(cache, test), "tried": tried}


ALONE = 0.5
"""A share from which the probabilities of the cache by itself can be told."""


def _bits_by_share(model: CharLM, text: Int[Tensor, " length"], size: int, sharpness: float) -> dict[float, float]:
    """Bits for every share of the cache: what network and cache give each character is computed once for all."""
    own, cached = (_given(mixed, text) for mixed in (model, NeuralCache(model, size, sharpness, ALONE)))
    cached = (cached - (1 - ALONE) * own) / ALONE
    cached[0] = own[0]  # there was nothing to remember
    return {share: -((1 - share) * own + share * cached).log2().mean().item() for share in SHARES}


def _given(model: Model, text: Int[Tensor, " length"], time: int = 256) -> Float[Tensor, " following"]:
    """The probability of each character but the first, in float64."""
    given, state = [], None
    with torch.no_grad():
        for start in range(0, len(text) - 1, time):
            piece = text[start : start + time + 1]
            logits, state = model(piece[None, :-1], state)
            p = torch.softmax(logits[0].double(), dim=1)
            given.append(p.gather(1, piece[1:, None])[:, 0])
    return torch.cat(given)


# ----------------------------------------------------------------------------------------------------- what was learned
def measure(recipe: Recipe, place: Place) -> dict[str, Any]:
    """What texts of the network have learned, beside documents that were held out; and what its units keep in mind."""
    corpus = corpora.corpus_of(recipe)
    model = untrained(recipe, corpus.vocabulary).to(place.device)
    model.load_state_dict(place.weights("reader"))
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
