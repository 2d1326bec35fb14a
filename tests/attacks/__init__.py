"""The attacks: what a student could try, as data, and what must come of it.

An attack is a file ``<threat class>/<name>.py``. It begins with a block that says what must come of it::

    # /// attack
    # what = "replaces the comparison"
    # keeps = ["lstm_unroll"]        # model answers that it holds and that must earn their full points all the same
    # model = ["lstm_step"]          # more model answers, without a promise
    # points = {lstm_step = 1}       # what else its answers may earn at most; 0 where nothing is said
    # statuses = {lstm_step = ["timeout"]}   # of these checks: one of these statuses
    # prints = ["tried"]             # its cells print this, hence ran
    # cell = "timeout"               # the status of its first cell
    # tiers = [0, 1, 2]              # where this must hold; [1, 2] if nothing is said: elsewhere it would do harm
    # systems = ["x86_64"]           # the machines it is written for; all if nothing is said
    # times = 800                    # how often its own cells stand in the notebook
    # quick = true                   # one of those that every run of the tests tries
    # ///

Then come its cells in percent format: ``# %%`` is a cell of the student's own behind the given ones (``after="id"`` puts
it elsewhere, ``[markdown]`` makes it a text), ``# %% answer="lstm_step"`` is an answer. Answers that it does not write
are those of ``cheap.py``, which earn nothing. In its text ``@FOLDER@``, ``@PORT@``, … stand for what there is around it:
see ``Surroundings``. A line ``ESCAPED: …`` in what a cell prints says that something succeeded that must not.

What is wrong with a submission as a folder of files stands in ``intake/<name>.json``: see ``Delivery``.
"""

import contextlib
import dataclasses
import json
import os
import platform
import re
import socket
import tomllib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from course_lib.grading import notebooks
from course_lib.grading.running.session import Limits

HERE = Path(__file__).parent
SLUG = "lstm"
LIMITS = Limits(cell_s=4, cell_cpu_s=2, check_s=4, check_cpu_s=0.5, submission_s=15)
"""Nothing honest takes a hundredth of them, and what never ends is soon over."""
PLAIN_LIMITS = dataclasses.replace(LIMITS, submission_s=90)
"""In tier 0, where a process that replaces another loads torch anew: on a busy machine that takes long, and counts."""
_HEADER = re.compile(r"(?m)\A# /// attack\n((?:#.*\n)+?)# ///\n")

TOOLS = '''
import ctypes, os


def attempt(what, act):
    """An act that must not succeed."""
    try:
        came = act()
    except BaseException as error:
        print("refused:", what, type(error).__name__, getattr(error, "errno", ""))
    else:
        print("ESCAPED:", what, repr(came)[:200])


def system_call(number, *arguments):
    """A system call by its number; what Linux answers without having looked at the arguments is no success."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    ctypes.set_errno(0)
    came = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(one) if isinstance(one, int) else one for one in arguments])
    if came < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return came
'''
"""What the cells of an attack may use without defining it: only those that use it get it."""


@dataclass(frozen=True)
class Surroundings:
    """What there is around a submission and must stay out of its reach."""

    folder: str
    """A course's folder with the grades and the submissions of others, readable for everybody."""
    repository: str
    port: int
    """Somebody listens there, by TCP and UDP, on 127.0.0.1."""
    token: str
    """In the name of every file, socket and process that an attack makes: by it they are found."""
    pid: int
    """The process that grades."""

    def filled_in(self, text: str) -> str:
        """A text with the names of what is around it."""
        for name in dataclasses.fields(self):
            text = text.replace(f"@{name.name.upper()}@", str(getattr(self, name.name)))
        return text


@dataclass(frozen=True)
class Attack:
    """One thing that a student could try, and what must come of it."""

    name: str
    what: str
    text: str
    keeps: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    points: dict[str, float] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)
    prints: tuple[str, ...] = ()
    cell: str | None = None
    tiers: tuple[int, ...] = (1, 2)
    systems: tuple[str, ...] = ()
    times: int = 1
    quick: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def threat(self) -> str:
        return self.name.partition("/")[0]

    def notebook(self, around: Surroundings) -> Any:
        """The notebook that the attacker hands in."""
        text = around.filled_in(self.text)
        made = notebook((*self.keeps, *self.model), _answers(text))
        own = [cell for cell in _cells(text) if "answer" not in cell.metadata] * self.times
        if re.search(r"\b(attempt|system_call)\(", text):
            own.insert(0, nbformat.v4.new_code_cell(TOOLS))
        for number, cell in enumerate(own):
            _insert(made, cell, number)
        return made


@cache
def exercise() -> notebooks.Release:
    """The exercise that is attacked; it is not to be changed."""
    return notebooks.build(SLUG)


