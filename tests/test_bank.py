"""The checks are judged by judged answers: right ones pass, wrong ones are told why, cheap ones earn nothing."""

import ast
from typing import Any

import pytest
import torch

from course_lib.grading.checks import exercise, load, slugs
from course_lib.grading.judging.check import Check, Mistake, run_check
from course_lib.grading.running.session import InProcess
from tests import bank

# `make bench` measures over 200 seeds and publishes the rates; here enough of them to guard what it found
SEEDS = [pytest.param(range(1), id="one seed"), pytest.param(range(1, 41), id="40 seeds", marks=pytest.mark.thorough)]


def each(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("answer", [a for slug in slugs() for a in bank.answers(slug, kind)], ids=str)


MUTANTS = [mutant for slug in slugs() for mutant in bank.mutants(slug)]
each_mutant = pytest.mark.parametrize(
    ("check", "mistake", "form"),
    MUTANTS,
    ids=[f"{check.name}/{mistake.name}-{form}" for check, mistake, form in MUTANTS],
)


@pytest.mark.parametrize("slug", slugs())
@pytest.mark.parametrize("seeds", SEEDS)
def test_the_solution_earns_all_points(slug: str, seeds: range) -> None:
    names = bank.solution(slug)
    for check in load(slug).values():
        for seed in seeds:
            result = run_check(check, InProcess(names), seed)
            assert (result.status, result.points) == ("passed", check.points), result.message


@pytest.mark.parametrize("slug", slugs())
def test_points_lie_mostly_on_values_and_come_in_quarters(slug: str) -> None:
    for check in load(slug).values():
        on_values = sum(held.points for held in check.properties if held.gate or "padded" in held.name)
        assert check.points * 0.5 <= on_values <= check.points * 0.7, check.name
        assert all(held.points % 0.25 == 0 for held in check.properties)


@each_mutant
@pytest.mark.parametrize("seeds", SEEDS)
def test_a_known_mistake_is_rejected_and_named(check: Check, mistake: Mistake, form: int, seeds: range) -> None:
    for seed in seeds:
        torch.manual_seed(seed)
        result = run_check(check, InProcess({check.name: mistake.forms[form]()}), seed)
        assert result.status == "failed"
        assert result.points < check.points
        assert result.causes == (mistake.name,), result.message


@each("ac")
@pytest.mark.parametrize("seeds", SEEDS)
def test_a_right_answer_is_accepted_however_it_is_written(answer: bank.Answer, seeds: range) -> None:
    for seed in seeds:
        result = bank.judge(answer, seed)
        assert result.status == "passed", result.message


@each("wa")
def test_a_second_implementation_of_a_mistake_is_rejected(answer: bank.Answer) -> None:
    result = bank.judge(answer, seed=1)
    assert result.points < result.maximum


@pytest.mark.parametrize("slug", slugs())
def test_second_implementations_are_named_right_and_hardly_ever_wrong(slug: str) -> None:
    checks = load(slug)
    judged = [(answer, bank.judge(answer, 1, checks).causes) for answer in bank.answers(slug, "wa")]
    right = [answer for answer, causes in judged if causes == (answer.what,)]
    wrong = [str(answer) for answer, causes in judged if causes not in ((answer.what,), ())]
    assert len(right) >= 0.9 * len(judged)
    assert len(wrong) <= 0.01 * len(judged), wrong


@each("un")
def test_an_unknown_mistake_is_rejected_and_gets_no_cause(answer: bank.Answer) -> None:
    result = bank.judge(answer, seed=1)
    assert result.points < result.maximum
    assert result.causes == (), result.message


@each("two")
def test_two_mistakes_are_rejected(answer: bank.Answer) -> None:
    result = bank.judge(answer, seed=1)
    assert result.points < result.maximum


@each("zero")
def test_a_cheap_answer_earns_nothing(answer: bank.Answer) -> None:
    result = bank.judge(answer, seed=1)
    assert result.points == 0, result.message
    assert result.message


@pytest.mark.parametrize("slug", slugs())
def test_the_bank_is_large_enough(slug: str) -> None:
    for check in load(slug).values():
        judged = {
            kind: [a for a in bank.answers(slug, kind) if a.check == check.name] for kind in ("ac", "wa", "un", "zero")
        }
        assert len(judged["ac"]) >= 6
        assert {answer.what for answer in judged["wa"]} == {mistake.name for mistake in check.mistakes}
        assert len(judged["un"]) >= 4
        assert len(judged["zero"]) >= 6
        assert 10 <= len(check.mistakes) <= 30


WITH_VERSIONS = [slug for slug in slugs() if exercise(slug).variant_from_key is not None]


def definitions(text: str) -> dict[str, str]:
    """The code of each function and class of a text, without comments and docstrings, by name."""
    code = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(inner) is not None:
                    del inner.body[0]
            code[node.name] = ast.dump(node)
    return code


def may_stay(slug: str, variant: Any) -> set[str]:
    """Parts of an exercise that a version leaves as they are, so that an answer to the default passes."""
    default, own = definitions(bank.solution_text(slug)), definitions(bank.solution_text(slug, variant.phrases()))
    return {check.name for check in exercise(slug).checks(variant) if default[check.name] == own[check.name]}


@pytest.mark.parametrize("slug", WITH_VERSIONS)
@pytest.mark.parametrize("key", ["autumn", "spring", "group A", "2027", "x"])
def test_a_class_version_takes_its_own_solution_and_no_other(slug: str, key: str) -> None:
    variant = exercise(slug).variant_from_key(key)
    assert variant != exercise(slug).variant()
    own, default = bank.solution(slug, variant.phrases()), bank.solution(slug)
    for check in exercise(slug).checks(variant):
        result = run_check(check, InProcess(own))
        assert result.status == "passed", result.message
        for mistake in check.mistakes:
            torch.manual_seed(1)
            named = run_check(check, InProcess({check.name: mistake.forms[0]()}), seed=1)
            assert named.causes == (mistake.name,), named.message
    copied = [run_check(check, InProcess(default)) for check in exercise(slug).checks(variant)]
    passed = {result.check for result in copied if result.status == "passed"}
    assert passed == may_stay(slug, variant)


def test_all_class_versions_of_attention_are_drawn() -> None:
    versions = {exercise("attention").variant_from_key(f"group {number}") for number in range(100)}
    assert len(versions) == 7


def test_a_variant_without_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="an order of i, f, g, o"):
        load("lstm", gates="ifgg")


def test_an_exercise_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=f"There are: {', '.join(slugs())}"):
        load("lstn")
