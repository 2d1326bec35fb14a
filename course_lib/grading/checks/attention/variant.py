"""Class versions of the exercise `attention`."""

import hashlib
import itertools
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Variant:
    """A version of the exercise: what the mask means, and what stands first where two vectors stand side by side."""

    true_is_padding: bool = False
    """The mask is True in the padding, as PyTorch's `key_padding_mask`."""
    key_first: bool = False
    """A network that compares reads the key first, then the query."""
    context_first: bool = False
    """The cell reads the context first, then the word."""

    def real(self, mask: Tensor) -> Tensor:
        """True for real tokens."""
        return ~mask if self.true_is_padding else mask

    def pair(self, query: Tensor, key: Tensor) -> Tensor:
        """What the network reads."""
        return torch.cat((key, query) if self.key_first else (query, key), dim=-1)

    def read(self, x_t: Tensor, context: Tensor) -> Tensor:
        """What the cell reads."""
        return torch.cat((context, x_t) if self.context_first else (x_t, context), dim=1)

    def phrases(self) -> dict[str, str]:
        """What changes in the text of the exercise: phrases of the default version, and what replaces each."""
        changes = dict(zip(Variant()._texts(), self._texts(), strict=True))
        return {before: after for before, after in changes.items() if before != after}

    def _texts(self) -> list[str]:
        """The phrases of the text that depend on the version, in a fixed order."""
        pad, key, context = self.true_is_padding, self.key_first, self.context_first
        return [
            "True in the padding" if pad else "True where a token is real",
            "(mask, -torch.inf)" if pad else "(~mask, -torch.inf)",
            "scores.where(~mask, " if pad else "scores.where(mask, ",
            "the key first, then the query" if key else "the query first, then the key",
            r"[h_i, q]" if key else r"[q, h_i]",
            "torch.cat((keys, queries), dim=2)" if key else "torch.cat((queries, keys), dim=2)",
            "the context first, then the word" if context else "the word first, then the context",
            r"[z_t, x_t]" if context else r"[x_t, z_t]",
            "torch.cat((context, x_t), dim=1)" if context else "torch.cat((x_t, context), dim=1)",
        ]


def variant_from_key(key: str) -> Variant:
    """The class version that a key stands for: the same key, the same version."""
    number = int.from_bytes(hashlib.sha256(f"attention/{key}".encode()).digest())
    versions = [Variant(*choice) for choice in itertools.product((False, True), repeat=3)]
    return versions[1 + number % (len(versions) - 1)]  # never the default: its answers are public
