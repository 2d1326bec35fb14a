"""The experiments of the chapter `recurrent`: how far a gradient travels, and what that means for learning to add."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.checkpoints import Record
from course_lib.data import adding
from course_lib.recipes.context import RunContext
from course_lib.recipes.runs import Place, trained
from course_lib.recurrent import RNN, Init, gradient_norms, rnn_step
from course_lib.training import Settings, generator_for

SOLVED = 0.01
"""A mean squared error of the adding problem that counts as solved; always saying 1 gives 0.167."""
HELD_OUT, HELD_OUT_SEED = 512, 1_000_000
NETWORKS = 9
"""So many are drawn to follow gradients."""
RADII = (0.5, 0.8, 1.0, 1.2, 1.5, 3.0)


@dataclass(frozen=True)
class Recipe:
    """How the experiments of this chapter are run."""

    times: tuple[int, ...] = (50,)
    """Lengths of the adding problem."""
    seeds: tuple[int, ...] = (0,)
    steps: int = 2000
    """Steps of training at most: a run that has solved its problem ends."""
    hidden_size: int = 64
    batch: int = 32
    lr: float = 5e-3
    gradient_time: int = 200
    """Time steps over which gradients are followed back."""


FULL = Recipe(times=(50, 100, 200), seeds=(0, 1, 2), steps=5000)


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Follow the gradients, train every network on every length and seed, and write the card."""
    curves = gradient_curves(recipe.hidden_size, recipe.gradient_time)
    runs = adding_runs(tuple(f"RNN, {init}" for init in get_args(Init)), recipe, context)
    card = context.card(
        recipe,
        about="Gradients that travel back through plain recurrent networks before training; "
        "plain networks on the adding problem.",
        data={"adding": "drawn from the seed of each run"},
        results={"gradients": curves, "adding": runs},
        records=[*gradient_records("recurrent", curves, context), *adding_records("recurrent", runs, context)],
    )
    return [context.save("recurrent", card)]


# ------------------------------------------------------------------------------------------------------- gradients
def gradient_curves(hidden_size: int, time: int) -> dict[str, list[float]]:
    """For each initialisation of W, the norm of the gradient at each state, from the first to the last.

    It is a mean over 16 rows. The loss sees the last state; its gradient there has the norm 1. In float64, where 1e-300
    is not yet nothing.
    """
    return middle([curves_of_network(number, hidden_size, time) for number in range(NETWORKS)])


def middle(drawn: Sequence[dict[str, Float[Tensor, " time"]]]) -> dict[str, list[float]]:
    """Of the curves of several networks, by name, the value in the middle at each state: one draw alone is chance."""
    return {name: torch.stack([curves[name] for curves in drawn]).median(0).values.tolist() for name in drawn[0]}


def curves_of_network(number: int, hidden_size: int, time: int) -> dict[str, Float[Tensor, " time"]]:
    x, h, d_h = gradient_case(number, hidden_size, time)
    U = (2 * torch.rand(hidden_size, x.shape[2], generator=generator_for(number, 1)) - 1).double() / hidden_size**0.5
    b = torch.zeros(hidden_size).double()
    random = torch.randn(hidden_size, hidden_size, generator=generator_for(number, 2)).double()
    random /= torch.linalg.eigvals(random).abs().max()  # of spectral radius 1
    initial = {f"radius {radius:g}": radius * random for radius in RADII}
    initial |= {"orthogonal": torch.linalg.qr(random)[0], "identity": torch.eye(hidden_size)}
    return {
        name: gradient_norms(partial(rnn_step, U=U, W=W.double(), b=b), x, h, d_h).mean(0)
        for name, W in initial.items()
    }


def gradient_case(
    number: int, hidden_size: int, time: int
) -> tuple[Float[Tensor, "batch time input"], Float[Tensor, "batch hidden"], Float[Tensor, "batch hidden"]]:
    """Random inputs of a network, a first state of zeros, and a gradient of norm 1 at the last state."""
    x = torch.randn(16, time, 16, generator=generator_for(number, 3)).double()
    d_h = nn.functional.normalize(torch.randn(16, hidden_size, generator=generator_for(number, 4)).double())
    return x, torch.zeros_like(d_h), d_h


