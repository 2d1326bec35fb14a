"""The memory that the networks of the chapter `generative` lack, and the compressors that have one.

The trained networks of the chapter's own recipe read the text for the test once more, with a neural cache. Beside them
stands PPMd, a strong compressor of text, and the n-gram with the same kind of copying. Nothing is trained: what is
chosen (the settings of the cache, orders, how far a copy is trusted) is chosen on the validation part.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib import checkpoints
from course_lib.checkpoints import Record
from course_lib.generative import CharLM, Model, NeuralCache, bits_per_character
from course_lib.metrics.compression import LongestMatch, NGram, compressed_bits, ppmd
from course_lib.recipes import generative
from course_lib.recipes.context import RunContext
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.lstm import reader
from course_lib.recipes.runs import Place

PPM_ORDERS = (8, 12, 16, 24, 32)
SHORTEST = (6, 8, 12, 16, 24, 32)
"""Passages that are copied by the n-gram have at least so many characters."""
SIZES, SHARPNESSES, SHARES = (2_000, 10_000, 50_000), (0.25, 0.5, 1.0, 2.0, 4.0), (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
"""Settings of the cache that are tried."""
CHOOSING = 100_000
"""So many characters of the validation part, at most, are read to choose."""


@dataclass(frozen=True)
class Recipe:
    """Which network reads."""

    corpus: str = "speeches"
    data: str | None = None
    """Where the whole of linux was made; None: the small part."""
    measured: int = 20_000
    """So many characters of the part for the test, at most, are measured."""


FULL = Recipe(measured=10**9)
IN_THE_BOOK = generative.IN_THE_BOOK


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Choose and measure; write the card."""
    card_of_network = checkpoints.card(f"generative-{recipe.corpus}")
    [cache] = context.run_all(remember, [(recipe,)])
    [counted] = context.run_all(count, [(recipe, card_of_network["results"]["n-gram"]["order"])])
    where, unit = f"generative/{recipe.corpus}/memory", f"bits per character on {cache['of']} held-out characters"
    measured: dict[str, tuple[float, str | None, str]] = {
        "LSTM": (cache["bits of the network"], None, "the weights of the checkpoint, kept in float16"),
        "LSTM+cache": (
            cache["bits"],
            f"<= {counted['PPMd']['bits']:.4g}",
            "the goal is what PPMd needs; size {size}, sharpness {sharpness:g}, share {share:g}".format(**cache),
        ),
        "PPMd": (counted["PPMd"]["bits"], None, f"order {counted['PPMd']['order']}"),
        "n-gram": (counted["n-gram"], None, f"order {counted['order']}"),
        "n-gram+copies": (counted["n-gram with copies"], None, "of the longest passage that ends as the text does"),
    }
    records: list[Record] = [
        context.record(f"{where}/{name}", bits, unit, goal, 0, note) for name, (bits, goal, note) in measured.items()
    ]
    card = context.card(
        recipe,
        about=f"The network of the corpus “{recipe.corpus}” with a neural cache; PPMd; an n-gram that copies.",
        data=card_of_network["data"],
        results={"cache": cache, **counted},
        records=records,
    )
    return [context.save(f"generative_memory-{recipe.corpus}", card)]


# --------------------------------------------------------------------------------------------------------- the network
def remember(recipe: Recipe, place: Place) -> dict[str, Any]:
    """The bits of the network with a neural cache, whose settings are the best for the validation part."""
    model, vocabulary = reader(recipe.corpus)
    corpus = corpora.of(recipe.corpus, recipe.data)
    validation, test = (
        vocabulary.encode(text).to(place.device)
        for text in (corpus.validation[:CHOOSING], corpus.test[: recipe.measured])
    )
    model = model.to(place.device)
    tried = [
        {"size": size, "sharpness": sharpness, "share": share, "bits": bits}
        for size in SIZES
        for sharpness in SHARPNESSES
        for share, bits in _bits_by_share(model, validation, size, sharpness).items()
    ]
    best = min(tried, key=lambda one: one["bits"])
    settings = {name: best[name] for name in ("size", "sharpness", "share")}
    return {
        **settings,
        "bits": bits_per_character(NeuralCache(model, **settings), test),
        "bits of the network": bits_per_character(model, test),
        "of": len(test),
        "tried": tried,
    }


def _bits_by_share(model: CharLM, text: Int[Tensor, " length"], size: int, sharpness: float) -> dict[float, float]:
    """Bits for every share of the cache: what network and cache give each character is computed once for all."""
    half = 0.5
    own, mixed = (_given(some, text) for some in (model, NeuralCache(model, size, sharpness, share=half)))
    cached = (mixed - (1 - half) * own) / half
    return {share: -((1 - share) * own + share * cached).log2().mean().item() for share in SHARES}


def _given(model: Model, text: Int[Tensor, " length"], time: int = 256) -> Float[Tensor, " following"]:
    """The probability that a model gives each character but the first."""
    given, state = [], None
    with torch.no_grad():
        for start in range(0, len(text) - 1, time):
            piece = text[start : start + time + 1]
            logits, state = model(piece[None, :-1], state)
            p = torch.softmax(logits[0].double(), dim=1)
            given.append(p.gather(1, piece[1:, None])[:, 0])
    return torch.cat(given)


# --------------------------------------------------------------------------------------------------- without a network
def count(recipe: Recipe, order: int, _place: Place) -> dict[str, Any]:
    """The bits of PPMd, which reads the part for training first, and of the n-gram with and without copies."""
    corpus = corpora.of(recipe.corpus, recipe.data)
    test, validation = corpus.test[: recipe.measured], corpus.validation[:CHOOSING]
    ppm_order = min(PPM_ORDERS, key=lambda order: compressed_bits(ppmd(order), corpus.train, validation))
    n_gram = NGram(corpus.train, order, "".join(corpus.vocabulary.symbols[1:]))
    p, own = n_gram.probabilities(test), n_gram.probabilities(validation)
    copies = min(
        (LongestMatch(validation, least) for least in SHORTEST),
        key=lambda copy: -float(np.log2(copy.mixed(own, validation)).mean()),
    )
    return {
        "PPMd": {"order": ppm_order, "bits": compressed_bits(ppmd(ppm_order), corpus.train, test)},
        "order": order,
        "n-gram": float(-np.log2(p).mean()),
        "shortest copy": copies.least,
        "n-gram with copies": float(-np.log2(copies.mixed(p, test)).mean()),
    }
