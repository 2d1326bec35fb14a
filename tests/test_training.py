"""The training loop: a run depends on its settings and on nothing else, however often it is interrupted."""

import json
import math
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from course_lib.training import (
    Clock,
    History,
    Settings,
    constant,
    cosine,
    fit,
    generator_for,
    linear,
    resolve_device,
)

SETTINGS = Settings(steps=30, lr=1e-2, evaluate_every=5, seed=3)


class Line(nn.Module):
    """A linear map behind dropout, whose loss draws random numbers at each step."""

    def __init__(self) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(0)
            self.dropout, self.map = nn.Dropout(0.5), nn.Linear(4, 1)
        self.modes: list[bool] = []

    def loss(self, batch: Tensor) -> Tensor:
        self.modes.append(self.training)
        return nn.functional.mse_loss(self.map(self.dropout(batch))[:, 0], batch.sum(1))


class Memory(nn.Module):
    """A running sum that is carried from batch to batch."""

    def __init__(self) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(1)
            self.map = nn.Linear(4, 4)
        self.arrived: list[Any] = []

    def loss(self, batch: Tensor, state: tuple[Tensor, tuple[Tensor, ...]] | None) -> tuple[Tensor, Any]:
        self.arrived.append(state)
        before = batch.new_zeros(4) if state is None else state[0] + state[1][0]
        after = torch.tanh(self.map(batch).mean(0) + before)
        return (after - 0.3).square().sum(), (after, (after / 2,))


def batches(step: int) -> Tensor:
    return torch.randn(8, 4, generator=generator_for(11, step))


HELD_OUT = batches(10_000)


def trained(
    model: Any,
    settings: Settings,
    folder: Path | None = None,
    batches: Callable[[int], Tensor] = batches,
    prefetch: int = 0,
) -> tuple[History, dict[str, Tensor]]:
    history = fit(model, batches, [HELD_OUT], settings, folder, prefetch=prefetch)
    return history, model.state_dict()


class Killed(Exception):
    """In place of what ends a run from outside."""


def killed_at(stop: int) -> Callable[[int], Tensor]:
    def until(step: int) -> Tensor:
        if step == stop:
            raise Killed
        return batches(step)

    return until


# ------------------------------------------------------------------------------------------------- the same weights
@pytest.mark.parametrize("stops", [(1,), (5,), (7, 12), (29,), (3, 4, 6, 11, 28)])
@pytest.mark.parametrize("kind", ["dropout", "stateful", "schedule", "optimizer", "patience", "prefetch"])
def test_a_run_that_was_interrupted_ends_with_the_weights_of_an_unbroken_one(
    kind: str, stops: tuple[int, ...], tmp_path: Path
) -> None:
    model = Memory if kind == "stateful" else Line
    changes: dict[str, dict[str, Any]] = {
        "stateful": {"stateful": True},
        "schedule": {"schedule": cosine, "warmup": 7},
        "optimizer": {"optimizer": partial(torch.optim.SGD, momentum=0.9)},
        "patience": {"patience": 3, "lr": 0.5},
    }
    settings = Settings(**{**vars(SETTINGS), **changes.get(kind, {})})
    ahead = 3 if kind == "prefetch" else 0
    unbroken, weights = trained(model(), settings, tmp_path / "unbroken")
    for stop in stops:
        try:
            trained(model(), settings, tmp_path / "broken", killed_at(stop), ahead)
        except Killed:
            torch.rand(stop)  # whoever goes on has drawn other numbers in between
    history, same = trained(model(), settings, tmp_path / "broken", prefetch=ahead)
    assert all(torch.equal(same[name], weights[name]) for name in weights)
    assert [entry | {"seconds": 0} for entry in history.history] == [
        entry | {"seconds": 0} for entry in unbroken.history
    ]
    assert (history.best, history.best_step, history.step) == (unbroken.best, unbroken.best_step, unbroken.step)


