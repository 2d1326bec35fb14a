"""The memory that the networks of the chapter `generative` lack, and the compressors that have one.

The trained networks of the chapter's own recipe read the text for the test once more: with a neural cache, and while
they go on learning. Beside them stands PPMd, a strong compressor of text, and the n-gram with the same kind of copying.
What is chosen (settings, orders, how far a copy is trusted) is chosen on the validation part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.func import functional_call

from course_lib import checkpoints
from course_lib.checkpoints import Record
from course_lib.generative import CharLM, Model, NeuralCache, training_step
from course_lib.metrics.compression import LongestMatch, NGram, compressed_bits, ppmd
from course_lib.recipes import generative
from course_lib.recipes.context import RunContext
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.corpora import Corpus
from course_lib.recipes.generative.lstm import reader
from course_lib.recipes.runs import Place

PPM_ORDERS = (8, 12, 16, 24, 32, 48)
ORDERS = (4, 6, 8, 9, 10)
"""Of the n-gram beside the network: it may look farther back than one that is alone."""
SHORTEST, PARTS, BEFORE = (6, 8, 12, 16, 24, 32), (0.1, 0.2, 0.3, 0.5, 0.7, 1.0), 1_000_000
"""Passages that are copied have at least so many characters; what a copy says gets such a part, since a good model
knows it mostly, too; passages lie in the text so far and in so many characters at the end of the part for training."""
SIZES, SHARPNESSES = (100, 250, 500, 1_000, 2_000, 10_000, 50_000), (0.25, 0.5, 1.0, 2.0, 4.0)
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Settings of the cache that are tried."""
LEARNING_RATES, PIECE, MAX_NORM = (0.01, 0.03, 0.1, 0.3, 1.0), 32, 1.0
"""Of a network that learns while it reads: a step of gradient descent after so many characters."""
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
    [results] = context.run_all(remember, [(recipe, card_of_network["results"]["n-gram"]["order"])])
    where, unit = f"generative/{recipe.corpus}/memory", f"bits per character on {results['of']} held-out characters"
    goal = f"<= {results['bits']['PPMd']:.4g}"
    notes = {
        "PPMd": "order {PPMd[order]}",
        "n-gram": "order {order}",
        "n-gram+copies": "of passages of at least {copies[least]} characters",
        "LSTM": "the weights of the checkpoint, kept in float16",
        "LSTM+cache": "size {cache[size]}, sharpness {cache[sharpness]:g}, share {cache[share]:g}",
        "LSTM+learning": "a step after {learning[piece]} characters, learning rate {learning[lr]:g}",
        "LSTM+n-gram": "order {n-gram[order]}, whose share is {n-gram[share]:g}",
        "LSTM+cache+n-gram+copies": "order {all[order]}, whose share is {all[share]:g}; passages of at least "
        "{all[least]} characters",
    }
    records: list[Record] = [
        context.record(
            f"{where}/{name}", bits, unit, goal if "LSTM+" in name else None, 0, notes[name].format_map(results)
        )
        for name, bits in results["bits"].items()
    ]
    card = context.card(
        recipe,
        about=f"The network of the corpus “{recipe.corpus}” with a cache, or learning on; PPMd; an n-gram that copies.",
        data=card_of_network["data"],
        results=results,
        records=records,
    )
    return [context.save(f"generative_memory-{recipe.corpus}", card)]


def remember(recipe: Recipe, order: int, place: Place) -> dict[str, Any]:
    """The bits of every reader of the part for the test; what it chooses is what is best for the validation part."""
    corpus = corpora.of(recipe.corpus, recipe.data)
    validation, test = corpus.validation[:CHOOSING], corpus.test[: recipe.measured]
    ppm_order = min(PPM_ORDERS, key=lambda order: compressed_bits(ppmd(order), corpus.train, validation))
    texts = validation, test
    network, cache = with_cache(recipe, *texts, place)
    learning = while_learning(recipe, *texts, place)
    most = int(63 / np.log2(len(corpus.vocabulary)))  # of more symbols, fewer in a row are counted
    n_grams = {order: counted(corpus, order, *texts) for order in {order, *ORDERS} if order <= most}
    alone, beside = n_grams[order], with_n_gram(network, n_grams)
    copying = with_copies(alone, corpus, *texts)
    together = with_copies(with_n_gram(cache, n_grams), corpus, *texts)
    return {
        "of": len(test),
        "bits": {
            "PPMd": compressed_bits(ppmd(ppm_order), corpus.train, test),
            "n-gram": bits(alone.test),
            "n-gram+copies": bits(copying.test),
            "LSTM": bits(network.test),
            "LSTM+learning": bits(learning.test),
            "LSTM+cache": bits(cache.test),
            "LSTM+n-gram": bits(beside.test),
            "LSTM+cache+n-gram+copies": bits(together.test),
        },
        "PPMd": {"order": ppm_order},
        "order": order,
        "copies": copying.chosen,
        "learning": learning.chosen,
        "cache": cache.chosen,
        "n-gram": beside.chosen,
        "all": together.chosen,
    }


@dataclass(frozen=True)
class Given:
    """The probability that one reader gives each character but the first, of both parts."""

    validation: Float[Tensor, " following"]
    test: Float[Tensor, " following"]
    chosen: dict[str, Any] = field(default_factory=dict)


def bits(p: Float[Tensor, " following"]) -> float:
    """The mean of -log2 p."""
    return -p.log2().mean().item()


def mixed(p: Float[Tensor, "*any"], other: Float[Tensor, "*any"], share: float) -> Float[Tensor, "*any"]:
    """One model's probabilities with a share of another's."""
    return (1 - share) * p + share * other


