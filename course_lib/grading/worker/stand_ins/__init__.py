"""Small random functions that are answers to nothing: what checks pass as arguments to a student's function.

A stand-in is sent as its description and built on either side, so that checker and student hold the same function and
no reference answer comes near the student's code. Each file beside this one registers its own in ``KINDS``: ``general``
those of several exercises, ``<slug>`` those of one, which is copied beside the submissions of that exercise alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

KINDS: dict[str, Callable[..., Any]] = {}
for _module in sorted(module.name for module in iter_modules(__path__)):
    KINDS |= import_module(f"{__name__}.{_module}").KINDS


@dataclass(frozen=True)
class StandIn:
    """The description of a stand-in: its kind, the seed of its weights, its sizes."""

    kind: str
    seed: int
    sizes: tuple[int, ...] = ()

    def build(self) -> Any:
        """The function itself; or, of the kind `generator`, the torch.Generator."""
        return KINDS[self.kind](self.seed, *self.sizes)