def notebook(model: Iterable[str], answers: dict[str, str] | None = None) -> Any:
    """A student's notebook with model answers, answers of its own, and for the rest those that earn nothing."""
    made = deepcopy(exercise().student)
    solution = {cell.id: cell.source for cell in exercise().instructor.cells}
    sources = _answers((HERE / "cheap.py").read_text("utf-8")) | {name: solution[name] for name in model}
    for cell in made.cells:
        if notebooks.kind(cell) == "answer":
            cell.source = (sources | (answers or {}))[cell.id]
    return made


def graded_names() -> list[str]:
    """The names of all answers of the exercise."""
    return [cell.id for cell in exercise().student.cells if notebooks.kind(cell) == "answer"]


def attacks() -> list[Attack]:
    """All attacks that are written for this machine."""
    found = map(_read, sorted(HERE.glob("*/*.py")))
    return [attack for attack in found if platform.machine() in (attack.systems or (platform.machine(),))]


def _read(file: Path) -> Attack:
    text = file.read_text("utf-8")
    header = _HEADER.match(text)
    if header is None:
        raise ValueError(f"{file} does not begin with a block “# /// attack”")
    told = tomllib.loads(re.sub(r"(?m)^# ?", "", header[1]))
    told |= {name: tuple(told[name]) for name in ("keeps", "model", "prints", "tiers", "systems") if name in told}
    return Attack(f"{file.parent.name}/{file.stem}", text=text[header.end() :], **told)


def _cells(text: str) -> Iterator[Any]:
    for cell in jupytext.reads(text.lstrip(), fmt="py:percent").cells:
        if cell.source.strip():
            yield cell


def _answers(text: str) -> dict[str, str]:
    return {cell.metadata["answer"]: cell.source for cell in _cells(text) if "answer" in cell.metadata}


def _insert(notebook: Any, cell: Any, number: int) -> None:
    """Put a cell of the attacker's behind the cell that it names, and behind those that stand there already."""
    after = cell.metadata.get("after", "setup")
    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    places = [
        place
        for place, other in enumerate(notebook.cells)
        if other.id == after or other.metadata.get("attack") == after
    ]
    at = places[-1] + 1 if places else 0
    notebook.cells.insert(at, new(cell.source, id=f"attack-{number}", metadata={"attack": after}))


# ---------------------------------------------------------------------------------------------------- files handed in
@dataclass(frozen=True)
class Delivery:
    """A submission whose files are the attack, and what must come of it.

    ``files`` are described, by their names: ``notebook`` (“honest”, “cheap”), ``cheap_with`` (cells behind those of the
    cheap notebook, with ``metadata`` of the whole), ``text`` (``times``; after ``before``), ``bytes`` in hexadecimal,
    ``json`` (its cells ``times``), ``link``, ``hard_link``, ``pipe``, ``socket``; ``copies``, with “{number}” in the name.
    """

    name: str
    what: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    folder: dict[str, str] | None = None
    """In place of the files: what the submission's folder is."""
    refused: bool = False
    keeps: bool = False
    """Whether everything in it earns its full points all the same; otherwise nothing earns anything."""

    def __str__(self) -> str:
        return self.name

    def put(self, to: Path, course: Path) -> None:
        """Hand it in: ``to`` is where the submission's folder must be."""
        to.parent.mkdir(parents=True, exist_ok=True)
        if self.folder is not None:
            _make(to, self.folder, course)
            return
        to.mkdir()
        for name, content in self.files.items():
            for number in range(content.get("copies", 1)):
                file = to / name.replace("{number}", str(number))
                file.parent.mkdir(parents=True, exist_ok=True)
                _make(file, content, course)


def deliveries() -> list[Delivery]:
    """All attacks by files."""
    return [Delivery(file.stem, **json.loads(file.read_text("utf-8"))) for file in sorted(HERE.glob("intake/*.json"))]


def _make(file: Path, content: dict[str, Any], course: Path) -> None:
    """Make a file as it is described."""
    match content:
        case {"link": target}:
            file.symlink_to(target.replace("@FOLDER@", str(course)))
        case {"hard_link": target}:
            file.hardlink_to(target.replace("@FOLDER@", str(course)))
        case {"pipe": True}:
            os.mkfifo(file)
        case {"socket": True}:
            # the name of a socket may have 107 letters: from its own folder it is short
            with socket.socket(socket.AF_UNIX) as made, contextlib.chdir(file.parent):
                made.bind(file.name)
        case {"notebook": kind}:
            file.write_text(json.dumps(notebook(graded_names() if kind == "honest" else ())))
        case {"cheap_with": cells}:
            cheap = notebook(())
            cheap.metadata.update(content.get("metadata", {}))
            file.write_text(json.dumps(cheap | {"cells": [*cheap.cells, *cells]}))
        case {"json": data}:
            file.write_text(json.dumps(data | {"cells": data["cells"] * content.get("times", 1)}))
        case {"bytes": digits}:
            file.write_bytes(bytes.fromhex(digits))
        case {"text": text}:
            file.write_text(content.get("before", "") + text * content.get("times", 1))
        case _:
            raise ValueError(f"nobody knows what {content} is")
