"""Where submissions come from: nbgrader's folder, what an LMS gives to download, a folder of files.

Each is put where nbgrader looks for it, ``submitted/<student>/<assignment>/<file>``. What they contain is nobody's word
yet: names become safe ones, links are not followed, sizes and counts have limits, and nothing is opened but archives.

================  ==========================================================  ==================
from              example                                                     student
================  ==========================================================  ==================
nbgrader          ``submitted/ada/lstm/lstm.ipynb``                           ``ada``
Moodle            ``Dupont Anne_1234567_assignsubmission_file_/lstm.ipynb``   ``Dupont_Anne_1234567``
Moodle, flat      ``Dupont Anne_1234567_assignsubmission_file_lstm.ipynb``    ``Dupont_Anne_1234567``
Canvas            ``dupontanne_LATE_12345_67890_lstm-1.ipynb``                ``dupontanne_12345``
a folder          ``anne.ipynb``, ``anne.zip``, ``anne/lstm.ipynb``           ``anne``
================  ==========================================================  ==================

The numbers are the LMS's own: with them marks find their way back. Moodle gives a person another number in each
assignment.
"""

import errno
import hashlib
import itertools
import os
import re
import shutil
import stat
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from course_lib.grading import notebooks
from course_lib.grading.intake import archives, rebuild
from course_lib.language import _

COUNT_LIMIT = 50_000  # files of a class
TOTAL_LIMIT = 4 << 30  # bytes of a class
STUDENT_LIMIT = 100  # files of a student
DEPTH_LIMIT = 8  # folders in folders
_NAME_LIMIT = 500  # letters: no LMS writes longer names, and patterns take long for them

_MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)")
_CANVAS = re.compile(
    r"(?P<name>(?=[\W\d]*[^\W\d_])[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?P<attachment>\d{1,18})_(?P<file>.+)"
)
_AGAIN = re.compile(r"(?P<file>.+?)(?:-(?P<lms>\d{1,3})| ?\((?P<browser>\d{1,3})\))(?P<ending>\.\w+)?")
_HANDED_IN = (*rebuild.ENDINGS, ".zip", ".py", ".html", ".htm", ".pdf", ".docx", ".odt", ".rar", ".7z")
_OF_NBGRADER = {"submitted", "autograded", "feedback", "release", "source"}  # the folders of a course
_TIMESTAMP = "timestamp.txt"  # nbgrader's
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


@dataclass(frozen=True)
class Collected:
    """What came of collecting."""

    found: tuple[str, ...]
    """The students who handed something in, by the names of their folders."""
    skipped: tuple[str, ...]
    """What was left out and why, a sentence each."""
    replaced: tuple[str, ...]
    """Whose earlier submission was replaced and where it is kept, a sentence each."""
    late: tuple[str, ...] = ()
    """Whose submission the LMS calls late."""
    missing: tuple[str, ...] = ()
    """Who handed in before and is not there now; the earlier submission stays."""
    files: int = 0
    """How many files were there, less what systems and editors leave behind."""
    used: int = 0
    """How many of them were taken; of all others ``skipped`` says why not."""


@dataclass(frozen=True)
class _Item:
    """A file, in a folder or in an archive."""

    path: PurePosixPath
    size: int
    """As the folder or archive says; what is read has a limit of its own."""
    read: Callable[[], bytes]
    """Raises UnreadableError, OSError."""


@dataclass(frozen=True)
class _Piece:
    """A file of a submission: whose it is, and what it was called before the LMS gave it another name."""

    item: _Item
    student: str
    """As the source writes it."""
    file: str
    version: int = 0
    """Which of several files of the same name: the largest is the latest."""
    timestamp: str | None = None
    late: bool = False