def test_a_run_goes_on_at_its_last_evaluation(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        trained(Line(), SETTINGS, tmp_path, killed_at(17))
    asked = []
    trained(Line(), SETTINGS, tmp_path, lambda step: asked.append(step) or batches(step))  # type: ignore[func-returns-value]
    assert asked == list(range(15, 30))


def test_a_run_that_has_ended_is_only_read(tmp_path: Path) -> None:
    ended, weights = trained(Line(), SETTINGS, tmp_path)
    read, same = trained(Line(), SETTINGS, tmp_path, killed_at(0))
    assert read == ended
    assert all(torch.equal(same[name], weights[name]) for name in weights)


def test_a_folder_of_other_settings_is_refused_by_a_sentence(tmp_path: Path) -> None:
    trained(Line(), SETTINGS, tmp_path)
    changed: list[dict[str, Any]] = [
        {"max_norm": 2.0, "seed": 4},
        {"optimizer": torch.optim.SGD, "schedule": cosine},
        {"optimizer": partial(torch.optim.Adam, betas=(0.9, 0.98))},
    ]
    for changes in changed:
        other = Settings(**{**vars(SETTINGS), **changes})
        names = ", ".join(name for name in vars(SETTINGS) if name in changes)
        with pytest.raises(ValueError, match=rf"holds a run with other settings \({names}\). Give another folder"):
            trained(Line(), other, tmp_path)


def test_a_run_killed_while_it_writes_keeps_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unbroken, weights = trained(Line(), SETTINGS, tmp_path / "unbroken")

    def half(file: Path, data: bytes) -> int:
        with file.open("wb") as stream:
            stream.write(data[: len(data) // 2])
        raise Killed

    with pytest.raises(Killed):
        trained(Line(), SETTINGS, tmp_path / "broken", killed_at(12))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", half)
        with pytest.raises(Killed):
            trained(Line(), SETTINGS, tmp_path / "broken")
    history, same = trained(Line(), SETTINGS, tmp_path / "broken")
    assert history.best == unbroken.best
    assert all(torch.equal(same[name], weights[name]) for name in weights)


def test_seeds_differ_and_the_callers_random_numbers_stay() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    _history, one = trained(Line(), SETTINGS)
    assert torch.equal(torch.rand(3), expected)
    _history, two = trained(Line(), Settings(**{**vars(SETTINGS), "seed": 4}))
    assert not torch.equal(one["map.weight"], two["map.weight"])


def test_draws_depend_on_seed_and_step_alone() -> None:
    def numbers(seed: int, step: int) -> Tensor:
        return torch.rand(4, generator=generator_for(seed, step))

    torch.manual_seed(1)
    first = numbers(2, 3)
    torch.rand(7)
    assert torch.equal(numbers(2, 3), first)
    assert not torch.equal(numbers(3, 2), first)
    assert not torch.equal(numbers(2, 4), first)
    assert not torch.equal(numbers(1_000_000, 3), numbers(0, 3))


# -------------------------------------------------------------------------------------------------------- one step
def test_one_step_is_adam_after_clipping() -> None:
    settings = Settings(steps=3, lr=0.1, max_norm=1e-3, evaluate_every=3, seed=3)
    model, by_hand = Memory(), Memory()
    trained(model, Settings(**{**vars(settings), "stateful": True}))
    optimizer, state = torch.optim.Adam(by_hand.parameters(), lr=0.1), None
    for step in range(3):
        loss, (after, (part,)) = by_hand.loss(batches(step), state)
        state = after.detach(), (part.detach(),)
        gradients = torch.autograd.grad(loss, list(by_hand.parameters()))
        norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
        assert norm > settings.max_norm
        for parameter, gradient in zip(by_hand.parameters(), gradients, strict=True):
            parameter.grad = gradient * settings.max_norm / (norm + 1e-6)
        optimizer.step()
    torch.testing.assert_close(model.state_dict(), by_hand.state_dict())


def test_no_gradient_goes_from_one_batch_into_the_one_before() -> None:
    model = Memory()
    trained(model, Settings(steps=4, evaluate_every=4, stateful=True))
    first, *later, _of_the_score = model.arrived
    assert first is None
    assert len(later) == 3
    for state, (part,) in later:
        assert not state.requires_grad
        assert not part.requires_grad


def test_the_learning_rate_falls_in_a_straight_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = []
    step = torch.optim.Adam.step

    def watched(self: torch.optim.Adam) -> None:
        rates.append(self.param_groups[0]["lr"])
        step(self)

    monkeypatch.setattr(torch.optim.Adam, "step", watched)
    trained(Line(), Settings(steps=4, lr=0.8, schedule=linear, evaluate_every=4))
    assert rates == pytest.approx([0.8, 0.6, 0.4, 0.2])
    rates.clear()
    trained(Line(), Settings(steps=3, lr=0.8, evaluate_every=4))
    assert rates == [0.8] * 3


@pytest.mark.parametrize(
    ("schedule", "wanted"),
    [
        (constant, [1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4]),
        (linear, [1, 2, 3, 4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5]),
        (cosine, [1, 2, 3] + [2 + 2 * math.cos(math.pi * step / 8) for step in range(8)]),
        (lambda progress: 0.5**progress, [1, 2, 3] + [4 * 0.5 ** (step / 8) for step in range(8)]),
    ],
)
def test_the_learning_rate_rises_and_then_follows_its_schedule(
    schedule: Callable[[float], float], wanted: list[float]
) -> None:
    settings = Settings(steps=11, lr=4.0, schedule=schedule, warmup=3)
    assert [settings.lr_at(step) for step in range(11)] == pytest.approx(wanted)


def test_any_optimizer_takes_the_step() -> None:
    model, by_hand = Line(), Line()
    settings = Settings(steps=1, lr=0.1, max_norm=1e9, optimizer=partial(torch.optim.SGD, weight_decay=0.5))
    model.dropout.p = by_hand.dropout.p = 0.0
    trained(model, settings)
    by_hand.loss(batches(0)).backward()
    for name, parameter in by_hand.named_parameters():
        assert parameter.grad is not None
        wanted = parameter - 0.1 * (parameter.grad + 0.5 * parameter)
        torch.testing.assert_close(model.get_parameter(name), wanted)


# --------------------------------------------------------------------------------------------------- batches ahead
class Watched:
    """Batches that say in which thread each was made, and how far the training was then."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.threads: set[str] = set()

    def __call__(self, step: int) -> Tensor:
        self.asked.append(step)
        self.threads.add(threading.current_thread().name)
        return batches(step)


@pytest.mark.parametrize("ahead", [0, 1, 4, 100])
def test_batches_made_ahead_are_the_same_and_each_is_made_once(ahead: int) -> None:
    watched = Watched()
    _history, same = trained(Line(), SETTINGS, batches=watched, prefetch=ahead)
    _history, weights = trained(Line(), SETTINGS)
    assert all(torch.equal(same[name], weights[name]) for name in weights)
    assert watched.asked == list(range(SETTINGS.steps))
    main = threading.current_thread().name
    assert (main in watched.threads, len(watched.threads)) == (not ahead, 1)


def test_no_more_batches_are_made_ahead_than_were_asked_for() -> None:
    watched, model = Watched(), Line()
    furthest = []
    loss = model.loss

    def told(batch: Tensor) -> Tensor:
        furthest.append(max(watched.asked) if watched.asked else 0)
        return loss(batch)

    model.loss = told  # type: ignore[method-assign]
    settings = Settings(steps=20, evaluate_every=20)
    trained(model, settings, batches=watched, prefetch=3)
    assert all(asked <= step + 3 for step, asked in enumerate(furthest[:20]))


def test_a_batch_that_cannot_be_made_ahead_ends_the_run_at_its_own_step() -> None:
    def broken(step: int) -> Tensor:
        if step == 12:
            raise OSError("no such picture")
        return batches(step)

    model = Line()
    with pytest.raises(OSError, match="no such picture"):
        trained(model, SETTINGS, batches=broken, prefetch=5)
    assert sum(model.modes) == 12


# ------------------------------------------------------------------------------------------------- what is measured
def test_of_several_batches_held_out_the_mean_loss_is_kept_beside_the_score() -> None:
    model = Line()
    others = [batches(step) for step in (20_000, 20_001)]
    settings = Settings(steps=4, evaluate_every=2)
    history = fit(model, batches, others, settings, evaluate=lambda: 7.0)
    with torch.no_grad():
        mean = sum(float(model.eval().loss(batch)) for batch in others) / 2
    assert [entry["score"] for entry in history.history] == [7.0, 7.0]
    assert history.best_step == 2  # an equal score is no better one, so these are the weights of step 2
    assert history.history[0]["validation_loss"] == pytest.approx(mean)
    assert history.history[0]["validation_loss"] != history.history[1]["validation_loss"]


def test_a_state_goes_through_the_batches_held_out() -> None:
    model = Memory()
    fit(model, batches, [HELD_OUT, HELD_OUT], Settings(steps=1, stateful=True))
    in_training, first, second = model.arrived
    assert (in_training, first) == (None, None)
    assert second is not None


def test_nothing_to_validate_with_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="validation holds no batch; wanted at least one, held out from training"):
        fit(Line(), batches, [], SETTINGS)


def test_snapshots_are_the_weights_of_their_steps(tmp_path: Path) -> None:
    settings = Settings(steps=6, evaluate_every=4, snapshots=(3, 6))
    with pytest.raises(Killed):
        trained(Line(), settings, tmp_path, killed_at(5))
    trained(Line(), settings, tmp_path)
    assert sorted(file.name for file in tmp_path.glob("step-*")) == ["step-3.pt", "step-6.pt"]
    _history, after_three = trained(Line(), Settings(steps=3, evaluate_every=3))
    kept = torch.load(tmp_path / "step-3.pt", weights_only=True)
    assert all(torch.equal(kept[name], after_three[name]) for name in kept)


# ---------------------------------------------------------------------------------------------------------- the clock
def test_a_clock_goes_on_where_it_was_and_writes_nothing_where_nothing_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Clock(tmp_path / "work" / "seconds") as clock:
        now = 107.0
        assert clock.seconds() == 7
    assert not (tmp_path / "work").exists()
    with Clock(tmp_path / "seconds"):
        now = 108.0
    assert not (tmp_path / "seconds").exists()
    (tmp_path / "log").touch()
    now = 107.0
    with Clock(tmp_path / "seconds"):
        now = 110.0
    with Clock(tmp_path / "seconds"):
        now = 150.0
    assert Clock(tmp_path / "seconds").seconds() == 43
    assert Clock().seconds() == 0


def test_a_clock_that_is_killed_has_written_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "EVERY", 0.001)
    file = tmp_path / "seconds"
    (tmp_path / "log").touch()
    with Clock(file):
        while not file.exists():
            time.sleep(0.001)
        assert float(file.read_text("utf-8")) >= 0  # there before the end


def test_the_seconds_of_a_run_are_those_of_all_its_tries(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        trained(Line(), SETTINGS, tmp_path, killed_at(17))
    (tmp_path / "seconds").write_text("600", "utf-8")
    history, _weights = trained(Line(), SETTINGS, tmp_path)
    assert 600 < history.seconds < 700
    assert [entry["seconds"] >= 600 for entry in history.history] == [False] * 3 + [True] * 3


def test_dropout_is_on_in_training_and_off_in_the_score() -> None:
    model = Line()
    trained(model, Settings(steps=4, evaluate_every=2))
    assert model.modes == [True, True, False, True, True, False]


def test_one_batch_is_learned_by_heart() -> None:
    model = Line()
    model.dropout.p = 0.0
    history, _weights = trained(model, Settings(steps=600, lr=0.05, target_score=1e-6), batches=lambda _step: HELD_OUT)
    assert history.best <= 1e-6
    assert history.step < 600


# ------------------------------------------------------------------------------------------------------- the end
def scores(values: list[float], settings: Settings) -> tuple[History, Line]:
    """A run whose scores are given, one an evaluation; the weights say at which evaluation they were kept."""
    model = Line()
    told = iter(values)
    return fit(model, batches, [HELD_OUT], settings, evaluate=lambda: next(told)), model


def test_patience_ends_a_run_and_the_best_weights_stay() -> None:
    settings = Settings(steps=100, evaluate_every=2, patience=2)
    history, model = scores([3.0, 1.0, 2.0, 1.0, 0.5], settings)
    assert (history.step, history.best, history.best_step) == (8, 1.0, 4)  # an equal score is no better one
    short, same = scores([3.0, 1.0], Settings(steps=4, evaluate_every=2))
    assert torch.equal(model.map.weight, same.map.weight)
    assert short.best_step == 4


def test_a_goal_ends_a_run() -> None:
    history, _model = scores([3.0, 1.0, 2.0], Settings(steps=100, evaluate_every=2, target_score=1.0))
    assert (history.step, history.best) == (4, 1.0)


def test_a_higher_score_can_be_the_better_one() -> None:
    settings = Settings(steps=100, evaluate_every=2, patience=2, maximize=True)
    history, model = scores([0.1, 0.6, 0.3, 0.6, 0.9], settings)
    assert (history.step, history.best, history.best_step) == (8, 0.6, 4)
    _short, same = scores([0.1, 0.6], Settings(steps=4, evaluate_every=2, maximize=True))
    assert torch.equal(model.map.weight, same.map.weight)
    reached, _model = scores([0.1, 0.6, 0.7], Settings(steps=100, evaluate_every=2, maximize=True, target_score=0.6))
    assert (reached.step, reached.best) == (4, 0.6)


def test_the_last_step_is_evaluated() -> None:
    history, _model = scores([3.0, 2.0, 1.0], Settings(steps=5, evaluate_every=2))
    assert [entry["step"] for entry in history.history] == [2, 4, 5]


def test_a_loss_that_is_no_number_ends_with_a_sentence(tmp_path: Path) -> None:
    def broken(step: int) -> Tensor:
        return batches(step) * (math.nan if step == 12 else 1.0)

    with pytest.raises(
        FloatingPointError, match=r"After 15 steps the loss is nan. Try a smaller learning rate than 0.01"
    ):
        trained(Line(), SETTINGS, tmp_path, broken)
    log = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["step"] for line in log] == [5, 10]


@pytest.mark.parametrize("name", ["steps", "evaluate_every", "lr", "max_norm"])
@pytest.mark.parametrize("got", [0, -1])
def test_a_number_out_of_its_range_is_named(name: str, got: int) -> None:
    with pytest.raises(ValueError, match=f"{name} is {got}; wanted a number greater than 0"):
        Settings(**{"steps": 10, name: got})


@pytest.mark.parametrize("got", [-1, 10, 11])
def test_a_warm_up_is_shorter_than_the_training(got: int) -> None:
    with pytest.raises(ValueError, match=f"warmup is {got}; wanted a number of steps from 0 to less than steps, .* 10"):
        Settings(steps=10, warmup=got)


def test_without_a_word_a_tenth_of_the_steps_lies_between_two_evaluations() -> None:
    assert [Settings(steps).evaluate_every for steps in (2500, 10, 3)] == [250, 1, 1]


# -------------------------------------------------------------------------------------------------- what is told
def test_the_log_has_one_json_object_an_evaluation(tmp_path: Path) -> None:
    history, _weights = trained(Line(), SETTINGS, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert lines == history.history
    assert [line["step"] for line in lines] == [5, 10, 15, 20, 25, 30]
    assert all(set(line) == {"step", "loss", "validation_loss", "score", "seconds"} for line in lines)
    assert all(math.isfinite(value) for line in lines for value in line.values())


def test_the_bar_is_shown_when_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    trained(Line(), SETTINGS)
    assert capsys.readouterr() == ("", "")
    fit(Line(), batches, [HELD_OUT], SETTINGS, evaluate=lambda: 1.5, progress="reading")
    shown = capsys.readouterr().out
    assert "reading" in shown
    assert "30/30" in shown
    assert "1.5" in shown


# ------------------------------------------------------------------------------------------------------- devices
def test_a_device_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert resolve_device("auto") == resolve_device("cpu") == torch.device("cpu")
    for name in ("cuda", "cuda:1", "mps", "tpu"):
        with pytest.raises(ValueError, match=f"There is no device {name} here; there are: cpu."):
            resolve_device(name)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert resolve_device("auto") == torch.device("mps")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert resolve_device("auto") == torch.device("cuda")
    assert resolve_device("cuda:1") == torch.device("cuda:1")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_a_run_on_a_gpu_is_kept_and_read_on_the_cpu(tmp_path: Path) -> None:
    model = Line().cuda()
    history = fit(model, lambda step: batches(step).cuda(), [HELD_OUT.cuda()], SETTINGS, tmp_path, prefetch=2)
    read, weights = trained(Line(), SETTINGS, tmp_path, killed_at(0))
    assert read == history
    torch.testing.assert_close(weights, {name: value.cpu() for name, value in model.state_dict().items()})
