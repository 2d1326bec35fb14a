"""The checks are judged by judged answers: right ones pass, wrong ones are told why, cheap ones earn nothing."""

import pytest
import torch

from course_lib.grading.checks import checks_of, class_variant, exercise, load, slugs
from course_lib.grading.judging import forbidden_calls
from course_lib.grading.judging.check import Check, Mistake
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import InProcess
from tests import bank

# `make bench` measures over 200 seeds and publishes the rates; here enough of them to guard what it found
SEEDS = [pytest.param(range(1), id="one seed"), pytest.param(range(1, 21), id="20 seeds", marks=pytest.mark.thorough)]


def each(kind: str) -> pytest.MarkDecorator:
    answers = [answer for slug in slugs() for answer in bank.answers(slug, kind)]
    return pytest.mark.parametrize("answer", answers, ids=[f"{answer.slug}/{answer}" for answer in answers])


each_mutant = pytest.mark.parametrize(
    ("check", "mistake", "form"),
    [
        pytest.param(check, mistake, form, id=f"{slug}/{check.name}/{mistake.name}-{form}")
        for slug in slugs()
        for check, mistake, form in bank.mutants(slug)
    ],
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
    check = load(answer.slug)[answer.check]
    for seed in seeds:
        result = bank.judge(answer, seed)
        assert result.status == "passed", result.message
        assert bool(result.delegated) == bool(check.built_ins)  # what it calls was seen, where it matters …
        assert forbidden_calls.merge(check, (), result.delegated) == ()  # … and is its own work


UNNAMED = {
    "attention": {"mended_attention/wa_query_unused__keys"},
    "generative": {
        "next_character_batches/wa_overlapping__one_shared",
        "next_character_batches/wa_previous_character__shifted_right",
        "sample/wa_one_draw_for_all__one_number",
        "training_step/wa_another_norm__mean_square",
    },
    "lstm": {
        "lstm_step/wa_remembering__global",
        "lstm_step_backward/wa_accumulating__global_dictionary",
        "lstm_unroll/wa_remembering__function_attribute",
    },
    "seq2seq": {"encode/wa_first_word_skipped__slice", "encode/wa_one_word_less__lt"},
}
"""Second implementations that are rejected and told what fails, but not why: none of the known forms answers as they do."""


@each("wa")
def test_a_second_implementation_of_a_mistake_is_rejected_and_named(answer: bank.Answer) -> None:
    result = bank.judge(answer, seed=1)
    assert result.points < result.maximum
    unnamed = str(answer) in UNNAMED.get(answer.slug, ())
    assert result.causes == (() if unnamed else (answer.what,)), result.message


@pytest.mark.parametrize("slug", slugs())
def test_hardly_any_second_implementation_stays_unnamed(slug: str) -> None:
    names = {str(answer) for answer in bank.answers(slug, "wa")}
    assert UNNAMED.get(slug, set()) <= names
    assert len(UNNAMED.get(slug, ())) <= 0.05 * len(names)


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


# ------------------------------------------------------------------------------------------------------- class versions
KEYS = ["autumn", "spring", "group A", "2027", "x"]
VERSIONED = [slug for slug in slugs() if exercise(slug).variant_from_key]


def checks_of_version(slug: str, key: str) -> dict[str, Check]:
    return {check.name: check for check in checks_of(slug, class_variant(slug, key))}


def phrases(slug: str, key: str) -> dict[str, str]:
    """What the version of a key changes in the text."""
    return class_variant(slug, key).phrases()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug in VERSIONED for name in load(slug)])
def test_a_class_version_takes_its_own_solution_and_names_mistakes(slug: str, name: str, key: str) -> None:
    check = checks_of_version(slug, key)[name]
    result = run_check(check, InProcess(bank.solution(slug, phrases(slug, key))))
    assert result.status == "passed", result.message
    for mistake in check.mistakes:
        torch.manual_seed(1)
        named = run_check(check, InProcess({name: mistake.forms[0]()}), seed=1)
        assert named.causes == (mistake.name,), named.message


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("slug", VERSIONED)
def test_a_class_version_takes_no_answer_to_another(slug: str, key: str) -> None:
    """The default's answers pass where the version changes nothing, and nowhere else."""
    assert class_variant(slug, key) != exercise(slug).variant()
    default, own = (bank.code_of(bank.solution_text(slug, changes)) for changes in ({}, phrases(slug, key)))
    answers = InProcess(bank.solution(slug))
    copied = [run_check(check, answers) for check in checks_of_version(slug, key).values()]
    passed = {result.check for result in copied if result.status == "passed"}
    assert passed == {result.check for result in copied if own[result.check] == default[result.check]}
    assert len(passed) < len(copied)


def test_all_class_versions_of_attention_are_drawn() -> None:
    versions = {exercise("attention").variant_from_key(f"group {number}") for number in range(100)}
    assert len(versions) == 7


def test_a_variant_without_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="an order of i, f, g, o"):
        load("lstm", gates="ifgg")


def test_an_exercise_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=f"There are: {', '.join(slugs())}"):
        load("lstn")
