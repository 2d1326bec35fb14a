"""The runs of a recipe, with made-up networks: trained once, kept, resumed after any end, at the rate that suits them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from course_lib import files, recipes
from course_lib.data import grammar
from course_lib.recipes import runs, seq2seq
from course_lib.recipes.runs import Place, Result, digest_of, run_all, seeded, sweep, trained
from course_lib.training import Settings, generator_for
from tests.conftest import REPOSITORY
from tests.test_recipes import TINY, Inline, plain

SETTINGS = Settings(steps=20, lr=1e-2, evaluate_every=5, seed=3)


class Plane(nn.Module):
    """A linear map of pairs that lie in a dictionary, as batches of pictures and captions may."""

    def __init__(self) -> None:
        super().__init__()
        self.map = nn.Linear(4, 1)

    def loss(self, batch: dict[str, Tensor]) -> Tensor:
        return nn.functional.mse_loss(self.map(batch["x"])[:, 0], batch["y"])


def draw(step: int) -> dict[str, Tensor]:
    x = torch.randn(8, 4, generator=generator_for(1, step))
    return {"x": x, "y": x.sum(1)}


HELD_OUT = [draw(10_000)]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "pool", Inline)


# ------------------------------------------------------------------------------------------------------------- one run
def test_a_network_is_drawn_by_its_seed_trained_and_kept(tmp_path: Path) -> None:
    place = Place(tmp_path)
    torch.manual_seed(8)
    expected = torch.rand(2)
    torch.manual_seed(8)
    model, history = trained(Plane, draw, HELD_OUT, SETTINGS, place, "a plane")
    assert torch.equal(torch.rand(2), expected), "the caller's random numbers were used"
    assert not model.training
    assert history.best < history.history[0]["score"] * 1.01
    kept = place.weights("a plane")
    assert all(torch.equal(kept[name], value) for name, value in model.state_dict().items())
    again, read = trained(Plane, never, HELD_OUT, SETTINGS, place, "a plane")
    assert read == history
    assert torch.equal(again.map.weight, model.map.weight)
    other = seeded(Plane, 4).map.weight
    assert torch.equal(seeded(Plane, 3).map.weight, seeded(Plane, 3).map.weight)
    assert not torch.equal(seeded(Plane, 3).map.weight, other)


def never(_step: int) -> dict[str, Tensor]:
    raise AssertionError("it would be trained again")


def test_a_score_of_ones_own_chooses_the_weights(tmp_path: Path) -> None:
    scores = iter([0.2, 0.9, 0.5, 0.1])
    settings = Settings(**{**vars(SETTINGS), "maximize": True})
    _model, history = trained(
        Plane, draw, HELD_OUT, settings, Place(tmp_path), "plane", evaluate=lambda _model: next(scores), prefetch=2
    )
    assert (history.best, history.best_step) == (0.9, 10)


@pytest.mark.parametrize("batch", [(torch.ones(2), torch.zeros(1)), [torch.ones(2)], {"x": (torch.ones(1), None)}])
def test_a_batch_of_any_form_is_put_on_the_device(batch: Any, tmp_path: Path) -> None:
    moved = Place(tmp_path, "meta").on_device(batch)
    assert type(moved) is type(batch)
    parts: list[Tensor] = []
    runs.map_state(lambda tensor: parts.append(tensor) or tensor, moved)  # type: ignore[func-returns-value]
    assert parts
    assert all(part.is_meta for part in parts)


# ------------------------------------------------------------------------------------------------------------ all runs
def slope(name: str, seed: int, place: Place) -> Result:
    files.append_lines(place.work / "trained", [f"{name} {seed}"])
    return {"slope": len(name) + seed}


def test_a_run_is_done_once_and_an_experiment_grows(tmp_path: Path) -> None:
    place = Place(tmp_path)
    first = run_all(slope, [("a", 0), ("b", 0)], place)
    assert [run["slope"] for run in first] == [1, 1]
    longer = run_all(slope, [("a", 0), ("c", 5), ("b", 0)], place)
    assert [run["slope"] for run in longer] == [1, 6, 1]
    assert (tmp_path / "trained").read_text("utf-8").splitlines() == ["a 0", "b 0", "c 5"]
    assert all(run["seconds"] >= 0 for run in longer)


def test_where_the_work_lies_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    run_all(slope, [("a", 0)], Place(tmp_path / "one"))
    (tmp_path / "one").rename(tmp_path / "two")
    assert run_all(slope, [("a", 0)], Place(tmp_path / "two"))[0]["slope"] == 1
    assert (tmp_path / "two" / "trained").read_text("utf-8").splitlines() == ["a 0"]


def test_what_several_runs_need_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, Any]:
        made.append(1)
        return {"words": ["é", "b"]}

    place = Place(tmp_path / "new")
    assert place.once("words", make) == place.once("words", make) == {"words": ["é", "b"]}
    assert made == [1]
    assert [file.name for file in place.work.iterdir()] == ["words.json"]


def test_the_sentences_of_the_grammar_are_drawn_once_for_all_networks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    pairs = grammar.pairs

    def watched(count: int, *arguments: Any) -> Any:
        drawn.append(count)
        return pairs(count, *arguments)

    monkeypatch.setattr(grammar, "pairs", watched)
    recipes.train("seq2seq", to=tmp_path, work=tmp_path / "begun", device="cpu", changed=TINY["seq2seq"])
    assert drawn.count(TINY["seq2seq"]["sentences"]) == 1
    assert {"fixed", "attention"} <= set(seq2seq.TASKS), "two networks read them"


# ------------------------------------------------------------------------------------------------- killed, and resumed
KILLED = """
import os, signal, sys
from pathlib import Path
from course_lib.recipes.runs import Place, run_all, trained
from tests import test_runs

