"""What the small experiments have in common: they wait for the answers, train with the course's loop, and draw."""

import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import torch
from torch import nn

from course_lib.figures.curves import learning_curves
from course_lib.language import _
from course_lib.training import Batch, Settings, fit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Curves:
    """Losses on held-out data over the steps of training; Jupyter shows them as a figure."""

    size: ClassVar[tuple[float, float]] = (7, 3.6)
    """Of the figure, in inches."""

    losses: Mapping[str, Sequence[tuple[int, float]]]
    """Of each network by its name: (step, loss), the first one before training."""
    baseline: float
    baseline_name: str
    """What can be had without learning what the exercise is about."""
    loss_name: str

    def last(self, name: str) -> float:
        """The loss of a network at the end."""
        return self.losses[name][-1][1]

    def draw(self, ax: "Axes") -> "Axes":
        """The curves, each with its name and its last value, and the baseline, dashed."""
        value = _("{network}: {loss:.3f}")
        groups = {value.format(network=name, loss=points[-1][1]): [points] for name, points in self.losses.items()}
        ax.set_ylim(0, 1.6 * self.baseline)  # the first steps, from far above, would flatten all that follows
        ax.set_xlim(0, max(points[-1][0] for points in self.losses.values()))
        ax.set_xlabel(_("steps of training"))
        ax.set_ylabel(self.loss_name)
        baseline = value.format(network=self.baseline_name, loss=self.baseline)
        return learning_curves(ax, groups, baseline=(baseline, self.baseline))

    def draw_on(self, figure: "Figure") -> None:
        """Fill an empty figure: with the curves, and with more where there is more to see."""
        self.draw(figure.subplots())

    def _repr_png_(self) -> bytes:
        from matplotlib.figure import Figure

        figure = Figure(figsize=self.size, layout="constrained")
        self.draw_on(figure)
        file = BytesIO()
        figure.savefig(file, format="png", dpi=110)
        return file.getvalue()


C = TypeVar("C", bound=Curves)


def playable(experiment: Callable[..., C]) -> Callable[..., C | None]:
    """An experiment with a student's functions, as the last cell of a notebook calls it.

    While an answer is missing, a sentence names it. Nothing is trained where nbgrader runs the notebook: it has to
    cost a submission no time.
    """

    @wraps(experiment)
    def play(*answers: Callable[..., Any], **settings: Any) -> C | None:
        if "NBGRADER_EXECUTION" in os.environ:
            return None
        try:
            return experiment(*answers, **settings)
        except NotImplementedError as error:
            name = _raised_by(answers, error)
            if name is None:
                raise
        sentence = _("Answer {name} first and run its cell; then run this one again.")
        sys.stdout.write(sentence.format(name=name) + "\n")
        return None

    return play


def _raised_by(answers: Sequence[Callable[..., Any]], error: Exception) -> str | None:
    """The name of the answer in which an error was raised: a function, or a class with such a method."""
    *_before, (frame, _line) = traceback.walk_tb(error.__traceback__)
    for answer in answers:
        own = vars(answer).values() if isinstance(answer, type) else [answer]
        if any(getattr(function, "__code__", None) is frame.f_code for function in own):
            return answer.__name__
    return None


def learned(
    networks: Mapping[str, nn.Module],
    batches: Callable[[int], Batch],
    validation: Batch,
    settings: Settings,
    *,
    optimizers: Mapping[str, Callable[..., torch.optim.Optimizer]] = MappingProxyType({}),
    baseline: tuple[str, float],
    loss_name: str,
) -> Curves:
    """Train each network on the same batches; their losses on held-out data, from before the first step.

    A network is a module with a loss, as ``fit`` wants it; some may have an optimizer of their own.
    """
    # all of them once before the first one is trained: what is missing is missed at once, not after half a minute
    with torch.no_grad():
        before = {name: float(network.loss(validation)) for name, network in networks.items()}  # type: ignore[operator]
    losses = {}
    for name, network in networks.items():
        own = replace(settings, optimizer=optimizers.get(name, settings.optimizer))
        history = fit(network, batches, [validation], own, progress=name).history
        losses[name] = [(0, before[name]), *((int(one["step"]), one["validation_loss"]) for one in history)]
    name, loss = baseline
    return Curves(losses, loss, name, loss_name)
