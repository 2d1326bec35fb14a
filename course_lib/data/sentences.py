"""Padded batches of pairs of sentences, for models that read one and write the other."""

from collections.abc import Iterable, Sequence

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from course_lib.data.vocabulary import UNKNOWN, Vocabulary
from course_lib.language import _

__all__ = ["SPECIAL", "vocabulary_of", "padded", "Pairs"]

SPECIAL = ("<PAD>", "<SOS>", "<EOS>", UNKNOWN)
"""Come first in every vocabulary of a translation, so that their numbers are always 0 to 3."""
Words = Sequence[str]


def vocabulary_of(sentences: Iterable[Words]) -> Vocabulary:
    """All words of sentences, behind the special ones.

    >>> vocabulary_of([["to", "be"], ["or", "not", "to", "be"]]).symbols
    ('<PAD>', '<SOS>', '<EOS>', '<unk>', 'be', 'to', 'not', 'or')
    """
    words = Vocabulary.from_tokens(word for sentence in sentences for word in sentence).symbols
    return Vocabulary((*SPECIAL, *words[1:]))


def padded(
    sentences: Sequence[Words], vocabulary: Vocabulary
) -> tuple[Int[Tensor, "batch time"], Int[Tensor, " batch"]]:
    """Sentences as numbers, with zeros behind the shorter ones, and their lengths.

    Raises:
        ValueError: there is no sentence, or one without a word.
    """
    if not sentences or not all(sentences):
        raise ValueError(
            _("There are {got} sentences; wanted one at least, each with a word.").format(got=len(sentences))
        )
    rows = [vocabulary.encode(sentence) for sentence in sentences]
    lengths = torch.tensor([len(row) for row in rows])
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths


class Pairs:
    """Pairs of sentences as numbers, from which batches of about equal lengths are drawn.

    Raises:
        ValueError: there is no pair, or a sentence without a word.
    """

    def __init__(self, pairs: Sequence[tuple[Words, Words]], source: Vocabulary, target: Vocabulary) -> None:
        self.source, self.source_lengths = padded([pair[0] for pair in pairs], source)
        self.target, self.target_lengths = padded([pair[1] for pair in pairs], target)

    def __len__(self) -> int:
        return len(self.source)

    def rows(self, numbers: Int[Tensor, " batch"]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Sources, their lengths, targets and theirs, of these pairs, no wider than they need to be."""
        source_lengths, target_lengths = self.source_lengths[numbers], self.target_lengths[numbers]
        return (
            self.source[numbers, : int(source_lengths.max())],
            source_lengths,
            self.target[numbers, : int(target_lengths.max())],
            target_lengths,
        )

    def all(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """All pairs as one batch."""
        return self.rows(torch.arange(len(self)))

    def draw(self, batch: int, generator: Generator, among: int = 20) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """A batch of about equally long sources: neighbours among `among` times as many pairs that are drawn."""
        drawn = torch.randint(len(self), (batch * among,), generator=generator)
        in_order = drawn[self.source_lengths[drawn].argsort(stable=True)]
        first = int(torch.randint(among, (1,), generator=generator)) * batch
        return self.rows(in_order[first : first + batch])