def killed(seed, place):
    def draw(step):
        if step == 13 and not (place.work / "killed").exists():
            (place.work / "killed").touch()
            os.kill(os.getppid(), signal.SIGKILL)  # the recipe, and its run
            os.kill(os.getpid(), signal.SIGKILL)
        return test_runs.draw(step)
    model, history = trained(test_runs.Plane, draw, test_runs.HELD_OUT, test_runs.SETTINGS, place, f"plane {seed}")
    return {"best": history.best, "weight": model.map.weight.tolist()}

if __name__ == "__main__":
    place = Place(Path(sys.argv[1]))
    place.work.mkdir(exist_ok=True)
    run_all(killed, [(0,), (1,)], place)
"""


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_recipe_that_is_killed_goes_on_and_ends_as_an_unbroken_one(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    command = [sys.executable, str(script), str(tmp_path / "work")]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    assert not list((tmp_path / "work").glob("killed-*.json")), "no run has ended"
    log = tmp_path / "work" / "plane-0" / "log.jsonl"
    assert [json.loads(line)["step"] for line in log.read_text("utf-8").splitlines()] == [5, 10]
    subprocess.run(command, env=environment, check=True)
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "killed").touch()
    subprocess.run([*command[:2], str(whole)], env=environment, check=True)
    ended, unbroken = (
        {file.name: plain(json.loads(file.read_text("utf-8"))) for file in folder.glob("killed-*.json")}
        for folder in (tmp_path / "work", whole)
    )
    assert len(ended) == 2
    assert ended == unbroken


# -------------------------------------------------------------------------------------------------- a learning rate
def descend(curvature: float, lr: float, place: Place) -> Result:
    """Ten steps down a parabola: a rate too high explodes, one too low gets nowhere."""
    files.append_lines(place.work / "trained", ["x"])
    x = 1.0
    for _step in range(10):
        x -= lr * curvature * x
    if abs(x) > 1e3:
        raise FloatingPointError("the loss is inf")
    return {"error": abs(x), "left": -abs(x)}


RATES = (0.001, 0.1, 0.5, 10.0)


@pytest.mark.parametrize(("score", "maximize"), [("error", False), ("left", True)])
def test_each_network_gets_the_rate_that_suits_it(score: str, maximize: bool, tmp_path: Path) -> None:
    flat, steep = sweep(descend, [(1.0,), (9.0,)], RATES, Place(tmp_path), score, maximize=maximize)
    assert (flat.best, steep.best) == (0.5, 0.1)
    assert list(flat.results) == list(RATES)
    assert flat.results[10.0] is None
    assert flat.results[0.5] is not None
    assert flat.results[0.5]["error"] == pytest.approx(0.5**10)
    sweep(descend, [(1.0,), (9.0,)], RATES, Place(tmp_path), score, maximize=maximize)
    assert (tmp_path / "trained").read_text("utf-8") == "x\n" * 8, "what was swept is kept"


def test_a_network_that_learns_at_no_rate_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"descend\(9.0,\) diverged at every learning rate \(5, 10\). Try smaller ones"
    ):
        sweep(descend, [(1e-9,), (9.0,)], (5.0, 10.0), Place(tmp_path), "error")


def test_other_settings_have_another_name() -> None:
    one = digest_of([1, "a", seq2seq.Recipe()])
    assert one != digest_of([1, "a", seq2seq.Recipe(lr=1e-3)])
    assert one == digest_of([1, "a", seq2seq.Recipe()])
    assert digest_of([slope]) != digest_of([descend])
