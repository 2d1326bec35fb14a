"""What a recipe is given to run with, and the cards of what came out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from course_lib import checkpoints
from course_lib.checkpoints import Card, Record
from course_lib.recipes import runs
from course_lib.recipes.runs import Place, Result, Run
from course_lib.training import Clock

__all__ = ["RunContext"]


@dataclass(frozen=True)
class RunContext:
    """Where a recipe runs, and where it puts things."""

    to: Path
    """The folder of the cards and weights."""
    place: Place
    """The folder of what is begun, where a recipe that was interrupted goes on, and the device."""
    command: str
    """What a person types to run it; it stands in every record."""
    jobs: int = 1
    """Runs at a time, each in a process of its own."""
    progress: bool = False
    clock: Clock = field(default_factory=Clock)
    """Of all tries together."""

    def run_all(self, run: Run, each: Sequence[tuple[Any, ...]]) -> list[Result]:
        """The results of independent runs, in their order; see `runs.run_all`."""
        return runs.run_all(run, each, self.place, jobs=self.jobs, progress=self.progress)

    def sweep(
        self, run: Run, each: Sequence[tuple[Any, ...]], rates: Sequence[float], score: str, *, maximize: bool = False
    ) -> list[runs.Swept]:
        """Each run at each learning rate; see `runs.sweep`."""
        jobs, progress = self.jobs, self.progress
        return runs.sweep(run, each, rates, self.place, score, maximize=maximize, jobs=jobs, progress=progress)

    def record(
        self, name: str, value: float, unit: str, goal: str | None, seed: int, note: str | None = None
    ) -> Record:
        """A measured number of this run."""
        return checkpoints.record(name, value, unit, goal, seed, note, command=self.command)

    def card(
        self, recipe: Any, *, about: str, data: dict[str, Any], results: Any = None, records: Sequence[Record] = ()
    ) -> Card:
        """A checkpoint's card: `about` says what it is, `data` what it was trained on, by digest or by seed."""
        return {
            "about": about,
            "command": self.command,
            "recipe": asdict(recipe),
            "device": self.place.device,
            "data": data,
            "minutes": round(self.clock.seconds() / 60, 2),
            "results": results if results is not None else {},
            "records": list(records),
        }

    def save(self, name: str, card: Card, state: dict[str, Tensor] | None = None) -> str:
        """Write a card, and weights if there are any; gives the name."""
        checkpoints.save(name, card, state, self.to)
        return name

    def save_part(self, name: str, of: Card, about: str, state: dict[str, Tensor]) -> str:
        """Write the weights of one of several networks of a card, whose minutes and records stand there."""
        return self.save(name, of | {"about": about, "minutes": 0, "results": {}, "records": []}, state)
