"""Exercises: one text with the answers becomes the notebooks of students, of instructors, of nbgrader and of the book.

The text is ``solutions/<slug>.py`` in jupytext's percent format. The header of a cell says in a short form what it is,
and that becomes nbgrader's metadata:

=========================== ====================================================== ======================
header                      what the cell is                                       grade_id
=========================== ====================================================== ======================
``install="id"``            installs the course where it is missing; never graded  ``id``
``given="id"``              code that students need and do not change              ``id``
``answer="name"``           what a student writes: ``name`` is a function or class ``name``
``check="name" points=4``   checks ``name``                                        ``name-check``
``task="id" points=2``      a written answer, read by a person                     ``id``
``play="id"``               tries the answers out, for as long as it takes: never  ``id``
                            run and never read where a submission is graded
[markdown] without more     text                                                   none
=========================== ====================================================== ======================

Everything that students get is made by nbgrader's own preprocessors, in the order of ``nbgrader generate_assignment``.
"""

import ast
import base64
import dataclasses
import hashlib
import json
import re
import warnings
from collections.abc import Hashable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from course_lib import files
from course_lib.language import _

Notebook = Any
"""A notebook as nbformat has it: a dict whose keys are attributes too."""


class Variant(Hashable, Protocol):
    """A version of an exercise: a frozen dataclass, whose fields are the parameters of ``checks_for``."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def phrases(self) -> dict[str, str]:
        """What changes in the text of the exercise: phrases of the default version, and what replaces each."""


_HERE = Path(__file__).parents[1]
REPOSITORY = _HERE.parent
"""The folder of a checkout; in an installed course there is nothing of the course in it."""

PARSED_LIMIT = 50_000
"""Letters of a cell that is parsed. People write some ten thousand; a longer one is data, and Python would take seconds
and gigabytes to parse it."""

_KINDS = ("install", "given", "answer", "check", "task", "play")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Repository:
    """Where the course is published: the address that everything else is made from."""

    url: str
    branch: str

    def colab(self, path: str) -> str | None:
        """The address that opens a notebook of the repository in Colab; None if the course is not on GitHub."""
        github = re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)(\.git)?/?", self.url)
        if github is None:
            return None
        return f"https://colab.research.google.com/github/{github[1]}/blob/{self.branch}/{path}"


@dataclass(frozen=True)
class Release:
    """The notebooks of one exercise, as they are given out."""

    slug: str
    source: Notebook
    """nbgrader's source: answers between BEGIN SOLUTION and END SOLUTION, the mark scheme in the task."""
    master: Notebook
    """What nbgrader's gradebook keeps of it: no answers, but the mark scheme."""
    student: Notebook
    instructor: Notebook
    """To read and to run: answers and mark scheme without markers and metadata."""

    @property
    def release(self) -> str:
        """The version of what students have: another text, another release."""
        return str(self.student.metadata.course.release)

    @property
    def maxima(self) -> dict[str, float]:
        """The points of each check and of each written answer, by the name of its cell."""
        graded = (cell for cell in self.student.cells if kind(cell) in ("check", "task"))
        return {cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points) for cell in graded}

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of the written answers."""
        return tuple(cell.id for cell in self.student.cells if kind(cell) == "task")


# ----------------------------------------------------------------------------------------------- where things are
def _of_the_course(name: str) -> Path:
    """A file of the repository, or its copy in the installed package."""
    installed = _HERE / f"_{name.lstrip('_')}"
    return installed if installed.exists() else REPOSITORY / name


def slugs() -> list[str]:
    """The exercises that there are."""
    return sorted(file.stem for file in _of_the_course("solutions").glob("*.py"))


def source_text(slug: str) -> str:
    """The text of an exercise, with its answers.

    Raises:
        ValueError: there is no such exercise; the sentence lists those that there are.
    """
    file = _of_the_course("solutions") / f"{slug}.py"
    if slug not in slugs():
        sentence = _("There is no exercise called “{slug}”. There are: {slugs}.")
        raise ValueError(sentence.format(slug=slug, slugs=", ".join(slugs())))
    return file.read_text("utf-8")


def repository() -> Repository:
    """Where the course is published, as the book's ``_config.yml`` says."""
    import yaml  # type: ignore[import-untyped]

    settings = yaml.safe_load(_of_the_course("_config.yml").read_text("utf-8"))["repository"]
    return Repository(url=settings["url"].rstrip("/"), branch=settings["branch"])