@dataclass
class _Submission:
    """The files of a student, by the names that they get."""

    pieces: dict[str, _Piece] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What is not there and why: intake tells it to the student."""
    written: int = 0
    """How many of the files could be read."""


# ------------------------------------------------------------------------------------------------------------- collect
def collect(source: Path, assignment: str, into: Path, pattern: str | None = None) -> Collected:
    """Put each submission of a source at ``into/submitted/<student>/<assignment>``; nothing else is written.

    The same content again changes nothing. Another one replaces the earlier one, which is kept beside under a name that
    nbgrader does not see. ``pattern`` is a regular expression for the path of each file, with the groups ``student``
    and, if it has one, ``timestamp``.

    Raises:
        ValueError: there are no submissions of this assignment, or no place for them; the sentence says what to do.
    """
    if not re.fullmatch(r"\w[\w-]*", assignment):
        raise ValueError(_("“{assignment}” is no name of an exercise.").format(assignment=assignment))
    matcher = None if pattern is None else _compiled(pattern)
    skipped: list[str] = []
    place = _place(source, into) if matcher is None else None
    with _items(source, place or "", skipped) as items:
        if place is not None:
            skipped += left_beside(source) if place else ()
            pieces = list(_by_folder(items, len(PurePosixPath(place).parts), assignment, skipped))
        else:
            pieces = list(_pieces(source, items, assignment, matcher, skipped))
        if not pieces:
            raise ValueError(_nothing_found(source, items, assignment, matcher))
        _refuse_other_exercise(pieces, assignment)
        if place is not None:
            found = tuple(sorted({piece.student for piece in pieces}))
            return Collected(found, tuple(skipped), (), files=len(items), used=len(pieces))
        submissions = _submissions(pieces, assignment, skipped)
        earlier = {folder.parent.name for folder in into.glob(f"submitted/*/{assignment}") if folder.is_dir()}
        replaced = list(_put_all(submissions, assignment, into / "submitted", skipped))
    late = (student for student, one in submissions.items() if any(piece.late for piece in one.pieces.values()))
    return Collected(
        tuple(submissions),
        tuple(skipped),
        tuple(replaced),
        tuple(late),
        missing=tuple(sorted(earlier - set(submissions))),
        files=len(items),
        used=sum(submission.written for submission in submissions.values()),
    )


def _place(source: Path, into: Path) -> str | None:
    """Where in a source the submissions already are where they belong: in “submitted”, at its top, or nowhere."""
    submitted = (into / "submitted").resolve()
    if source.resolve() == submitted:
        return ""
    return "submitted" if submitted.is_dir() and (source / "submitted").resolve() == submitted else None


def _put_all(
    submissions: dict[str, _Submission], assignment: str, submitted: Path, skipped: list[str]
) -> Iterator[str]:
    """Write every submission; yields a sentence for each that replaced another one."""
    try:
        for student, submission in submissions.items():
            kept = _put(submission, submitted / student / assignment, student, skipped)
            if kept is not None:
                sentence = _("{student} handed in something else before: it is kept in {folder}.")
                yield sentence.format(student=student, folder=kept)
    except OSError as error:
        sentence = _("The submissions cannot be written to {folder}: {reason}.")
        raise ValueError(sentence.format(folder=submitted, reason=error.strerror)) from error


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        matcher = re.compile(pattern)
    except re.error as error:
        sentence = _("The pattern is no regular expression: {reason} at letter {place}.")
        raise ValueError(sentence.format(reason=error.msg, place=(error.pos or 0) + 1)) from error
    if "student" not in matcher.groupindex:
        raise ValueError(_("The pattern needs a group that names the student: (?P<student>…)."))
    return matcher


def _nothing_found(source: Path, items: list[_Item], assignment: str, matcher: re.Pattern[str] | None) -> str:
    """What to say when nobody handed in anything."""
    if not items:
        return _("There are no files in {source}.").format(source=source)
    examples = ", ".join(_shown(item.path.as_posix()) for item in items[:3])
    if matcher is not None:
        sentence = _("The pattern fits no file of {source}. Files that are there: {examples}.")
        return sentence.format(source=source, examples=examples)
    paths = [
        item.path.parts[item.path.parts.index("submitted") + 1 :] for item in items if "submitted" in item.path.parts
    ]
    others = sorted({parts[1] for parts in paths if len(parts) > 2})
    if others:
        sentence = _("Nobody has a folder “{assignment}” in {source}. Folders that are there: {others}.")
        return sentence.format(assignment=assignment, source=source, others=", ".join(map(_shown, others[:8])))
    sentence = _("No file of {source} says by its name whose it is, as {examples}: use --pattern.")
    return sentence.format(source=source, examples=examples)


def _refuse_other_exercise(pieces: list[_Piece], assignment: str) -> None:
    """Say it once when a whole class handed in another exercise; of a few, intake tells each.

    Raises:
        ValueError: all notebooks say that they are of the same other exercise.
    """
    others = set()
    for piece in pieces:
        if piece.file.lower().endswith(".ipynb"):
            others.add(_exercise_of(piece))
            if len(others) > 1 or others & {None, assignment}:
                return
    for other in others:
        sentence = _("These are notebooks of the exercise “{other}”, not of “{assignment}”.")
        raise ValueError(sentence.format(other=other, assignment=assignment))


def _exercise_of(piece: _Piece) -> str | None:
    """The exercise that a notebook says it is of, by its letters alone; None if it can't be read or says nothing."""
    try:
        found = re.findall(rb'"exercise"\s*:\s*"(\w{1,50})"', piece.item.read())
    except (archives.UnreadableError, OSError):
        return None
    return found[-1].decode("utf-8", "replace") if found else None


