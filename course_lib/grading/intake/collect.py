"""A folder or an archive of submissions is put where nbgrader looks: ``submitted/<student>/<assignment>/<file>``.

``owners`` says whose each file is. What they contain is nobody's word yet: names become safe ones, links are not
followed, sizes and counts have limits, and nothing is opened but archives.
"""

import errno
import hashlib
import itertools
import json
import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from course_lib.grading.intake import archives, find, lms
from course_lib.grading.intake.listing import Item, items_of
from course_lib.grading.intake.owners import Piece, left_beside, pieces_by_folder, pieces_of
from course_lib.grading.text import safe_file, safe_files, safe_folders, shown
from course_lib.language import _

STUDENT_LIMIT = 100  # files of a student
_TIMESTAMP = "timestamp.txt"  # nbgrader's


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


@dataclass
class _Submission:
    """The files of a student, by the names that they get."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What is not there and why: intake tells it to the student."""
    written: int = 0
    """How many of the files could be read."""

    @property
    def origin(self) -> lms.Origin | None:
        """Who the student is on the platform; late if one of the files is."""
        origins = [piece.origin for piece in self.pieces.values() if piece.origin is not None]
        return next((origin for origin in origins if origin.late), origins[0] if origins else None)


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
        raise ValueError(_("“{assignment}” is not the name of an exercise.").format(assignment=assignment))
    matcher = None if pattern is None else _compiled(pattern)
    skipped: list[str] = []
    place = _place(source, into) if matcher is None else None
    with items_of(source, place or "", skipped, into if place is None else None) as items:
        if place is not None:
            skipped += left_beside(source) if place else ()
            pieces = list(pieces_by_folder(items, len(PurePosixPath(place).parts), assignment, skipped))
        else:
            pieces = list(pieces_of(source, items, assignment, matcher, skipped))
        if not pieces:
            raise ValueError(_nothing_found(source, items, assignment, matcher))
        _refuse_other_exercise(pieces, assignment)
        if place is not None:
            found = tuple(sorted({piece.student for piece in pieces}))
            return Collected(found, tuple(skipped), (), files=len(items), used=len(pieces))
        submissions = _submissions(pieces, assignment, skipped)
        earlier = {folder.parent.name for folder in into.glob(f"submitted/*/{assignment}") if folder.is_dir()}
        replaced = list(_put_all(submissions, assignment, into / "submitted", skipped))
    late = (student for student, one in submissions.items() if one.origin is not None and one.origin.late)
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
        sentence = _("The pattern is not a regular expression: {reason} at character {place}.")
        raise ValueError(sentence.format(reason=error.msg, place=(error.pos or 0) + 1)) from error
    if "student" not in matcher.groupindex:
        raise ValueError(_("The pattern needs a group that names the student: (?P<student>…)."))
    return matcher


def _nothing_found(source: Path, items: list[Item], assignment: str, matcher: re.Pattern[str] | None) -> str:
    """What to say when nobody handed in anything."""
    if not items:
        return _("There are no files in {source}.").format(source=source)
    examples = ", ".join(shown(item.path.as_posix()) for item in items[:3])
    if matcher is not None:
        sentence = _("The pattern matches no file in {source}. Its files include: {examples}.")
        return sentence.format(source=source, examples=examples)
    paths = [
        item.path.parts[item.path.parts.index("submitted") + 1 :] for item in items if "submitted" in item.path.parts
    ]
    others = sorted({parts[1] for parts in paths if len(parts) > 2})
    if others:
        sentence = _("No student has a folder “{assignment}” in {source}. The folders there are: {others}.")
        return sentence.format(assignment=assignment, source=source, others=", ".join(map(shown, others[:8])))
    sentence = _("No file name in {source} says whose file it is ({examples}): use --pattern.")
    return sentence.format(source=source, examples=examples)


def _refuse_other_exercise(pieces: list[Piece], assignment: str) -> None:
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


