"""What all tests share: tools that may be missing, and one thread for torch."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import jaxtyping
import pytest
import torch

from course_lib import cli

REPOSITORY = Path(__file__).parent.parent

pytest_plugins = [
    "tests.pages",  # the built book and a browser: one of each, whoever asks
    "tests.durations",
]

torch.set_num_threads(1)
# as in the command: where jsonschema finds this package it compiles a grammar of internet addresses, for a second
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


@pytest.fixture
def course(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; returns its exit status, output and errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        output, errors = capsys.readouterr()
        return int(ended.value.code or 0), output, errors

    return run


@pytest.fixture
def as_a_student(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the shape checks of the tests: what a student sees are our own sentences."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)


class needs:  # noqa: N801 - reads as a word in tests: needs.chromium()
    """A tool that a test cannot do without: skip with a reason on a laptop, fail in continuous integration."""

    @staticmethod
    def missing(tool: str, get: str) -> None:
        reason = f"{tool} is not installed: {get}"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)

    @staticmethod
    def chromium() -> str:
        """The path of a Chromium or Chrome."""
        path = os.environ.get("CHROMIUM") or next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
        )
        if path is None:
            needs.missing("Chromium", "apt-get install chromium, or set CHROMIUM to its path")
        return str(path)

    @staticmethod
    def program(name: str) -> str:
        """The path of a command."""
        path = shutil.which(name)
        if path is None:
            needs.missing(name, f"install it so that `{name}` is on the PATH")
        return str(path)

    @staticmethod
    def tier(tier: int) -> None:
        """A sandbox of this tier."""
        from course_lib.grading.checks import exercise
        from course_lib.grading.running import isolation

        _acts, lack = isolation.try_tier(tier, exercise("lstm").library)
        if lack:
            needs.missing(f"The sandbox of tier {tier}", lack)
