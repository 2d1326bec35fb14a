"""Whose a file is, in classes of every form, with names that were made to confuse: nobody gets what is another's.

Each round makes a class in the form of a platform, of nbgrader, of folders or of loose files; teachers mix them, and
students call their files as other forms call students. What each file holds says whose it is.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from course_lib.grading.intake.archives import is_junk
from course_lib.grading.intake.collect import Collected, collect
from course_lib.grading.text import safe_folders, shown
from tests.test_collect import archive, tree, write

ROUNDS = 40
SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(2, 30))]

NAMES = (
    *("Good Anna", "Müller Ben", "Eve", "Good_Anna", "good anna", "submitted", "lstm", "attention", "7", "2026_11_30"),
    *("anon", "test_user", "=1+1", "a;=b", "-rf", "O'Neill - Jo", "李", "x" * 150, "CON", "index.html", "Anna (1)"),
    *("Eve_1_assignsubmission_file_", "39786-640693 - Eve - Nov 9, 2026 1159 PM", "lstm-1", "a.b", "\u202etxt", "a  b"),
)
INSIDE = (
    *("lstm.ipynb", "lstm.ipynb", "LSTM.ipynb", "lstm (1).ipynb", "lstm-1.ipynb", "a.b.ipynb", "notes.txt", "x.zip"),
    *("submitted/Good_Anna/lstm/lstm.ipynb", "Good Anna_1_assignsubmission_file_/lstm.ipynb", "lstm/lstm.ipynb"),
    *("Good Anna_1_assignsubmission_file_lstm.ipynb", "goodanna_1_67890_lstm.ipynb", "LATE_anon_aB3_67890_lstm.ipynb"),
    *("39786-640693 - Good Anna - Nov 9, 2026 1159 PM/lstm.ipynb", "attention/attention.ipynb", "index.html"),
    *("autograded/x.ipynb", "results.jsonl", "gradebook.db", "timestamp.txt", "a/b/c/d.ipynb", "deep/" * 9 + "x.ipynb"),
    *(".origin.json", ".left-out.txt", "..ipynb", "=1.ipynb", "<b>.ipynb", "NUL.ipynb", "a\u202eb.ipynb", "con.txt"),
)
FLAT = tuple(name for name in INSIDE if "/" not in name and not name.startswith("."))

Form = Callable[[str, int, str, random.Random], str]
"""The path of a file, from the name of the student, a number and what the student called it."""


def _brightspace(name: str, number: int, file: str, _draw: random.Random) -> str:
    return f"{number}-640693 - {name} - Nov 9, 2026 1159 PM/{file}"


def _canvas(name: str, number: int, file: str, draw: random.Random) -> str:
    letters = re.sub(r"[\W_]", "", name).lower() or "x"
    return f"{letters}{draw.choice(('', '_LATE'))}_{number}_{draw.randrange(10_000, 99_999)}_{file}"


FORMS: dict[str, tuple[Form, tuple[str, ...]]] = {
    "Moodle": (lambda name, number, file, _draw: f"{name}_{number}_assignsubmission_file_/{file}", INSIDE),
    "Moodle, flat": (lambda name, number, file, _draw: f"{name}_{number}_assignsubmission_file_{file}", FLAT),
    "Canvas": (_canvas, FLAT),
    "Brightspace": (_brightspace, INSIDE),
    "nbgrader": (lambda name, _number, file, _draw: f"submitted/{name}/lstm/{file}", INSIDE),
    "folders": (lambda name, _number, file, _draw: f"{name}/{file}", INSIDE),
    "loose": (lambda name, _number, _file, _draw: f"{name}.ipynb", FLAT),
}


@dataclass(frozen=True)
class Made:
    """A class: whose each file is, by its path."""

    owners: dict[str, int]

    def files(self) -> dict[str, str]:
        return {path: f"{owner} {path!r}" for path, owner in self.owners.items()}


def made(draw: random.Random) -> Made:
    """A class in one form or, as teachers add to it, in two."""
    forms = draw.sample(sorted(FORMS), draw.choice((1, 1, 1, 2)))
    # a folder of a student called “submitted” is not to be told from nbgrader's
    known = [name for name in NAMES if name != "submitted" or len(forms) == 1]
    names = draw.sample(known, draw.randrange(3, 7))
    owners: dict[str, int] = {}
    for owner, name in enumerate(names):
        form, inside = FORMS[draw.choice(forms)]
        # the first file is honest: nobody is without one
        for file in ("lstm.ipynb", *draw.choices(inside, k=draw.choice((0, 0, 1, 2, 4)))):
            owners.setdefault(form(name, 100 + owner, file, draw), owner)
    return Made(owners)


def is_told(path: str, students: set[str], sentences: tuple[str, ...]) -> bool:
    """Whether one of the sentences is about a file: by its path, the folders of its student, or a folder that it lies in."""
    parts = path.split("/")
    places = [shown("/".join(parts[at:to])) for at in range(len(parts)) for to in range(at + 1, len(parts) + 1)]
    return any(
        sentence.startswith(tuple(students)) or any(f"“{place}”" in sentence for place in places)
        for sentence in sentences
    )


def expect_nobody_is_harmed(given: Made, collected: Collected, there: dict[str, str]) -> None:
    """Each folder holds files of one student and is called by that one, and what is not there is told."""
    of_folder, of_owner = defaultdict(set), defaultdict(set)
    kept = set()
    for path, text in there.items():
        if path.endswith("/lstm/timestamp.txt") and text not in given.files().values():
            continue
        folder, owner = path.partition("/")[0], int(text.split()[0])
        of_folder[folder].add(owner)
        of_owner[owner].add(folder)
        kept.add(text)
    assert all(len(owners) == 1 for owners in of_folder.values()), of_folder
    # who calls a file as another platform would may appear twice, but under no name that does not begin with the own one
    begin = {owner: {re.split(r"[_-]", folder)[0] for folder in folders} for owner, folders in of_owner.items()}
    assert all(len(words) == 1 for words in begin.values()), of_owner
    assert set(of_folder) <= set(collected.found)
    real = {path: text for path, text in given.files().items() if not is_junk(Path(path))}  # type: ignore[arg-type]
    for path, text in real.items():
        students = of_owner[given.owners[path]]
        assert text in kept or is_told(path, students, collected.skipped), (path, collected.skipped)
    assert collected.used == len(kept)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_file_becomes_another_students_and_none_vanishes_untold(tmp_path: Path, seed: int) -> None:
    draw = random.Random(f"owners {seed}")
    refusals: list[str] = []
    for number in range(ROUNDS):
        given = made(draw)
        into = tmp_path / f"to {number}"
        zipped = draw.random() < 0.7
        source = (archive if zipped else write)(tmp_path / f"class {number}.zip", given.files())
        try:
            collected = collect(source, "lstm", into)
        except ValueError as error:
            refusals.append(str(error))
            continue
        expect_nobody_is_harmed(given, collected, tree(into))
    assert len(refusals) < ROUNDS // 2
    assert all(refusal.endswith(".") for refusal in refusals)


ALIKE = ("anne b", "anne  b", "anne_b", "ANNE_B")
SAME_MARK = ("anne+   +      ++b", "anne+++++ +  +++b")
"""The first six digits of their digests are the same."""


@pytest.mark.parametrize("names", [ALIKE, SAME_MARK, (*ALIKE, *safe_folders(ALIKE).values())], ids=len)
def test_folders_of_different_names_are_different(names: tuple[str, ...]) -> None:
    folders = safe_folders(names)
    assert len({folder.casefold() for folder in folders.values()}) == len(set(names))