# --------------------------------------------------------------------------------------------------- from the text
def build(slug: str, variant: Variant | None = None) -> Release:
    """The notebooks of an exercise; with a variant, those of a class's own version.

    Raises:
        ValueError: there is no such exercise, or its text breaks a rule of the format.
    """
    text = _with_pictures(source_text(slug)).replace("git+REPOSITORY_URL", f"git+{repository().url}")
    return from_text(slug, text if variant is None else class_text(slug, variant, text))


def _with_pictures(text: str) -> str:
    """The text with its pictures, which lie beside it, written into it: a notebook is one file."""

    def data(picture: re.Match[str]) -> str:
        content = (_of_the_course("solutions") / picture[1]).read_bytes()
        return f"](data:image/png;base64,{base64.b64encode(content).decode()})"

    return re.sub(r"\]\((\w+\.png)\)", data, text)


def from_text(slug: str, text: str) -> Release:
    """The notebooks of an exercise from its text."""
    import jupytext

    source = _expand(jupytext.reads(text, fmt="py:percent"))
    master, student = _release(source)
    course = {"exercise": slug, "release": _digest(student)}
    instructor = _to_read(source)
    for notebook in (source, master, student, instructor):
        notebook.metadata.course = deepcopy(course)
    return Release(slug, source, master, student, instructor)


def class_text(slug: str, variant: Variant, text: str) -> str:
    """The text with the phrases of a variant, and its parameters in the call that makes the checks."""
    phrases = dict(variant.phrases())
    parameters = "".join(f", {name}={value!r}" for name, value in dataclasses.asdict(variant).items())
    phrases[f'checks_for("{slug}")'] = f'checks_for("{slug}"{parameters})'
    # all at once, longest first: what one replacement writes is no other's to replace
    pattern = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.sub(pattern, lambda match: phrases[match[0]], text)


def _expand(notebook: Notebook) -> Notebook:
    """jupytext's notebook with nbgrader's metadata, and cell ids made from the names."""
    import nbformat

    expanded = nbformat.v4.new_notebook(metadata={"kernelspec": dict(_KERNEL), "language_info": {"name": "python"}})
    texts: list[Notebook] = []  # named after the next cell that has a name
    for cell in notebook.cells:
        header = {name: value for name, value in cell.metadata.items() if name != "lines_to_next_cell"}
        cell.metadata = nbformat.NotebookNode()
        expanded.cells.append(cell)
        if cell.cell_type == "markdown" and not header:
            texts.append(cell)
            continue
        cell.id = _describe(cell, header)
        _name(texts, cell.id)
        texts = []
    _name(texts, "end")
    _no_duplicates([cell.id for cell in expanded.cells])
    return expanded


def _name(texts: list[Notebook], following: str) -> None:
    for number, cell in enumerate(texts):
        cell.id = f"{following}-text" if number == 0 else f"{following}-text-{number + 1}"


def _describe(cell: Notebook, header: dict[str, Any]) -> str:
    """Write what the header says into the cell's metadata; returns the cell's id."""
    kinds = [kind for kind in _KINDS if kind in header]
    graded = kinds in (["check"], ["task"])
    if len(kinds) != 1 or set(header) - {*kinds, "points"} or graded != ("points" in header):
        sentence = _("The header {header} is none of: install, given, answer, play; check or task with points.")
        raise ValueError(sentence.format(header=header))
    [kind] = kinds
    name = str(header[kind])
    if kind == "play":  # students change it as they like: nbgrader need not know it
        cell.metadata["tags"] = ["play"]
        return name
    cell_id = f"{name}-check" if kind == "check" else name
    nbgrader: dict[str, Any] = {
        "grade": kind == "check",
        "grade_id": cell_id,
        "locked": kind != "answer",
        "schema_version": 3,
        "solution": kind == "answer",
        "task": kind == "task",
    }
    if graded:
        nbgrader["points"] = header["points"]
    cell.metadata["nbgrader"] = nbgrader
    if kind == "install":
        cell.metadata["tags"] = ["install"]
    return cell_id