# -------------------------------------------------------------------------------------------------------- what is there
@contextmanager
def _items(source: Path, below: str, skipped: list[str]) -> Iterator[list[_Item]]:
    """The files of a folder, or those in one folder of it, or of an archive.

    Raises:
        ValueError: it is neither, it cannot be read, or it is too large.
    """
    if source.is_dir():
        try:
            yield _limited(_in_folder(source, below, skipped), source)
        except PermissionError as error:
            sentence = _("The folder {source} cannot be read: {reason}.")
            raise ValueError(sentence.format(source=error.filename or source, reason=error.strerror)) from error
        return
    if not source.exists():
        raise ValueError(_("There is no file or folder {source}.").format(source=source))
    if not source.is_file() or not _begins_as_archive(source):
        sentence = _(
            "{source} is neither a folder nor a zip archive. Unpack it, and give the folder of the submissions."
        )
        raise ValueError(sentence.format(source=source))
    with archives.opened(source, source.name, COUNT_LIMIT) as archive:
        yield _limited(_in_archive(archive, skipped), source)


def _in_archive(archive: ZipFile, skipped: list[str]) -> Iterator[_Item]:
    for path, info in archives.files_in(archive):
        if archives.leads_out(info):
            sentence = _("“{name}” was left out: its name leads out of its folder.")
            skipped.append(sentence.format(name=_shown(path.as_posix())))
        else:
            yield _Item(path, info.file_size, partial(archives.read, archive, info, rebuild.SIZE_LIMIT))