# --------------------------------------------------------------------------------------------------------- the network
def with_cache(recipe: Recipe, validation: str, test: str, place: Place) -> tuple[Given, Given]:
    """The network alone, and with the neural cache that is best for the validation part."""
    model, vocabulary = reader(recipe.corpus)
    model = model.to(place.device)
    numbers, test_numbers = (vocabulary.encode(text).to(place.device) for text in (validation, test))
    own = _given(model, numbers)
    tried: list[dict[str, Any]] = []
    for size in SIZES:
        for sharpness in SHARPNESSES:  # what the cache alone gives is computed once for all shares
            half = _given(NeuralCache(model, size, sharpness, share=0.5), numbers)
            cached = 2 * half - own
            tried += [
                {"size": size, "sharpness": sharpness, "share": share, "bits": bits(mixed(own, cached, share))}
                for share in SHARES
            ]
    best = min(tried, key=lambda one: one["bits"])
    settings = {name: best[name] for name in ("size", "sharpness", "share")}
    cache = NeuralCache(model, **settings)
    network = Given(own, _given(model, test_numbers))
    return network, Given(_given(cache, numbers), _given(cache, test_numbers), settings | {"tried": tried})


def while_learning(recipe: Recipe, validation: str, test: str, place: Place) -> Given:
    """The network while it goes on learning, at the rate that is best for the validation part."""
    model, vocabulary = reader(recipe.corpus)
    model = model.to(place.device)
    numbers, test_numbers = (vocabulary.encode(text).to(place.device) for text in (validation, test))
    tried = {lr: _given_while_learning(model, numbers, lr) for lr in LEARNING_RATES}
    lr = min(tried, key=lambda lr: bits(tried[lr]))
    found = {f"{lr:g}": bits(p) for lr, p in tried.items()}
    return Given(tried[lr], _given_while_learning(model, test_numbers, lr), {"piece": PIECE, "lr": lr, "tried": found})


def _given_while_learning(model: CharLM, text: Int[Tensor, " length"], lr: float) -> Float[Tensor, " following"]:
    """The probability that a network gives each character but the first, while it learns from what it has read.

    A piece is predicted first and then learned, by the training step of the chapter: dynamic evaluation. The network
    itself stays as it is.
    """
    names, parameters = zip(*model.named_parameters(), strict=True)
    given: list[Tensor] = []
    state = None

    def loss_of(parameters: Sequence[Tensor], piece: Tensor, state: Any) -> tuple[Tensor, Any]:
        logits, state = functional_call(model, dict(zip(names, parameters, strict=True)), (piece[None, :-1], state))
        p = torch.softmax(logits[0].detach().double(), dim=1)
        given.append(p.gather(1, piece[1:, None])[:, 0])
        return nn.functional.cross_entropy(logits[0], piece[1:]), state

    for start in range(0, len(text) - 1, PIECE):
        piece = text[start : start + PIECE + 1]
        _loss, parameters, state = training_step(loss_of, parameters, piece, state, lr, MAX_NORM)
    return torch.cat(given).cpu()


def _given(model: Model, text: Int[Tensor, " length"], time: int = 256) -> Float[Tensor, " following"]:
    """The probability that a model gives each character but the first."""
    given, state = [], None
    with torch.no_grad():
        for start in range(0, len(text) - 1, time):
            piece = text[start : start + time + 1]
            logits, state = model(piece[None, :-1], state)
            p = torch.softmax(logits[0].double(), dim=1)
            given.append(p.gather(1, piece[1:, None])[:, 0])
    return torch.cat(given).cpu()


# --------------------------------------------------------------------------------------------------- without a network
def counted(corpus: Corpus, order: int, validation: str, test: str) -> Given:
    """An n-gram of the part for training."""
    n_gram = NGram(corpus.train, order, "".join(corpus.vocabulary.symbols[1:]))
    own, held_out = (torch.from_numpy(n_gram.probabilities(text)[1:]) for text in (validation, test))
    return Given(own, held_out)


def with_n_gram(one: Given, n_grams: dict[int, Given]) -> Given:
    """A model beside the n-gram whose order and share are best for the validation part."""
    order, share = min(
        ((order, share) for order in n_grams for share in SHARES),
        key=lambda settings: bits(mixed(one.validation, n_grams[settings[0]].validation, settings[1])),
    )
    found = n_grams[order]
    both = mixed(one.validation, found.validation, share), mixed(one.test, found.test, share)
    return Given(*both, one.chosen | {"order": order, "share": share})


def with_copies(one: Given, corpus: Corpus, validation: str, test: str) -> Given:
    """A model with the copies that are best for the validation part."""
    copies = {least: LongestMatch(validation, least, corpus.train[-BEFORE:]) for least in SHORTEST}
    copied = {least: _copied(copy, validation, one.validation) for least, copy in copies.items()}
    least, part = min(
        ((least, part) for least in SHORTEST for part in PARTS),
        key=lambda settings: bits(mixed(one.validation, copied[settings[0]], settings[1])),
    )
    found = _copied(copies[least], test, one.test)
    both = mixed(one.validation, copied[least], part), mixed(one.test, found, part)
    return Given(*both, one.chosen | {"least": least, "part": part})


def _copied(copy: LongestMatch, text: str, p: Float[Tensor, " following"]) -> Float[Tensor, " following"]:
    own = np.concatenate(([1.0], p.numpy()))  # nobody is asked for the first character
    return torch.from_numpy(copy.mixed(own, text)[1:])
