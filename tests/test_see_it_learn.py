"""See it learn: the last cell of an exercise trains what a student wrote, says what is missing, and costs nobody time."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import matplotlib.pyplot as plt
import pytest
from torch import Tensor

from course_lib.grading import notebooks
from course_lib.grading.checks import class_variant
from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.notebooks import kind
from course_lib.see_it_learn import attention
from course_lib.see_it_learn.playing import Curves
from tests import bank

SMALL: dict[str, dict[str, Any]] = {
    "recurrent": {"time": 6, "steps": 400},
    "lstm": {"time": 10, "steps": 350},
    "stacked": {"steps": 200},
    "generative": {"characters": 600, "rows": 2, "epochs": 40, "hidden_size": 48},
    "seq2seq": {"steps": 100, "longest": 3, "hidden_size": 48},
    "attention": {"steps": 180},
}
"""A size at which each of them ends within seconds."""


def played(slug: str, **settings: Any) -> Curves | None:
    """What the last cell of an exercise shows, with the answers of the solution and other settings."""
    names = bank.solution(slug)
    return import_module(f"course_lib.see_it_learn.{slug}").see_it_learn(
        *(names[name] for name in arguments(slug)), **settings
    )


def arguments(slug: str) -> list[str]:
    """The answers that the last cell hands over."""
    [cell] = [cell for cell in notebooks.build(slug).student.cells if kind(cell) == "play"]
    return re.search(r"see_it_learn\(([^)]*)\)", cell.source)[1].split(", ")  # type: ignore[index]


@pytest.fixture(scope="module", params=SMALL)
def curves(request: pytest.FixtureRequest) -> tuple[str, Curves]:
    shown = played(request.param, **SMALL[request.param])
    assert shown is not None
    return request.param, shown


# -------------------------------------------------------------------------------------------------------- every chapter
def test_the_answers_of_the_solution_learn(curves: tuple[str, Curves]) -> None:
    slug, shown = curves
    *_others, best = shown.losses
    assert shown.last(best) < shown.baseline / 2, slug


def test_curves_begin_before_training_and_are_drawn(curves: tuple[str, Curves]) -> None:
    _slug, shown = curves
    assert all(points[0][0] == 0 and len(points) > 10 for points in shown.losses.values())
    _figure, ax = plt.subplots()
    shown.draw(ax)
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert [line.get_ydata()[0] for line in dashed] == [shown.baseline]  # type: ignore[index]
    assert len(ax.lines) == len(shown.losses) + 1
    plt.close("all")


@pytest.mark.parametrize("slug", SMALL)
def test_a_notebook_ends_with_it(slug: str) -> None:
    *_others, play, stretch = notebooks.build(slug).student.cells
    assert kind(play) == "play"
    assert stretch.source.startswith("## For those who are bored (no points)")


@pytest.mark.parametrize(("slug", "missing"), [(slug, name) for slug in SMALL for name in arguments(slug)])
def test_an_unanswered_function_is_named_before_anything_is_trained(
    slug: str, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = bank.solution(slug)
    given_out = {cell.id: cell.source for cell in notebooks.build(slug).student.cells}
    exec(given_out[missing], names)  # as it is before anybody has answered
    play = import_module(f"course_lib.see_it_learn.{slug}").see_it_learn
    assert play(*(names[name] for name in arguments(slug))) is None
    assert capsys.readouterr().out == f"Answer {missing} first and run its cell; then run this one again.\n"


@pytest.mark.parametrize("slug", SMALL)
def test_nothing_is_trained_where_nbgrader_runs_the_notebook(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_arguments: Any) -> None:
        pytest.fail("an answer was called")

    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    answers: list[Callable[..., Any]] = [never for _name in arguments(slug)]
    assert import_module(f"course_lib.see_it_learn.{slug}").see_it_learn(*answers) is None


def test_an_error_that_is_no_missing_answer_is_shown() -> None:
    def wrong(*_arguments: Any) -> Any:
        return other()

    def other() -> Any:
        raise NotImplementedError("not here")

    with pytest.raises(NotImplementedError, match="not here"):
        import_module("course_lib.see_it_learn.stacked").see_it_learn(wrong, wrong, wrong)


# -------------------------------------------------------------------------------------------------------------- stacked
@pytest.mark.parametrize("curves", ["stacked"], indirect=True)
def test_who_reads_forward_stays_above_what_is_possible(curves: tuple[str, Curves]) -> None:
    _slug, shown = curves
    forward, _both = shown.losses
    assert shown.last(forward) > 0.97 * shown.baseline


# ----------------------------------------------------------------------------------------------------------------- lstm
def test_a_class_version_with_time_first_learns_the_same() -> None:
    variant = Variant(time_first=True)
    [call] = [cell.source for cell in notebooks.build("lstm", variant).student.cells if kind(cell) == "play"]
    assert call.endswith("see_it_learn(lstm_step, lstm_unroll, LSTM, time_first=True)")
    usual, turned = bank.solution("lstm"), bank.solution("lstm", variant.phrases())
    play = import_module("course_lib.see_it_learn.lstm").see_it_learn
    small: dict[str, Any] = {"time": 4, "steps": 5}
    losses = [
        play(*(names[name] for name in arguments("lstm")), **small, time_first=names is turned).losses
        for names in (usual, turned)
    ]
    assert losses[0] == losses[1]


# ------------------------------------------------------------------------------------ generative, seq2seq and attention
def test_each_is_a_figure(curves: tuple[str, Curves]) -> None:
    _slug, shown = curves
    assert shown._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize("curves", ["generative"], indirect=True)
def test_what_is_written_becomes_text(curves: tuple[str, Curves]) -> None:
    _slug, shown = curves
    (_when, before), (_later, after) = shown.texts  # type: ignore[attr-defined]
    assert len(before) == len(after) == 160
    assert before.count(" ") < 10 < after.count(" ")  # one symbol in forty, then one in six


@pytest.mark.parametrize("curves", ["seq2seq"], indirect=True)
def test_short_numbers_are_repeated_and_long_ones_are_not(curves: tuple[str, Curves]) -> None:
    _slug, shown = curves
    assert shown.exact[1] > 0.9  # type: ignore[attr-defined]
    assert shown.exact[12] < 0.1  # type: ignore[attr-defined]


@pytest.mark.parametrize("curves", ["attention"], indirect=True)
def test_it_comes_to_look_along_the_diagonal(curves: tuple[str, Curves]) -> None:
    _slug, shown = curves
    before, after = (on_diagonal(look.weights) for look in shown.looks)  # type: ignore[attr-defined]
    assert before < 0.2 < 0.4 < after


def on_diagonal(weights: Tensor) -> float:
    """The mean weight of the letter that has to be written."""
    return float(weights[:-1].flip(1).diagonal().mean())


@pytest.mark.parametrize("key", ["spring", "x"])
def test_a_class_version_of_attention_learns_as_well(key: str) -> None:
    variant = class_variant("attention", key)
    names = bank.solution("attention", variant.phrases())
    shown = attention.see_it_learn(*(names[name] for name in arguments("attention")), steps=60)
    assert shown is not None
    [points] = shown.losses.values()
    assert points[-1][1] < shown.baseline - 0.5
    assert attention.true_is_real(names["masked_softmax"]) != variant.true_is_padding