def _begins_as_archive(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            begin = stream.read(4)
    except OSError as error:
        raise ValueError(_("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)) from error
    # an empty archive begins with its end; a damaged one is told from its name
    return begin in (archives.SIGNATURE, b"PK\x05\x06") or file.suffix.lower() == ".zip"


def _limited(items: Iterable[_Item], source: Path) -> list[_Item]:
    kept = []
    total = 0
    for item in items:
        kept.append(item)
        total += min(item.size, rebuild.SIZE_LIMIT)
        if len(kept) > COUNT_LIMIT or total > TOTAL_LIMIT:
            sentence = _("{source} holds more than {count} files or {size} GB: is it the right one?")
            raise ValueError(sentence.format(source=source, count=COUNT_LIMIT, size=TOTAL_LIMIT >> 30))
    return kept


def _in_folder(folder: Path, below_it: str, skipped: list[str]) -> Iterator[_Item]:
    """The files of a folder, or those in one folder of it; links are not followed."""

    def stop(error: OSError) -> None:
        raise error

    for path, below, names in os.walk(folder / below_it, onerror=stop):
        place = PurePosixPath(Path(path).relative_to(folder).as_posix())
        links = [name for name in below if Path(path, name).is_symlink()]
        below[:] = sorted(name for name in below if name not in links and not archives.is_junk(PurePosixPath(name)))
        if len(place.parts) >= DEPTH_LIMIT:
            sentence = _("“{name}” was left out: it lies more than {limit} folders deep.")
            deep = (_shown((place / name).as_posix()) for name in below)
            skipped += [sentence.format(name=name, limit=DEPTH_LIMIT) for name in deep]
            below.clear()
        for name in sorted([*names, *links]):
            file = Path(path, name)
            if archives.is_junk(PurePosixPath(name)):
                continue
            found = file.lstat()
            if stat.S_ISREG(found.st_mode):
                yield _Item(place / name, found.st_size, partial(_read, file))
            else:
                sentence = _("“{name}” was left out: it is a link or no plain file.")
                skipped.append(sentence.format(name=_shown((place / name).as_posix())))


def _read(file: Path) -> bytes:
    with os.fdopen(
        os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb"
    ) as stream:
        data = stream.read(rebuild.SIZE_LIMIT + 1)
    if len(data) > rebuild.SIZE_LIMIT:
        raise archives.UnreadableError(_("it is larger than {limit} MB").format(limit=rebuild.SIZE_LIMIT >> 20))
    return data


# -------------------------------------------------------------------------------------------------------- whose it is
def _pieces(
    source: Path, items: list[_Item], assignment: str, matcher: re.Pattern[str] | None, skipped: list[str]
) -> Iterator[_Piece]:
    """Whose each file is; a file of nobody is skipped with a sentence."""
    if matcher is not None:
        yield from _by_pattern(items, matcher, skipped)
    elif (above := _above_submitted(source, items)) is not None:
        _leave_out_beside(Counter(item.path.parts[: above + 1] for item in items), skipped)
        submitted = [item for item in items if item.path.parts[above : above + 1] == ("submitted",)]
        yield from _by_folder(submitted, above + 1, assignment, skipped)
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


def _above_submitted(source: Path, items: list[_Item]) -> int | None:
    """In how many folders nbgrader's “submitted” lies, the course's own or none; None if this is no course of it.

    Students choose what is in their own folders. So it is one only where everything that may be handed in lies in the
    folders of a course, and no folder down to those of the students has its name from an LMS.

    Raises:
        ValueError: some lies in “submitted” and some beside the course, so that it is not clear whose that is.
    """
    handed_in = [item.path.parts for item in items if _may_be_handed_in(item.path)]
    for above in (0, 1):
        tops = {parts[above] for parts in handed_in if len(parts) > above + 1}
        shared = len({parts[:above] for parts in handed_in}) == 1
        if not shared or "submitted" not in tops:
            continue
        if any(_is_named_by_lms(item.path.parts, at) for item in items for at in range(above + 2)):
            return None
        beside = ["/".join(parts) for parts in handed_in if len(parts) <= above + 1 or parts[above] not in _OF_NBGRADER]
        if not beside:
            return above
        sentence = _(
            "{source} holds nbgrader's folder “submitted”, and beside it {examples}: it is not clear whose that is. "
            "Take it out, or give the folder “submitted” itself."
        )
        raise ValueError(sentence.format(source=source, examples=", ".join(map(_shown, beside[:3]))))
    return None


def _leave_out_beside(tops: Counter[tuple[str, ...]], skipped: list[str]) -> None:
    """Say what lies beside “submitted”: how many files in which folder, or a file itself."""
    for path, count in sorted(tops.items()):
        if path[-1] == "submitted":
            continue
        sentence = _("“{name}” was left out: the submissions are those in “submitted”.")
        if path[-1] in _OF_NBGRADER:
            sentence = _("{count} files in “{name}” were left out: the submissions are those in “submitted”.")
        skipped.append(sentence.format(name=_shown(path[-1]), count=count))


def _by_folder(items: list[_Item], above: int, assignment: str, skipped: list[str]) -> Iterator[_Piece]:
    """nbgrader's order: STUDENT/ASSIGNMENT/file, below as many folders."""
    others: Counter[str] = Counter()
    for item in items:
        student, *rest = item.path.parts[above:]
        if len(rest) < 2:
            sentence = _("“{name}” was left out: it is in no folder STUDENT/{assignment}.")
            skipped.append(sentence.format(name=_shown("/".join((student, *rest))), assignment=assignment))
        elif rest[0] == assignment:
            yield _Piece(item, student, "/".join(rest[1:]))
        else:
            others[rest[0]] += 1
    _leave_out_others(others, assignment, skipped)


def _leave_out_others(others: Counter[str], assignment: str, skipped: list[str]) -> None:
    """Say how many files lie in the folders of other exercises."""
    for other, count in sorted(others.items()):
        sentence = _("{count} files in folders “{other}” were left out: they are not of “{assignment}”.")
        skipped.append(sentence.format(count=count, other=_shown(other), assignment=assignment))


def _by_pattern(items: list[_Item], matcher: re.Pattern[str], skipped: list[str]) -> Iterator[_Piece]:
    for item in items:
        found = matcher.search(item.path.as_posix())
        if found is None or not found["student"]:
            sentence = _("“{name}” was left out: the pattern does not fit it.")
            skipped.append(sentence.format(name=_shown(item.path.as_posix())))
            continue
        timestamp = found["timestamp"] if "timestamp" in matcher.groupindex else None
        yield _Piece(item, found["student"], item.path.name, timestamp=timestamp)


def _shared_folder(paths: list[PurePosixPath], assignment: str) -> int:
    """How many folders all files are in that say nothing of a student."""
    top = 0
    while True:
        shared = {path.parts[top] if len(path.parts) > top + 1 else None for path in paths}
        own = any(path.parts[top + 1 :] == (f"{assignment}.ipynb",) for path in paths)
        [first] = shared if len(shared) == 1 else [None]
        if first is None or own or _MOODLE.fullmatch(first):
            return top
        top += 1


def _is_named_by_lms(parts: tuple[str, ...], at: int) -> bool:
    """Whether a folder or file of a path has its name, and so its student, from an LMS."""
    if len(parts) <= at or len(parts[at]) > _NAME_LIMIT:
        return False
    return bool(_MOODLE.fullmatch(parts[at]) or (len(parts) == at + 1 and _CANVAS.fullmatch(parts[at])))


def _depth_of_students(paths: list[PurePosixPath], assignment: str) -> tuple[int, bool]:
    """Below how many folders the students' names stand, and whether only an LMS's names count there.

    It is one depth for all: below it everything is the students' own, and may be called as other students are.
    """
    top = _shared_folder(paths, assignment)
    if not any(_is_named_by_lms(path.parts, top) for path in paths):
        notebooks = [path.parts for path in paths if path.name.lower().endswith((*rebuild.ENDINGS, ".zip"))]
        for depth in range(top + 1, DEPTH_LIMIT):  # an LMS's folders in others, of groups for example
            if notebooks and all(_is_named_by_lms(parts, depth) for parts in notebooks):
                return depth, True
    return top, False


def _by_names(items: list[_Item], assignment: str, skipped: list[str]) -> Iterator[_Piece]:
    """The order of an LMS, or of a folder: each name says whose it is."""
    paths = {item.path for item in items}
    depth, by_lms = _depth_of_students(list(paths), assignment)
    exercises_beside = {*notebooks.slugs()} - {assignment}
    others: Counter[str] = Counter()
    for item in items:
        parts = item.path.parts[depth:] or (item.path.name,)
        piece = _by_lms(item, parts)
        if piece is None and len(parts) == 1 and not by_lms:
            piece = _loose(item, parts[0], assignment)
        if piece is not None:
            yield piece
        elif len(parts) == 1 or by_lms:
            sentence = _("“{name}” was left out: its name does not say whose it is. Rename it, or use --pattern.")
            skipped.append(sentence.format(name=_shown(item.path.as_posix())))
        elif len(parts) > 2 and parts[1] in exercises_beside:
            others[parts[1]] += 1
        else:
            # nbgrader's folder of the assignment says nothing more, unless the same file lies beside it too
            own = len(parts) > 2 and parts[1] == assignment
            own = own and PurePosixPath(*item.path.parts[: depth + 1], *parts[2:]) not in paths
            yield _Piece(item, parts[0], "/".join(parts[2:] if own else parts[1:]))
    _leave_out_others(others, assignment, skipped)


def _by_lms(item: _Item, parts: tuple[str, ...]) -> _Piece | None:
    """Whose a file is by the name of an LMS with which its path begins; None if it does not."""
    if not _is_named_by_lms(parts, 0):
        return None
    if (found := _MOODLE.fullmatch(parts[0])) is not None:
        file = "/".join(filter(None, parts[1:] or [found["file"]]))
        return _Piece(item, f"{found['name']}_{found['number']}", file or parts[0])
    if (found := _CANVAS.fullmatch(parts[0])) is not None:
        student, late = f"{found['name']}_{found['number']}", found["late"] is not None
        return _Piece(item, student, found["file"], int(found["attachment"]), late=late)
    return None


def _loose(item: _Item, name: str, assignment: str) -> _Piece | None:
    """Whose a file is by its own name alone; None if that says nothing."""
    stem, ending = _split(name)
    if not stem or stem.casefold() == assignment.casefold() or not name.lower().endswith(_HANDED_IN):
        return None
    again = _AGAIN.fullmatch(stem)
    if again is not None and again["browser"] is not None:  # a browser's second download of the same file
        return _Piece(item, again["file"], f"{assignment}{ending}", int(again["browser"]))
    return _Piece(item, stem, f"{assignment}{ending}")


def _split(name: str) -> tuple[str, str]:
    """A file's name without its ending, and the ending: .ipynb.txt is one."""
    found = re.fullmatch(r"(.*?)((?:\.ipynb)?\.\w{1,8})", name, re.DOTALL)
    return (found[1], found[2]) if found is not None else (name, "")


# ----------------------------------------------------------------------------------------------------- which one counts
def _submissions(pieces: list[_Piece], assignment: str, skipped: list[str]) -> dict[str, _Submission]:
    """The submission of each student, by names that are safe for folders and different on every system."""
    by_student = defaultdict(list)
    for piece in pieces:
        by_student[unicodedata.normalize("NFC", piece.student)].append(piece)
    folders = _folder_names(list(by_student))
    return {
        folders[student]: _chosen(folders[student], of_student, assignment, skipped)
        for student, of_student in sorted(by_student.items(), key=lambda pair: folders[pair[0]])
    }


def _folder_names(students: list[str]) -> dict[str, str]:
    """A folder's name for each student; those that are too alike get a number made of the name."""
    safe = {student: _safe_student(student) for student in students}
    often = Counter(name.casefold() for name in safe.values())
    return {
        student: name if often[name.casefold()] == 1 else f"{name}-{_mark(student)}" for student, name in safe.items()
    }


def _mark(name: str) -> str:
    """A few letters that another name has not."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:6]


def _safe_student(name: str) -> str:
    """Letters, digits and - _ . @ only: good for folders, addresses and tables."""
    safe = re.sub(r"(?:[^\w.@-]|_)+", "_", name.encode("utf-8", "replace").decode("utf-8"))
    return _not_reserved(_cut(safe, 100).strip("._-") or "_")


def _safe_file(name: str) -> str:
    """The name of a file as every system takes it; folders become part of the name."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    printable = "".join(letter if letter.isprintable() and letter not in '<>:"|?*\\/' else "_" for letter in name)
    stem, ending = _split(printable)
    return _not_reserved(f"{_cut(stem, 120).lstrip('.') or '_'}{ending}".rstrip(". "))


def _cut(text: str, length: int) -> str:
    """A text of at most so many bytes: file systems count these."""
    return text.encode()[:length].decode("utf-8", "ignore")


def _not_reserved(name: str) -> str:
    """Not one of the names that are devices on Windows."""
    return f"_{name}" if name.partition(".")[0].lower() in _RESERVED else name


def _chosen(student: str, pieces: list[_Piece], assignment: str, skipped: list[str]) -> _Submission:
    """Of what was handed in several times the latest; each file under a name of its own."""
    moments = {piece.timestamp for piece in pieces if piece.timestamp}
    if len(moments) > 1:
        latest = max(moments, key=_moment)
        sentence = _("{student} handed in {count} times; the latest, of {moment}, counts.")
        skipped.append(sentence.format(student=student, count=len(moments), moment=_shown(latest)))
        pieces = [piece for piece in pieces if piece.timestamp == latest]
    originals = {f"{assignment}.ipynb", *(piece.file for piece in pieces)}
    submission = _Submission()
    for piece in sorted(pieces, key=partial(_order, originals)):
        file, _count = _uncounted(piece.file, originals)
        name = _safe_file(file)
        same = next((other for other in submission.pieces if other.casefold() == name.casefold()), None)
        if same is not None and _uncounted(submission.pieces[same].file, originals)[0] != file:
            stem, ending = _split(name)  # another file, whose name is too like this one
            name = f"{stem}-{_mark(file)}{ending}"
        elif same is not None:
            sentence = _("{student} handed in {name} more than once; the latest counts.")
            skipped.append(sentence.format(student=student, name=_shown(name)))
        submission.pieces[name] = piece
    if len(submission.pieces) > STUDENT_LIMIT:
        _keep_the_most_likely(submission, student, skipped)
    return submission


def _moment(timestamp: str) -> tuple[float, str]:
    """For sorting: as a moment if it is one, else as text."""
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(timestamp).timestamp(), timestamp
    except (ValueError, OverflowError, TypeError, AttributeError):
        return float("-inf"), timestamp


def _uncounted(file: str, originals: set[str]) -> tuple[str, int]:
    """What a file was called before an LMS counted it, and the count: lstm-2.ipynb is the third lstm.ipynb.

    part-1.ipynb and part-2.ipynb are two files where there is no part.ipynb.
    """
    counted = _AGAIN.fullmatch(file)
    if counted is None or counted["lms"] is None:
        return file, 0
    original = f"{counted['file']}{counted['ending'] or ''}"
    return (original, int(counted["lms"])) if original in originals else (file, 0)


def _order(originals: set[str], piece: _Piece) -> tuple[int, int, str]:
    """Files of the same name in the order in which they were handed in."""
    return _uncounted(piece.file, originals)[1], piece.version, piece.file


def _keep_the_most_likely(submission: _Submission, student: str, skipped: list[str]) -> None:
    """Of very many files keep the notebooks and archives, then whatever comes first."""
    wanted = sorted(submission.pieces, key=lambda name: not name.lower().endswith((".ipynb", ".zip")))[:STUDENT_LIMIT]
    sentence = _("{student} handed in {count} files; {limit} were kept, the notebooks first.")
    text = sentence.format(student=student, count=len(submission.pieces), limit=STUDENT_LIMIT)
    submission.pieces = {name: submission.pieces[name] for name in wanted}
    submission.notes.append(text)
    skipped.append(text)


# ------------------------------------------------------------------------------------------------------ where it goes
def _put(submission: _Submission, folder: Path, student: str, skipped: list[str]) -> Path | None:
    """Write a submission to its folder, whole or not at all; returns where an earlier, other one is kept.

    Raises:
        OSError: it cannot be written.
    """
    for part in (folder.parent, folder):
        if part.is_symlink() or (part.exists() and not part.is_dir()):
            raise NotADirectoryError(errno.ENOTDIR, _("“{name}” is no folder").format(name=part))
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)  # of a run that was interrupted
    new.mkdir(parents=True)
    for name, piece in submission.pieces.items():
        try:
            data = piece.item.read()
        except (archives.UnreadableError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            sentence = _("“{name}” was left out: {reason}.").format(name=_shown(name), reason=reason)
            submission.notes.append(sentence)
            skipped.append(f"{student}: {sentence}")
        else:
            (new / name).write_bytes(data)
            submission.written += 1
    timestamp = next((piece.timestamp for piece in submission.pieces.values() if piece.timestamp), None)
    if timestamp is not None:
        (new / _TIMESTAMP).write_text(timestamp, "utf-8")
    if submission.notes:
        (new / rebuild.NOTES).write_text("".join(f"{note}\n" for note in submission.notes), "utf-8")
    return _swap(new, folder, student, skipped)


def _swap(new: Path, folder: Path, student: str, skipped: list[str]) -> Path | None:
    """Put a new folder in the place of an earlier one; returns where the earlier one is kept, if it was another."""
    if not folder.exists():
        new.rename(folder)
        return None
    if _contents(new) == _contents(folder):
        shutil.rmtree(new)
        return None
    if _handed_in(folder) > _handed_in(new) > float("-inf"):
        shutil.rmtree(new)
        skipped.append(_("{student} has handed in something later, which is there already.").format(student=student))
        return None
    numbers = (folder.with_name(f".{folder.name}.earlier-{number}") for number in itertools.count(1))
    kept = next(place for place in numbers if not place.exists())
    folder.rename(kept)
    new.rename(folder)
    return kept


def _handed_in(folder: Path) -> float:
    """When, in seconds; minus infinity if that is not known."""
    try:
        return _moment((folder / _TIMESTAMP).read_text("utf-8")[:100].strip())[0]
    except (OSError, UnicodeError):
        return float("-inf")


def _contents(folder: Path) -> dict[str, str]:
    """A digest of each file of a submission; when it was handed in is no content."""
    digests = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.name != _TIMESTAMP:
            with file.open("rb") as stream:
                digests[file.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests


def _shown(name: str) -> str:
    """A name as it can stand in a sentence."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:100]
