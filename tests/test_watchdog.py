"""Work of the grader's own that a submission makes endless is ended, and only that submission's."""

import dataclasses
import re
import signal
import threading
from pathlib import Path

import pytest

from course_lib.grading import notebooks
from course_lib.grading.classroom.executors import grade_submission
from course_lib.grading.intake import rebuild
from course_lib.grading.judging.submission import GradingTask
from course_lib.grading.judging.watchdog import TooMuchWork, processor_limit
from course_lib.grading.running.session import Limits
from tests import classroom


def endless() -> None:
    re.match(r"(a+)+$", "a" * 100 + "b")


def test_a_search_for_a_pattern_that_never_ends_is_ended() -> None:
    with pytest.raises(TooMuchWork), processor_limit(0.2):
        endless()


@pytest.mark.parametrize("caught", [Exception, BaseException])
def test_who_catches_it_only_delays_it(caught: type[BaseException]) -> None:
    def stubborn() -> None:
        for _again in range(3):
            try:
                endless()
            except caught:
                continue

    with pytest.raises(TooMuchWork), processor_limit(0.2):
        stubborn()


def test_everything_is_afterwards_as_it_was_before() -> None:
    before = signal.getsignal(signal.SIGPROF), signal.getitimer(signal.ITIMER_PROF)
    with pytest.raises(TooMuchWork), processor_limit(0.1):
        endless()
    with processor_limit(1000):
        pass
    assert (signal.getsignal(signal.SIGPROF), signal.getitimer(signal.ITIMER_PROF)) == before


def test_another_thread_can_use_it_too() -> None:
    ended = []

    def work() -> None:
        with processor_limit(1000):
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_submission_that_is_too_much_work_is_refused_and_the_next_one_graded(tmp_path: Path) -> None:
    [case] = [case for case in classroom.cases() if case.student == "right"]
    classroom.hand_in(tmp_path, [case])
    taken = rebuild.from_folder(tmp_path / "submitted" / "right" / "lstm", notebooks.released("lstm"))
    task = GradingTask("lstm", "right", taken, None, 1, Limits(), 2)
    stopped = grade_submission(dataclasses.replace(task, limits=Limits(grader_cpu_s=0.001)))
    assert {result.status for result in stopped.results} == {"refused"}
    assert {result.points for result in stopped.results} == {0}
    assert "was stopped after 0.001 s" in stopped.results[0].message
    assert {result.status for result in grade_submission(task).results} == {"passed"}
