"""What each chapter costs in tests: ``make durations`` adds up pytest's own times, for the table in CONTRIBUTING."""

import re
from collections import Counter
from itertools import chain

import pytest

from course_lib.grading.checks import slugs

_SLUG = f"({'|'.join(slugs())})"
_OF_CHAPTER = re.compile(rf"tests/test_{_SLUG}\.py|course_lib/{_SLUG}\b|tests/test_bank\.py.*[\[-]{_SLUG}\b")


def chapter_of(test: str) -> str:
    """The chapter that a test belongs to; what tests no chapter is the frame."""
    found = _OF_CHAPTER.match(test)
    return next(filter(None, found.groups())) if found else "frame"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Minutes by chapter, over all workers, where durations are asked for."""
    if terminalreporter.config.option.durations is None:
        return
    reports = [one for one in chain(*terminalreporter.stats.values()) if isinstance(one, pytest.TestReport)]
    seconds: Counter[str] = Counter()
    for report in reports:
        seconds[chapter_of(report.nodeid)] += report.duration  # type: ignore[assignment]
    terminalreporter.section("minutes by chapter")
    for chapter, total in seconds.most_common():
        terminalreporter.write_line(f"{total / 60:7.2f}  {chapter}")
