"""Whose each file is: by nbgrader's folders, by a pattern, by the name that an LMS gave it, by its own name.

================  ==========================================================  ==================
from              example                                                     student
================  ==========================================================  ==================
nbgrader          ``submitted/ada/lstm/lstm.ipynb``                           ``ada``
an LMS            the examples in ``lms.TABLE``
a folder          ``anne.ipynb``, ``anne.zip``, ``anne/lstm.ipynb``           ``anne``
================  ==========================================================  ==================
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_lib.grading import notebooks
from course_lib.grading.intake import find, lms
from course_lib.grading.intake.listing import DEPTH_LIMIT, Item
from course_lib.grading.text import shown, split_ending
from course_lib.language import _

_HANDED_IN = (*find.ENDINGS, ".zip", ".py", ".html", ".htm", ".pdf", ".docx", ".odt", ".rar", ".7z")
_OF_NBGRADER = {"submitted", "autograded", "feedback", "release", "source"}  # the folders of a course


@dataclass(frozen=True)
class Piece:
    """A file of a submission: whose it is, and what it was called before the LMS gave it another name."""

    item: Item
    student: str
    """As the source writes it."""
    file: str
    version: int = 0
    """Which of several files of the same name: the largest is the latest."""
    timestamp: str | None = None
    moment: str | None = None
    """When it was handed in, by a clock of unknown zone: for telling the later from the earlier."""
    origin: lms.Origin | None = None

    @property
    def handed_in(self) -> str | None:
        return self.timestamp or self.moment


def pieces_of(
    source: Path, items: list[Item], assignment: str, matcher: re.Pattern[str] | None, skipped: list[str]
) -> Iterator[Piece]:
    """Whose each file is; a file of nobody is skipped with a sentence."""
    if matcher is not None:
        yield from _by_pattern(items, matcher, skipped)
    elif (above := _above_submitted(source, items)) is not None:
        _leave_out_beside(Counter(item.path.parts[: above + 1] for item in items), skipped)
        submitted = [item for item in items if item.path.parts[above : above + 1] == ("submitted",)]
        yield from pieces_by_folder(submitted, above + 1, assignment, skipped)
    else:
        yield from _by_names(items, assignment, skipped)


def left_beside(course: Path) -> list[str]:
    """What seems to be handed in and lies beside “submitted” in the folder of a course, a sentence each."""
    names = sorted(file.name for file in course.iterdir())
    told: list[str] = []
    _leave_out_beside(Counter((name,) for name in names if _may_be_handed_in(PurePosixPath(name))), told)
    return told


def _may_be_handed_in(path: PurePosixPath) -> bool:
    return path.name.lower().endswith(_HANDED_IN)


def _above_submitted(source: Path, items: list[Item]) -> int | None:
    """In how many folders nbgrader's “submitted” lies, the course's own or none; None if this is no course of it.

    Students choose what is in their own folders. So it is one only where everything that may be handed in lies in the
    folders of a course, and an LMS has named neither the folder around “submitted” nor those directly in it.

    Raises:
        ValueError: some lies in “submitted” and some beside the course, so that it is not clear whose that is.
    """
    handed_in = [item.path.parts for item in items if _may_be_handed_in(item.path)]
    for above in (0, 1):
        tops = {parts[above] for parts in handed_in if len(parts) > above + 1}
        shared = len({parts[:above] for parts in handed_in}) == 1
        if not shared or "submitted" not in tops:
            continue
        inside = [parts for parts in handed_in if parts[above : above + 1] == ("submitted",)]
        around_by_lms = any(lms.named(parts, at) for parts in inside for at in range(above))
        beside_by_lms = any(lms.named(parts, above) for parts in handed_in)
        inside_by_lms = all(lms.named(parts, above + 1) for parts in inside)  # one alone may just be called so
        if around_by_lms or (inside_by_lms and not beside_by_lms):
            return None
        beside = ["/".join(parts) for parts in handed_in if len(parts) <= above + 1 or parts[above] not in _OF_NBGRADER]
        if not beside:
            return above
        sentence = _(
            "{source} holds nbgrader's folder “submitted” and also {examples}: it is not clear whose that is. Move it "
            "elsewhere, or give the folder “submitted” itself."
        )
        raise ValueError(sentence.format(source=source, examples=", ".join(map(shown, beside[:3]))))
    return None


def _leave_out_beside(tops: Counter[tuple[str, ...]], skipped: list[str]) -> None:
    """Say what lies beside “submitted”: how many files in which folder, or a file itself."""
    for path, count in sorted(tops.items()):
        if path[-1] == "submitted":
            continue
        sentence = _("“{name}” was left out: the submissions are those in “submitted”.")
        if path[-1] in _OF_NBGRADER:
            sentence = _("{count} files in “{name}” were left out: the submissions are those in “submitted”.")
        skipped.append(sentence.format(name=shown(path[-1]), count=count))


def pieces_by_folder(items: list[Item], above: int, assignment: str, skipped: list[str]) -> Iterator[Piece]:
    """nbgrader's order: STUDENT/ASSIGNMENT/file, below as many folders."""
    others: Counter[str] = Counter()
    for item in items:
        student, *rest = item.path.parts[above:]
        if len(rest) < 2:
            sentence = _("“{name}” was left out: it is in no folder STUDENT/{assignment}.")
            skipped.append(sentence.format(name=shown("/".join((student, *rest))), assignment=assignment))
        elif rest[0] == assignment:
            yield Piece(item, student, "/".join(rest[1:]))
        else:
            others[rest[0]] += 1
    _leave_out_others(others, assignment, skipped)


