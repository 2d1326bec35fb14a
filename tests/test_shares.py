"""How the check of `sample` judges what was drawn: by shares, with a known rate of error."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Generator, Tensor

from course_lib import generative
from course_lib.grading.checks import load
from course_lib.grading.checks.generative.properties import chances
from course_lib.grading.checks.generative.requests import ROWS
from course_lib.grading.judging.run import run_check
from course_lib.grading.judging.statistics import RARE, is_uniform, surprise, surprise_of_two
from course_lib.grading.judging.trial import cases_of
from course_lib.grading.running.session import InProcess
from course_lib.grading.worker.protocol import Request

CHECK = load("generative")["sample"]


def request_of(regime: str, seed: int = 0) -> Request:
    return cases_of(CHECK, seed).request(regime, 0)


def written(request: Request, seed: int, change: Callable[..., Any] = lambda *arguments: arguments) -> Tensor:
    """What the course's own function writes, from another generator."""
    stand_in, *rest, _source = request.arguments
    return generative.sample(*change(stand_in.build(), *rest), Generator().manual_seed(seed))


def colder(model: Any, prompt: Tensor, length: int, temperature: float, top_k: int | None) -> tuple[Any, ...]:
    return model, prompt, length, temperature / 2, top_k


def test_a_right_share_surprises_as_seldom_as_it_should() -> None:
    """With rare cells too: a part p of all draws has a probability below p."""
    p = torch.tensor([0.5, 0.3, 0.1, 0.06, 0.02, 0.01, 0.006, 0.003, 0.001])
    generator = Generator().manual_seed(3)
    draws = torch.multinomial(p.expand(4000, -1), ROWS, replacement=True, generator=generator)
    tails = torch.tensor([surprise(torch.bincount(draw, minlength=9).double(), ROWS * p.double()) for draw in draws])
    assert (tails < RARE).sum() <= 8  # 2 are expected
    assert (tails < 0.05).double().mean() == pytest.approx(0.05, abs=0.012)
    assert (tails < 0.5).double().mean() == pytest.approx(0.5, abs=0.03)


def test_what_is_impossible_and_what_is_far_off_surprises() -> None:
    expected = torch.tensor([1000.0, 1000.0, 0.0])
    assert surprise(torch.tensor([1000.0, 999.0, 1.0]), expected) == 0
    assert surprise(torch.tensor([1120.0, 880.0, 0.0]), expected) < 1e-6
    assert surprise(torch.tensor([1000.0, 1000.0, 0.0]), expected) == 1
    assert surprise(torch.tensor([7.0]), torch.tensor([7.0])) == 1  # nothing to choose from


def test_two_counts_surprise_if_their_chances_differ() -> None:
    one = torch.tensor([500.0, 300.0, 190.0, 6.0, 4.0])
    assert surprise_of_two(one, one) == 1
    assert surprise_of_two(one, torch.tensor([520.0, 290.0, 182.0, 3.0, 5.0])) > 0.5
    assert surprise_of_two(one, torch.tensor([400.0, 400.0, 190.0, 6.0, 4.0])) < RARE
    assert surprise_of_two(torch.tensor([7.0]), torch.tensor([9.0])) == 1  # nothing to choose from


def test_a_uniform_sample_is_told_from_others() -> None:
    sample = torch.rand(2000, generator=Generator().manual_seed(1)) * 2 - 1
    assert is_uniform(sample, 1.0)
    assert is_uniform(sample / 3, 1 / 3)
    for other in (sample * 1.01, sample * 0.8, sample.sign(), sample**3, torch.zeros(2000)):
        assert not is_uniform(other, 1.0)


@pytest.mark.parametrize("regime", ["shares", "shares, warm", "shares of top_k", "shares of top_k, warm"])
def test_chances_are_those_of_the_text_that_is_written(regime: str) -> None:
    request = request_of(regime)
    wanted = chances(request)
    assert wanted.sum().item() == pytest.approx(1)
    text = written(request, 5)
    counts = torch.bincount(text[:, 0] * len(wanted) + text[:, 1], minlength=wanted.numel()) / len(text)
    assert (counts - wanted.flatten()).abs().max() < 0.06
    if "top_k" in regime:
        assert (wanted.sum(dim=1) > 0).sum() == 3


@pytest.mark.parametrize("regime", ["shares", "shares of top_k, warm", "likeliest", "one row"])
def test_texts_of_the_same_chances_are_alike(regime: str) -> None:
    request = request_of(regime)
    texts = [written(request, seed) for seed in range(20)]
    assert all(CHECK.equivalent(request, texts[0], other) for other in texts)


@pytest.mark.parametrize("seed", range(5))
def test_texts_of_other_chances_are_not_alike(seed: int) -> None:
    request = request_of("shares", seed)
    assert not CHECK.equivalent(request, written(request, 1), written(request, 2, colder))


def test_what_is_no_text_is_like_nothing_else() -> None:
    request = request_of("shares")
    text = written(request, 1)
    huge = text + 10**12  # a table of so many symbols would fill the memory
    for other in (None, text + 0.5, text[:, :1], text[:5], -1 - text, huge, 3):
        assert not CHECK.equivalent(request, text, other)
        assert CHECK.equivalent(request, other, other)


@pytest.mark.parametrize("seed", range(5))
def test_who_writes_row_by_row_does_not_call_the_model_for_ever(seed: int) -> None:
    """A call takes a fifth of a millisecond, and a check is to tell within a second."""
    calls = 0

    def sample(model: Any, prompt: Tensor, length: int, *rest: Any) -> Tensor:
        nonlocal calls
        calls += len(prompt) * length
        return generative.sample(model, prompt, length, *rest)

    assert run_check(CHECK, InProcess({"sample": sample}), seed).status == "passed"
    assert calls < 5500


def test_symbols_that_do_not_exist_are_told() -> None:
    def sample(model: Any, prompt: Tensor, length: int, temperature: float, top_k: int | None, source: Any) -> Tensor:
        text = generative.sample(model, prompt, length, temperature, top_k, source)
        return text if top_k == 1 else text + 100

    assert "symbols are numbers from 0 to" in run_check(CHECK, InProcess({"sample": sample})).message


def test_the_same_seed_gives_the_same_result_twice() -> None:
    """Also where numbers come from elsewhere: nothing of a result depends on what was drawn before."""

    def sample(model: Any, prompt: Tensor, length: int, temperature: float, top_k: int | None, source: Any) -> Tensor:
        return generative.sample(model, prompt, length, temperature, top_k, None)

    for _time in range(2):
        torch.manual_seed(1)
        result = run_check(CHECK, InProcess({"sample": sample}), seed=4)
        assert result.causes == ("generator_ignored",)
        assert result.points == 3.75
