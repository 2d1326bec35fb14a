"""What the networks read: a corpus is one text for each part, in which documents follow each other."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.data import SETS, linux, speeches, tunes
from course_lib.data.documents import END
from course_lib.data.vocabulary import Vocabulary
from course_lib.language import _
from course_lib.recipes.generative.recipe import Recipe
from course_lib.training import generator_for

CORPORA = ("speeches", "linux", "tunes")


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
    """The corpus of a recipe; see `of`."""
    return of(recipe.corpus, recipe.data)


def of(name: str, data: str | None = None) -> Corpus:
    """A corpus; its documents stand in an order that is drawn once. `data` is where the whole of linux was made.

    Raises:
        ValueError: there is no such corpus, the whole of linux is not where it should be, or a corpus that lies here
            whole is looked for elsewhere.
    """
    if data and name != "linux":
        sentence = _("The corpus {corpus} lies here whole; data={folder} is for linux alone.")
        raise ValueError(sentence.format(corpus=name, folder=data))
    return _corpus(name, data)


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
    return SETS[recipe.corpus].digest(Path(recipe.data) if recipe.data else None)
