"""How well a network predicts a text, and a memory that helps it."""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from course_lib.generative.learning import CharLM, Model, States, reading
from course_lib.language import _


def bits_per_character(
    model: Model, text: Int[Tensor, " length"], time: int = 256
) -> float:
    """The mean of -log2 p of every character of a text but the first.

    Each is predicted from all that stand before it. The text is read in
    pieces of `time` characters, whose states are handed on: the result does
    not depend on `time`.

    Raises:
        ValueError: the text has less than two characters, or time is smaller
            than 1.
    """
    if len(text) < 2 or time < 1:
        sentence = _(
            "The text has {got} characters, and time is {time}; "
            "wanted at least 2 and at least 1."
        )
        raise ValueError(sentence.format(got=len(text), time=time))
    nats, states = 0.0, None
    with reading(model):
        for start in range(0, len(text) - 1, time):
            piece = text[start : start + time + 1]
            logits, states = model(piece[None, :-1], states)
            loss = cross_entropy(logits[0], piece[1:], reduction="sum")
            nats += loss.item()
    return nats / (len(text) - 1) / math.log(2)  # eq:generative-bits


class CacheState(NamedTuple):
    """What a cache has read.

    It is the states of the network, every h of its top layer, and the
    characters after them.
    """

    states: States
    h: Float[Tensor, "read hidden"]
    following: Int[Tensor, " followed"]
    """One less than there are h: nothing follows the last one yet."""


class NeuralCache:
    """A trained network that copies from the text so far, without training.

    Each state h is compared by a dot product with the last `size` states
    before it, and each of these votes for the character that followed it
    (Grave, Joulin and Usunier, 2017). It is attention over the network's own
    past.

    It is called as the network is, for one text at a time, and gives the
    logarithms of probabilities.

    >>> model = CharLM(vocab_size=5, hidden_size=8)
    >>> cache = NeuralCache(model, size=100, sharpness=1.0, share=0.3)
    >>> bits = bits_per_character(cache, torch.arange(40) % 4)

    Raises:
        ValueError: size is smaller than 1, sharpness negative, or share no
            share.
    """

    def __init__(
        self, model: CharLM, size: int, sharpness: float, share: float
    ) -> None:
        if size < 1 or sharpness < 0 or not 0 <= share < 1:
            sentence = _(
                "size is {size}, sharpness {sharpness} and share {share}; "
                "wanted at least 1, at least 0, and from 0 to less than 1."
            )
            raise ValueError(
                sentence.format(size=size, sharpness=sharpness, share=share)
            )
        self.model, self.size = model, size
        self.sharpness, self.share = sharpness, share

    def __call__(
        self, text: Int[Tensor, "1 time"], state: CacheState | None = None
    ) -> tuple[Float[Tensor, "1 time vocab"], CacheState]:
        """The ln p of every next character, and the state to go on from."""
        empty = None, self.model.readout.weight[:0], text[0, :0]
        states, before, following = state or empty
        h, states = self.model.read(text, states)
        seen = torch.cat((before, h[0]))
        following = torch.cat((following, text[0, 0 if len(before) else 1 :]))
        p = torch.softmax(self.model.readout(h[0]), dim=-1)
        cached, known = self.votes(h[0], seen[:-1], following)
        share = self.share
        mix = (1 - share) * p + share * cached  # eq:generative-cache-mixture
        p = torch.where(known[:, None], mix, p)
        kept = seen[-self.size - 1 :], following[-self.size :]
        return p.log()[None], CacheState(states, *kept)

    def votes(
        self,
        h: Float[Tensor, "time hidden"],
        seen: Float[Tensor, "followed hidden"],
        following: Int[Tensor, " followed"],
    ) -> tuple[Float[Tensor, "time vocab"], "Tensor"]:
        """The probabilities of the cache alone, and where it has any vote."""
        places = torch.arange(len(seen), device=h.device)
        first = len(seen) - len(h) + 1
        now = first + torch.arange(len(h), device=h.device)[:, None]
        past = (places < now) & (places >= now - self.size)
        scores = self.sharpness * h @ seen.T  # (time, followed), as past
        scores = scores.masked_fill(~past, -math.inf)
        weights = torch.softmax(scores, dim=-1)  # eq:generative-cache
        weights = weights.nan_to_num()  # where the past is empty
        cached = weights.new_zeros(len(h), self.model.vocab_size)
        return cached.index_add(1, following.long(), weights), past.any(dim=1)
