"""The bank of judged answers: ``tests/submissions/<slug>/<name>/<kind>_<what>__<style>.py``.

Kinds: ``ac`` right answers; ``wa`` second implementations of the known mistake ``<what>``; ``un`` mistakes that are in no
list; ``two`` two known mistakes at once; ``zero`` cheap answers that must earn nothing.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from course_lib.grading.checks import load
from course_lib.grading.judging.check import Check, Mistake, Result
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import InProcess

SUBMISSIONS = Path(__file__).parent / "submissions"


@dataclass(frozen=True)
class Answer:
    """One judged answer to one graded name."""

    slug: str
    check: str
    kind: str
    what: str
    path: Path

    def __str__(self) -> str:
        return f"{self.check}/{self.path.stem}"

    def namespace(self) -> dict[str, Any]:
        """What the answer defines."""
        names: dict[str, Any] = {"__name__": self.path.stem}
        exec(compile(self.path.read_text(encoding="utf-8"), str(self.path), "exec"), names)
        return names


def answers(slug: str, kind: str) -> list[Answer]:
    """All answers of a kind."""
    return [
        Answer(slug, path.parent.name, kind, path.stem.removeprefix(f"{kind}_").split("__")[0], path)
        for path in sorted((SUBMISSIONS / slug).glob(f"*/{kind}_*.py"))
    ]


def judge(answer: Answer, seed: int, check: Check | None = None) -> Result:
    """The result of an answer, as in a student's notebook: its random numbers are fixed, its warnings fail nothing.

    What takes long there is a machine that has other work, or a first import: it gets ten times the time of a student.
    """
    torch.manual_seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run_check(check or load(answer.slug)[answer.check], InProcess(answer.namespace(), seconds=100), seed)


def solution_text(slug: str, replaced: dict[str, str] | None = None) -> str:
    """The text of a solution that checks and trains nothing; with the phrases of a class version replaced."""
    text = (SUBMISSIONS.parent.parent / "solutions" / f"{slug}.py").read_text(encoding="utf-8")
    for before, after in (replaced or {}).items():
        text = text.replace(before, after)
    text = re.sub(r"(?ms)^# %% play=.*?(?=^# %%|\Z)", "", text)
    return text.replace(f'check = checks_for("{slug}")', "check = lambda *_: None")


def solution(slug: str, replaced: dict[str, str] | None = None) -> dict[str, Any]:
    """What the text of the solution defines."""
    names: dict[str, Any] = {"__name__": f"solution_{slug}"}
    exec(compile(solution_text(slug, replaced), f"solutions/{slug}.py", "exec"), names)
    return names


def code_of(text: str) -> dict[str, str]:
    """What each function and class of a text does, by its name: its syntax without docstrings and comments."""
    code = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for part in ast.walk(node):
                if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part) is not None:
                    del part.body[0]
            code[node.name] = ast.dump(node)
    return code


def mutants(slug: str) -> Iterator[tuple[Check, Mistake, int]]:
    """Each known mistake in each of its forms, with its check."""
    for check in load(slug).values():
        for mistake in check.mistakes:
            for form in range(len(mistake.forms)):
                yield check, mistake, form
