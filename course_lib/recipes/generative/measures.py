"""What is measured beside bits: compressors and counts, what the network's texts have learned, what its units keep."""

from typing import Any

import numpy as np
from jaxtyping import Float

from course_lib.data import tunes
from course_lib.data.documents import END
from course_lib.generative import CharLM, NumpyCharLM
from course_lib.metrics import writing
from course_lib.metrics.compression import COMPRESSORS, NGram, compressed_bits
from course_lib.metrics.tracking import features_of_c, features_of_prose, features_of_tunes, search
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.corpora import Corpus
from course_lib.recipes.generative.lstm import SAMPLES, generate_texts, untrained
from course_lib.recipes.generative.recipe import MEASURED, Recipe
from course_lib.recipes.runs import Place

ORDERS = (4, 5, 6, 7, 8)
"""Orders of the n-gram that are tried on the validation part."""
TEXTS, LENGTHS = 200, {"speeches": 600, "linux": 2000, "tunes": 600}
"""Texts of which is measured what was learned, and their characters."""
TEMPERATURES = (0.6, 0.8, 1.0)
"""At which these texts are written; those of the first are the ones of the records."""
EXAMINED = 20_000
"""So many characters are read to find out what units keep in mind."""
EXCERPT = 400


# --------------------------------------------------------------------------------------------------- without a network
def count(recipe: Recipe, _place: Place) -> dict[str, Any]:
    """What compressors need for the part for the test after the part for training, and the best n-gram."""
    corpus = corpora.corpus_of(recipe)
    test, validation = corpus.test[:MEASURED], corpus.validation[:MEASURED]
    symbols = "".join(corpus.vocabulary.symbols[1:])
    tried = {order: NGram(corpus.train, order, symbols) for order in ORDERS}
    order = min(tried, key=lambda order: tried[order].bits(validation))
    return {
        "compressors": {name: compressed_bits(compress, corpus.train, test) for name, compress in COMPRESSORS.items()},
        "n-gram": {"order": order, "bits": tried[order].bits(test), "size": tried[order].size},
    }


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
