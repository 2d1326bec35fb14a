"""How known mistakes are written down: in their order, each under its sentence, in all its forms."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from course_lib.grading.judging.check import Check, Quantity
from course_lib.grading.judging.mistakes import Bank
from course_lib.grading.judging.properties import values
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import InProcess
from course_lib.grading.worker.protocol import Request


def test_mistakes_have_the_names_and_the_order_in_which_they_are_written() -> None:
    bank = Bank()

    @bank.mistake("one is added")
    def one_more(x: int) -> int:
        return x + 1

    bank.known("negative", lambda x: -x, "the sign is turned around", lambda x: 0 - x)

    @bank.mistake("there is no bias")
    class NoBias:
        pass

    assert [(mistake.name, mistake.sentence, len(mistake.forms)) for mistake in bank.mistakes] == [
        ("one_more", "one is added", 1),
        ("negative", "the sign is turned around", 2),
        ("no_bias", "there is no bias", 1),
    ]
    assert not any(mistake.remembers for mistake in bank.mistakes)
    assert bank.mistakes[0].forms[0]() is one_more
    assert [form()(3) for form in bank.mistakes[1].forms] == [-3, -3]
    assert bank.mistakes[2].forms[0]() is NoBias


def test_a_form_belongs_to_its_mistake_and_may_be_part_of_an_answer() -> None:
    bank = Bank()

    def doubled(change: Callable[[int], int]) -> Callable[[int], int]:
        return lambda x: change(2 * x)

    @bank.mistake("one is added", through=doubled)
    def one_more(x: int) -> int:
        return x + 1

    @bank.mistake("one is taken away")
    def one_less(x: int) -> int:
        return x - 1

    @bank.form_of(one_more, through=doubled)
    def one_more_backward(x: int) -> int:
        return 1 + x

    @bank.form_of(one_more)
    def one_more_by_itself(x: int) -> int:
        return 2 * x + 1

    more, less = bank.mistakes
    assert [form()(5) for form in more.forms] == [11, 11, 11]
    assert [form()(5) for form in less.forms] == [4]
    assert one_more(5) == 6  # what is written stays what it is


def test_what_remembers_is_made_anew() -> None:
    bank = Bank()

    @bank.mistake("calls are counted", remembers=True)
    def counting() -> Callable[[], int]:
        calls = [0]

        def count() -> int:
            calls[0] += 1
            return calls[0]

        return count

    @bank.form_of(counting)
    def counting_by_tens() -> Callable[[], int]:
        first = counting()
        return lambda: 10 * first()

    (mistake,) = bank.mistakes
    assert mistake.remembers
    for form, step in zip(mistake.forms, (1, 10), strict=True):
        for _run in range(2):
            count = form()
            assert (count(), count()) == (step, 2 * step)


def test_a_name_stands_for_one_mistake() -> None:
    bank = Bank()
    bank.known("negative", lambda x: -x, "the sign is turned around")
    with pytest.raises(ValueError, match="a mistake “negative” already; give this one a name of its own"):
        bank.known("negative", abs, "the sign is lost")
    assert [mistake.sentence for mistake in bank.mistakes] == ["the sign is turned around"]


def test_a_mistake_that_fits_the_first_answer_by_chance_is_not_named() -> None:
    bank = Bank()
    bank.known("added", lambda x: x + 2, "two is added")
    bank.known("squared", lambda x: x * x, "it is squared")
    numbers = iter([2.0, 5.0])

    def triple(x: Tensor) -> Tensor:
        return 3 * x

    check = Check(
        name="triple",
        signature=("x",),
        returns=Quantity("y"),
        case=lambda _draw, _regime: Request("triple", (torch.tensor(next(numbers)),)),
        reference=triple,
        properties=(values("y", 0, points=1, sentence="it is three times x"),),
        mistakes=bank.mistakes,
    )
    # of 2, all give 4: only the second question tells them apart
    assert run_check(check, InProcess({"triple": lambda x: x * x})).causes == ("squared",)
    assert run_check(check, InProcess({"triple": lambda x: 4 * x - 4})).causes == ()