def gradient_records(slug: str, curves: dict[str, list[float]], context: RunContext) -> list[Record]:
    """What is left of each gradient 50 steps back."""
    unit = "of a gradient of norm 1 is left 50 steps back"
    return [
        context.record(f"{slug}/gradient/{name.replace(', ', '-').replace(' ', '-')}", curve[-51], unit, None, 0)
        for name, curve in curves.items()
    ]


# ----------------------------------------------------------------------------------------------- the adding problem
class Adder(nn.Module):
    """A number from a sequence: what a network keeps of it, and a linear layer."""

    def __init__(self, summary: Callable[[Tensor], Tensor], hidden_size: int) -> None:
        super().__init__()
        self.summary, self.readout = summary, nn.Linear(hidden_size, 1)

    def forward(self, x: Float[Tensor, "batch time input"]) -> Float[Tensor, " batch"]:
        answer: Tensor = self.readout(self.summary(x)).squeeze(1)
        return answer

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        x, y = batch
        return nn.functional.mse_loss(self(x), y)


class LastState(nn.Module):
    """The last h of a recurrent network, which is all that it keeps of a sequence."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Float[Tensor, "batch time input"]) -> Float[Tensor, "batch hidden"]:
        every_h, _last = self.network(x)
        return every_h[:, -1]  # type: ignore[no-any-return]


def plain_network(name: str, hidden_size: int) -> nn.Module:
    """What stands behind a name such as “RNN, orthogonal”."""
    return LastState(RNN(2, hidden_size, init=name.removeprefix("RNN, ")))  # type: ignore[arg-type]


Makes = Callable[[str, int], nn.Module]


def adding_runs(
    names: Sequence[str], recipe: Any, context: RunContext, makes: Makes = plain_network
) -> list[dict[str, Any]]:
    """Every network on every length, with every seed; the longest first, so that no process waits at the end."""
    each = [
        (makes, name, length, seed, recipe.steps, recipe.hidden_size, recipe.batch, recipe.lr)
        for length in sorted(recipe.times, reverse=True)
        for name in names
        for seed in recipe.seeds
    ]
    return context.run_all(add, each)


def add(
    makes: Makes, name: str, length: int, seed: int, steps: int, hidden_size: int, batch: int, lr: float, place: Place
) -> dict[str, Any]:
    """Train one network on the adding problem of one length, until it is solved or the steps are done."""

    def sequences(step: int) -> tuple[Tensor, Tensor]:
        return adding.draw(batch, length, generator_for(seed, step))

    held_out = adding.draw(HELD_OUT, length, generator_for(HELD_OUT_SEED, length))
    settings = Settings(steps, lr, seed=seed, evaluate_every=100, target_score=SOLVED)
    run = f"{name}, T{length}, seed {seed}"
    _model, done = trained(
        lambda: Adder(makes(name, hidden_size), hidden_size), sequences, [held_out], settings, place, run
    )
    solved = done.best_step if done.best <= SOLVED else None
    return {"network": name, "time": length, "seed": seed, "error": done.best, "solved": solved, "steps": done.step}


def adding_records(slug: str, runs: list[dict[str, Any]], context: RunContext) -> list[Record]:
    """Of each network and length: how many seeds solved it, and after how many steps."""
    records = []
    for name, length in dict.fromkeys((run["network"], run["time"]) for run in runs):
        those = [run for run in runs if (run["network"], run["time"]) == (name, length)]
        solved = sorted(run["solved"] for run in those if run["solved"] is not None)
        note = "solved after {} steps".format(", ".join(map(str, solved))) if solved else "none solved it"
        unit = f"of {len(those)} seeds solved it"
        seed = those[0]["seed"]
        where = f"{slug}/adding/{name.replace(', ', '-').replace(' ', '-')}/T{length}"
        records.append(context.record(where, len(solved), unit, None, seed, note))
    return records