def _no_duplicates(ids: list[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(_("These cells have the same name: {names}.").format(names=", ".join(twice)))


def kind(cell: Notebook) -> str:
    """What a cell of a notebook is: install, given, answer, check, task, play, text, or a student's “own”."""
    nbgrader, tags = cell.metadata.get("nbgrader"), cell.metadata.get("tags", [])
    if nbgrader is None:
        return next((name for name in ("own", "play") if name in tags), "text")
    if "install" in tags:
        return "install"
    for name, key in (("answer", "solution"), ("check", "grade"), ("task", "task")):
        if nbgrader.get(key):
            return name
    return "given"


def parse_cell(source: str) -> ast.Module | None:
    """The syntax tree of a cell's Python, less what is meant for IPython; None if there is none, or it is too long."""
    if len(source) > PARSED_LIMIT:
        return None
    for text in (source, re.sub(r"(?m)^([ \t]*)[%!?].*$", r"\1pass", source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a student's backslashes
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


# ------------------------------------------------------------------------------------------- what others get of it
def _release(source: Notebook) -> tuple[Notebook, Notebook]:
    """What the gradebook keeps and what students get: the steps of ``nbgrader generate_assignment``."""
    from nbgrader import preprocessors

    def run(notebook: Notebook, *names: str) -> Notebook:
        for name in names:
            notebook, _resources = getattr(preprocessors, name)().preprocess(notebook, {})
        return notebook

    master = run(
        deepcopy(source), "LockCells", "ClearSolutions", "ClearOutput", "CheckCellMetadata", "ComputeChecksums"
    )
    student = run(deepcopy(master), "ClearHiddenTests", "ClearMarkScheme", "ComputeChecksums", "CheckCellMetadata")
    return master, student


def _to_read(source: Notebook) -> Notebook:
    """The notebook with its answers, without the markers and the metadata that are there for nbgrader."""
    notebook = deepcopy(source)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        lines = cell.source.split("\n")
        cell.source = "\n".join(line for line in lines if not re.match(r"\s*### (BEGIN|END) [A-Z ]+$", line))
    return notebook


def _digest(notebook: Notebook) -> str:
    content = [(cell.id, cell.cell_type, cell.source) for cell in notebook.cells]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def page(exercise: Release, links: Repository) -> Notebook:
    """The student's notebook as a page of the book: links under its title, nothing executed, no nbgrader."""
    notebook = deepcopy(exercise.student)
    notebook.metadata = {"kernelspec": dict(_KERNEL), "mystnb": {"execution_mode": "off"}}
    for cell in notebook.cells:
        cell.metadata = {"tags": ["hide-input"]} if "install" in cell.metadata.get("tags", []) else {}
    path = f"exercises/{exercise.slug}/{exercise.slug}.ipynb"
    colab = links.colab(path)
    if colab is None:
        line = _("{{download}}`Download this notebook <../../{path}>`")
    else:
        line = _("{{download}}`Download this notebook <../../{path}>` – [Open it in Colab]({colab})")
    title, rest = notebook.cells[0].source.split("\n", 1)
    notebook.cells[0].source = f"{title}\n\n{line.format(path=path, colab=colab)}\n{rest}"
    return notebook


def to_json(notebook: Notebook) -> str:
    """The notebook as the text of a file, the same text each time."""
    import nbformat

    return str(nbformat.writes(notebook)) + "\n"


# --------------------------------------------------------------------------------------------------- to the files
def write(exercise: Release, root: Path = REPOSITORY) -> list[Path]:
    """Write all notebooks of an exercise to their places in the repository; returns the paths."""
    name = f"{exercise.slug}.ipynb"
    return list(
        _write_all(
            root,
            {
                f"exercises/{exercise.slug}/{name}": exercise.student,
                f"_build/source/{exercise.slug}/{name}": exercise.source,
                f"_build/instructor/{exercise.slug}/{name}": exercise.instructor,
                f"book/exercises/{name}": page(exercise, repository()),
            },
        )
    )


def write_class(exercise: Release, root: Path = REPOSITORY) -> list[Path]:
    """Write the notebooks of a class version beside, never into, what everybody gets; returns the paths."""
    folder = f"_build/class/{exercise.slug}"
    name = f"{exercise.slug}.ipynb"
    return list(
        _write_all(
            root,
            {
                f"{folder}/student/{name}": exercise.student,
                f"{folder}/source/{exercise.slug}/{name}": exercise.source,
                f"{folder}/instructor/{name}": exercise.instructor,
            },
        )
    )


def _write_all(root: Path, notebooks: dict[str, Notebook]) -> Iterator[Path]:
    for path, notebook in notebooks.items():
        file, text = root / path, to_json(notebook)
        # a file that is right is not touched: what is made from it stays fresh
        if not file.is_file() or file.read_text("utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            files.replace(file, text)
        yield file


@cache
def released(slug: str, variant: Variant | None = None) -> Notebook:
    """The notebook that students were given: the committed one, or that of a variant. Do not change it.

    Raises:
        ValueError: there is no such exercise.
    """
    import nbformat

    file = _of_the_course("exercises") / slug / f"{slug}.ipynb"
    if variant is not None or not file.is_file():
        return build(slug, variant).student
    return nbformat.reads(file.read_text("utf-8"), as_version=4)