def _leave_out_others(others: Counter[str], assignment: str, skipped: list[str]) -> None:
    """Say how many files lie in the folders of other exercises."""
    for other, count in sorted(others.items()):
        sentence = _("{count} files in folders “{other}” were left out: they are not of “{assignment}”.")
        skipped.append(sentence.format(count=count, other=shown(other), assignment=assignment))


def _by_pattern(items: list[Item], matcher: re.Pattern[str], skipped: list[str]) -> Iterator[Piece]:
    for item in items:
        found = matcher.search(item.path.as_posix())
        if found is None or not found["student"]:
            sentence = _("“{name}” was left out: the pattern does not match it.")
            skipped.append(sentence.format(name=shown(item.path.as_posix())))
            continue
        timestamp = found["timestamp"] if "timestamp" in matcher.groupindex else None
        yield Piece(item, found["student"], item.path.name, timestamp=timestamp)


def _shared_folder(paths: list[PurePosixPath], assignment: str) -> int:
    """How many folders all files are in that say nothing of a student."""
    top = 0
    while True:
        shared = {path.parts[top] if len(path.parts) > top + 1 else None for path in paths}
        own = any(path.parts[top + 1 :] == (f"{assignment}.ipynb",) for path in paths)
        [first] = shared if len(shared) == 1 else [None]
        if first is None or own or lms.is_folder(first):
            return top
        top += 1


def _depth_of_students(paths: list[PurePosixPath], assignment: str) -> tuple[int, bool]:
    """Below how many folders the students' names stand, and whether only an LMS's names count there.

    It is one depth for all: below it everything is the students' own, and may be called as other students are.
    """
    top = _shared_folder(paths, assignment)
    if not any(lms.named(path.parts, top) for path in paths):
        notebooks = [path.parts for path in paths if path.name.lower().endswith((*find.ENDINGS, ".zip"))]
        for depth in range(top + 1, DEPTH_LIMIT):  # an LMS's folders in others, of groups for example
            if notebooks and all(lms.named(parts, depth) for parts in notebooks):
                return depth, True
    return top, False


def _by_names(items: list[Item], assignment: str, skipped: list[str]) -> Iterator[Piece]:
    """The order of an LMS, or of a folder: each name says whose it is."""
    paths = {item.path for item in items}
    depth, by_lms = _depth_of_students(list(paths), assignment)
    exercises_beside = {*notebooks.slugs()} - {assignment}
    others: Counter[str] = Counter()
    for item in items:
        parts = item.path.parts[depth:] or (item.path.name,)
        by_name = lms.named(parts, 0)
        if by_name is not None:
            origin = by_name.origin
            yield Piece(item, origin.student, by_name.file, by_name.version, moment=by_name.moment, origin=origin)
        elif len(parts) == 1 and lms.comes_along(parts[0]):
            sentence = _("“{name}” was left out: the platform made it, nobody handed it in.")
            skipped.append(sentence.format(name=shown(item.path.as_posix())))
        elif len(parts) == 1 and not by_lms and (piece := _loose(item, parts[0], assignment)) is not None:
            yield piece
        elif len(parts) == 1 or by_lms:
            sentence = _("“{name}” was left out: its name does not say whose it is. Rename it, or use --pattern.")
            skipped.append(sentence.format(name=shown(item.path.as_posix())))
        elif len(parts) > 2 and parts[1] in exercises_beside:
            others[parts[1]] += 1
        else:
            # nbgrader's folder of the assignment says nothing more, unless the same file lies beside it too
            own = len(parts) > 2 and parts[1] == assignment
            own = own and PurePosixPath(*item.path.parts[: depth + 1], *parts[2:]) not in paths
            yield Piece(item, parts[0], "/".join(parts[2:] if own else parts[1:]))
    _leave_out_others(others, assignment, skipped)


def _loose(item: Item, name: str, assignment: str) -> Piece | None:
    """Whose a file is by its own name alone; None if that says nothing."""
    stem, ending = split_ending(name)
    if not stem or stem.casefold() == assignment.casefold() or not name.lower().endswith(_HANDED_IN):
        return None
    student, version = lms.counted_by_browser(stem) or (stem, 0)
    return Piece(item, student, f"{assignment}{ending}", version)
