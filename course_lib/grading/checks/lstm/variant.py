"""Class versions of the exercise `lstm`."""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from course_lib.language import _


@dataclass(frozen=True)
class Variant:
    """A version of the exercise: how gates are packed, which gate is coupled, which axis comes first.

    Raises:
        ValueError: a parameter has no meaning.
    """

    gates: str = "ifgo"
    """The order in which the four gates are packed."""
    interleaved: bool = False
    """Gate k of n has the rows k, k + n, k + 2n, … instead of a block."""
    coupled: str = "fgo"
    """The order of the coupled cell; its f or i is the gate that is learned, the other one is 1 minus it."""
    time_first: bool = False
    """Sequences are (time, batch, …)."""

    def __post_init__(self) -> None:
        if sorted(self.gates) != sorted("ifgo") or sorted(self.coupled) not in (sorted("fgo"), sorted("igo")):
            raise ValueError(
                _(
                    "gates must be an order of i, f, g, o and coupled one of f, g, o or of i, g, o; "
                    "got {gates} and {coupled}"
                ).format(gates=self.gates, coupled=self.coupled)
            )

    @property
    def learned(self) -> str:
        """The coupled gate that is learned: f or i."""
        return "f" if "f" in self.coupled else "i"

    @property
    def peepholes(self) -> str:
        """The order of the peepholes: that of the gates, without g."""
        return self.coupled.replace("g", "")

    @property
    def time_axis(self) -> int:
        return 0 if self.time_first else 1

    def unpack(self, packed: Tensor, gates: str, dim: int = 0) -> dict[str, Tensor]:
        """The gates of a packed tensor, by letter."""
        sizes = (-1, len(gates)) if self.interleaved else (len(gates), -1)
        at = dim + 1 if self.interleaved else dim
        return dict(zip(gates, packed.unflatten(dim, sizes).unbind(at), strict=True))

    def pack(self, parts: dict[str, Tensor], gates: str, dim: int = 0) -> Tensor:
        """The opposite of unpack."""
        return torch.stack([parts[gate] for gate in gates], dim + 1 if self.interleaved else dim).flatten(dim, dim + 1)

    def exchanged(self, first: str, second: str) -> "Variant":
        """The version in which two gates have changed places: what it looks like to who takes one for the other."""
        turn = str.maketrans(first + second, second + first)
        coupled = self.coupled.translate(turn)
        fits = sorted(coupled) == sorted(self.coupled)
        return replace(self, gates=self.gates.translate(turn), coupled=coupled if fits else self.coupled)

    def other_packing(self) -> "Variant":
        """The version with blocks where this one is interleaved, or the other way round."""
        return replace(self, interleaved=not self.interleaved)

    def phrases(self) -> dict[str, str]:
        """What changes in the text of the exercise: phrases of the default version, and what replaces each."""
        default = Variant()
        changes = dict(zip(default._texts(), self._texts(), strict=True))
        return {before: after for before, after in changes.items() if before != after}

    def _texts(self) -> list[str]:
        """The phrases of the text that depend on the version, in a fixed order."""
        other = "i" if self.learned == "f" else "f"
        gate, peephole = self.learned, rf" + p_{self.learned} \odot c_{{t-1}}"
        return [
            "(batch, time, input)" if not self.time_first else "(time, batch, input)",
            "(batch, time, hidden)" if not self.time_first else "(time, batch, hidden)",
            "the batch axis comes first" if not self.time_first else "the time axis comes first",
            "`h[n, t]` is" if not self.time_first else "`h[t, n]` is",
            "enumerate(x.unbind(1))" if not self.time_first else "enumerate(x.unbind(0))",
            "torch.stack(outputs, dim=1)" if not self.time_first else "torch.stack(outputs, dim=0)",
            "**" + ", ".join(self.gates) + "**: with",
            "**" + ", ".join(self.coupled) + "**, and",
            "**" + ", ".join(self.peepholes) + "**, in",
            ", ".join(self.gates) + " = packed.unflatten",
            ", ".join(self.gates) + " = self.b.unflatten",
            "    " + ", ".join(self.coupled) + " = packed.unflatten",
            ", ".join(f"p_{letter}" for letter in self.peepholes) + " = p.unflatten",
            "(" + ", ".join(f"d_{letter}" for letter in self.gates) + "), dim=-2).flatten(-2)"
            if not self.interleaved
            else "(" + ", ".join(f"d_{letter}" for letter in self.gates) + "), dim=-1).flatten(-2)",
            *(
                ("(4, -1)).unbind(-2)", "(3, -1)).unbind(-2)", "(2, -1)).unbind(-2)")
                if not self.interleaved
                else ("(-1, 4)).unbind(-1)", "(-1, 3)).unbind(-1)", "(-1, 2)).unbind(-1)")
            ),
            "rows $kH, kH+1, \\dots, kH+H-1$"
            if not self.interleaved
            else "rows $k, k+4, k+8, \\dots$ (the gates are interleaved)",
            f"{gate}_t &= \\sigma(U_{gate} x_t + W_{gate} h_{{t-1}}{peephole} + b_{gate}) \\\\",
            f"{other}_t &= 1 - {gate}_t \\\\",
            f"{gate} = torch.sigmoid({gate} + p_{gate} * c)",
            f"{other} = 1 - {gate}",
            "lstm_unroll, LSTM)" if not self.time_first else "lstm_unroll, LSTM, time_first=True)",
        ]


def variant_from_key(key: str) -> Variant:
    """The class version that a key stands for: the same key, the same version."""
    digest = int.from_bytes(hashlib.sha256(f"lstm/{key}".encode()).digest())

    def draw(choices: Sequence[Any]) -> Any:
        nonlocal digest
        digest, number = divmod(digest, len(choices))
        return choices[number]

    def orders(letters: str) -> list[str]:
        return ["".join(order) for order in itertools.permutations(letters)]

    # never the default order: a copied answer of the default version must not pass
    return Variant(
        gates=draw([order for order in orders("ifgo") if order != "ifgo"]),
        interleaved=draw([False, True]),
        coupled=draw([order for order in orders("fgo") + orders("igo") if order != "fgo"]),
        time_first=draw([False, True]),
    )