def _exercise_of(piece: Piece) -> str | None:
    """The exercise that a notebook says it is of, by its letters alone; None if it can't be read or says nothing."""
    try:
        found = re.findall(rb'"exercise"\s*:\s*"(\w{1,50})"', piece.item.read())
    except (archives.UnreadableError, OSError):
        return None
    return found[-1].decode("utf-8", "replace") if found else None


# ----------------------------------------------------------------------------------------------------- which one counts
def _submissions(pieces: list[Piece], assignment: str, skipped: list[str]) -> dict[str, _Submission]:
    """The submission of each student, by names that are safe for folders and different on every system."""
    by_student = defaultdict(list)
    for piece in pieces:
        by_student[unicodedata.normalize("NFC", piece.student)].append(piece)
    folders = safe_folders(by_student)
    return {
        folders[student]: _chosen(folders[student], of_student, assignment, skipped)
        for student, of_student in sorted(by_student.items(), key=lambda pair: folders[pair[0]])
    }


def _chosen(student: str, pieces: list[Piece], assignment: str, skipped: list[str]) -> _Submission:
    """Of what was handed in several times the latest; each file under a name of its own."""
    moments = {piece.handed_in for piece in pieces if piece.handed_in}
    if len(moments) > 1:
        latest = max(moments, key=_moment)
        sentence = _("{student} handed in {count} times; the latest, of {moment}, counts.")
        skipped.append(sentence.format(student=student, count=len(moments), moment=shown(latest)))
        pieces = [piece for piece in pieces if piece.handed_in == latest]
    originals = {f"{assignment}.ipynb", *(piece.file for piece in pieces)}
    by_name: dict[str, Piece] = {}
    for piece in sorted(pieces, key=partial(_order, originals)):
        file, _count = _uncounted(piece.file, originals)
        if file in by_name:
            sentence = _("{student} handed in {name} more than once; the latest counts.")
            skipped.append(sentence.format(student=student, name=shown(safe_file(file))))
        by_name[file] = piece
    names = safe_files(by_name)
    submission = _Submission({names[file]: piece for file, piece in by_name.items()})
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
    counted = lms.counted_by_lms(file)
    return counted if counted is not None and counted[0] in originals else (file, 0)


def _order(originals: set[str], piece: Piece) -> tuple[int, int, str]:
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
            raise NotADirectoryError(errno.ENOTDIR, _("“{name}” is not a folder").format(name=part))
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)  # of a run that was interrupted
    new.mkdir(parents=True)
    for name, piece in submission.pieces.items():
        try:
            data = piece.item.read()
        except (archives.UnreadableError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            sentence = _("“{name}” was left out: {reason}.").format(name=shown(name), reason=reason)
            submission.notes.append(sentence)
            skipped.append(f"{student}: {sentence}")
        else:
            (new / name).write_bytes(data)
            submission.written += 1
    timestamp = next((piece.timestamp for piece in submission.pieces.values() if piece.timestamp), None)
    if timestamp is not None:
        (new / _TIMESTAMP).write_text(timestamp, "utf-8")
    if submission.origin is not None:
        (new / find.ORIGIN).write_text(json.dumps(asdict(submission.origin)) + "\n", "utf-8")
    if submission.notes:
        (new / find.NOTES).write_text("".join(f"{note}\n" for note in submission.notes), "utf-8")
    return _swap(new, folder, student, skipped)


def _swap(new: Path, folder: Path, student: str, skipped: list[str]) -> Path | None:
    """Put a new folder in the place of an earlier one; returns where the earlier one is kept, if it was another."""
    if not folder.exists():
        new.rename(folder)
        return None
    if _contents(new) == _contents(folder):
        for origin in new.glob(find.ORIGIN):
            origin.replace(folder / find.ORIGIN)
        shutil.rmtree(new)
        return None
    if _handed_in(folder) > _handed_in(new) > float("-inf"):
        shutil.rmtree(new)
        skipped.append(_("A later submission of {student} is there already.").format(student=student))
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
    """A digest of each file of a submission; when and from where it came is no content."""
    digests = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.name not in (_TIMESTAMP, find.ORIGIN):
            with file.open("rb") as stream:
                digests[file.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests
