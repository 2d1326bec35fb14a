"""nbgrader's autograding with our steps: notebooks are rebuilt, run apart and checked; nbgrader does all the rest.

One line in ``nbgrader_config.py`` is enough for the command, formgrader and feedback::

    from course_lib.grading.nbgrader.steps import install

    install(c)

What it sets: a ``SubmissionExporter`` takes every submission in before nbgrader copies anything of it, and nbgrader
converts what comes out of that; ``Rebuild`` is the first step of sanitizing; ``SandboxExecute`` stands in place of
``Execute``, and ``SaveScores`` in place of ``SaveAutoGrades``. It fails closed: where one of the first two did not run,
the last two give no points and put the submission before a person. The pages are those of ``nbgrader.pages``.
"""

import contextlib
import dataclasses
import os
import re
import shutil
import tempfile
import warnings
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.server_extensions.formgrader import handlers
from traitlets import Bool, Dict

from course_lib.grading.checks import exercise, variant_of
from course_lib.grading.classroom.course import Course, of_nbgrader
from course_lib.grading.classroom.executors import grade_submission
from course_lib.grading.classroom.gradebook import Gradebook
from course_lib.grading.classroom.writer import scores_of
from course_lib.grading.intake import rebuild
from course_lib.grading.intake.rebuild import Intake
from course_lib.grading.judging.submission import Graded
from course_lib.grading.notebooks import Notebook, to_json
from course_lib.grading.record import Record
from course_lib.grading.reports import notebook as pages
from course_lib.grading.running import isolation
from course_lib.grading.running.session import Limits
from course_lib.grading.text import is_name, plain
from course_lib.language import _

_HERE, _PAGES = "course_lib.grading.nbgrader.steps", "course_lib.grading.nbgrader.pages"
_TEMPLATES = Path(__file__).parent / "templates"


def install(c: Any, *, trust_submissions: bool = False, limits: Limits | None = None) -> None:
    """Put our steps into nbgrader's configuration.

    Without a sandbox nothing is graded, unless ``trust_submissions`` says that every submission may run with all the
    rights of who grades. ``limits`` are what a submission may use.
    """
    # names, not classes: formgrader shows its configuration as JSON
    nbgraders = [f"nbgrader.preprocessors.{step}" for step in ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec")]
    check = "nbgrader.preprocessors.CheckCellMetadata"
    c.Autograde.exporter_class = f"{_HERE}.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = [
        f"{_HERE}.Rebuild",
        *nbgraders,
        "nbgrader.preprocessors.OverwriteCells",
        check,
    ]
    c.Autograde.autograde_preprocessors = [
        f"{_HERE}.SandboxExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        f"{_HERE}.SaveScores",
        "nbgrader.preprocessors.AssignLatePenalties",
        check,
    ]
    c.SubmissionExporter.trust_submissions = trust_submissions
    c.SubmissionExporter.limits = dataclasses.asdict(limits or Limits())
    c.HTMLExporter.extra_template_basedirs = [str(_TEMPLATES), handlers.template_path]
    c.HTMLExporter.filters = {"markdown2html": f"{_PAGES}.markdown_to_html"}
    c.HTMLExporter.preprocessors = [f"{_PAGES}.InertPage"]


# ------------------------------------------------------------------------------------------------------------ the room
@dataclass
class Submission:
    """A submission on its way through nbgrader's steps."""

    student: str
    folder: Path
    """Where it was handed in; nothing is written there."""
    notebook: Path
    """What nbgrader converts: made here, under the name that nbgrader expects."""
    graded_before: str | None
    """The digest of what was graded last time."""
    intake: Intake | None = None
    failed: bool = False
    """Whether intake itself failed, by a fault of ours."""
    rebuilt: str | None = None
    """The digest for which ``Rebuild`` has run."""
    record: Record | None = None

    @property
    def ready(self) -> bool:
        """Whether both steps before the sandbox have run, for the same submission."""
        return self.intake is not None and self.rebuilt == self.intake.digest


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Takes the place of nbgrader's exporter, which is made once a run, before anything is copied or converted.

    Here the converter gets a folder of ours in place of the submitted one. In it lies for each student one notebook
    with the right name; links, other files and what they hold stay where they are.
    """

    trust_submissions = Bool(False, help="Run submissions without a sandbox, with all rights of who grades").tag(
        config=True
    )
    limits = Dict({}, help="What a submission may use: see course_lib.grading.running.session.Limits").tag(config=True)
    export_from_notebook = None  # no format of `jupyter nbconvert`

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.submissions: dict[str, Submission] = {}
        self.book: Gradebook | None = None
        if isinstance(self.parent, Autograde):
            try:
                with contextlib.chdir(self.parent.coursedir.root):  # as nbgrader does: addresses may be relative
                    self._move_in(self.parent)
            except ValueError as error:  # no sandbox, no such exercise, another version's gradebook
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error

    def _move_in(self, converter: Autograde) -> None:
        """Make the folder, and let the converter find it in place of the submitted one."""
        coursedir = converter.coursedir
        self.course = _course(coursedir, Limits(**self.limits))
        slug = self.course.exercise.slug  # a wrong name is found before anything is started
        self.tier = isolation.tier_for(trust_submissions=self.trust_submissions, library=exercise(slug).library)
        self.book = Gradebook(self.course.url, self.course.exercise)
        weakref.finalize(self, self.book.close)
        root = tempfile.mkdtemp(prefix="submitted")
        weakref.finalize(self, shutil.rmtree, root, ignore_errors=True)
        traits = {**coursedir.trait_values(config=True), "submitted_directory": root}
        converter.coursedir = CourseDirectory(log=coursedir.log, **traits)
        for student, folder in _submitted(coursedir).items():
            self._place(student, folder, coursedir, converter.coursedir)
        converter.assignments = {
            str(submission.notebook.parent): [str(submission.notebook)] for submission in self.submissions.values()
        }
        self.hook = converter.pre_convert_hook  # what the configuration itself set
        converter.pre_convert_hook = self.take_in
        # nbgrader.api names rows before it adds them; nothing is lost by it
        warnings.filterwarnings("ignore", message=r"Object of type <Submitted", module=r"nbgrader\.api")

    def _place(self, student: str, folder: Path, submitted: CourseDirectory, ours: CourseDirectory) -> None:
        """Give a submission its place in our folder. Until it is taken in, what was given out lies there."""
        if not is_name(student):
            sentence = _(
                "{folder} was not graded: a student's name cannot contain <, >, quotes or backslashes, nor begin with "
                "=, +, - or @, as a formula does. Rename the folder."
            )
            self.log.error("%s", sentence.format(folder=ascii(str(folder))))
            return
        assignment = self.course.assignment
        place = Path(ours.format_path(ours.submitted_directory, student, assignment))
        place.mkdir(parents=True)
        last = Path(submitted.format_path(submitted.autograded_directory, student, assignment)) / f"{assignment}.ipynb"
        submission = Submission(student, folder, place / f"{assignment}.ipynb", _digest_in(last))
        submission.notebook.write_text(to_json(self.course.exercise.student), "utf-8")
        for name, text in of_nbgrader(folder).items():
            (place / name).write_text(text, "utf-8")
        self.submissions[student] = submission

    def take_in(self, *, notebooks: list[str], **named: Any) -> None:
        """nbgrader's ``pre_convert_hook``: intake of one submission.

        nbgrader goes on after an error of a hook: the submission is not ready then, and no points are given.
        """
        [submission] = (found for found in self.submissions.values() if str(found.notebook) in notebooks)
        taken = self.course.take_in(submission.folder)
        if isinstance(taken, Exception):
            sentence = _("{student}: reading this submission failed, through no fault of the student.").format(
                student=submission.student
            )
            self.log.error("%s", sentence, exc_info=taken)
            submission.failed = True
            return
        submission.intake = taken
        for remark in _remarks(taken):
            self.log.warning("%s: %s", submission.student, plain(remark))
        if self.hook is not None:
            self.hook(notebooks=notebooks, **named)

    def grade(self, submission: Submission, taken: Intake) -> Graded:
        """Run a submission and check it. What fails on our side is tried once more."""
        task = self.course.task(submission.student, taken, self.tier)
        with _one_thread():
            graded = grade_submission(task)
            if graded.failed_machinery:
                graded = grade_submission(task)
        if graded.failed_machinery:
            sentence = _(
                "{student}: grading itself failed. Run the command again, and report the failure if it happens again."
            )
            self.log.error("%s", sentence.format(student=submission.student))
        submission.record = self.course.finding(task, graded).record
        return graded


def _remarks(taken: Intake) -> list[str]:
    """What intake has to say about a submission."""
    return [*((taken.refusal,) if taken.refusal else ()), *taken.repairs]


def _course(coursedir: CourseDirectory, limits: Limits) -> Course:
    """The course of nbgrader's folders: the same secret as for ``course grade`` with the folder that holds “submitted”.

    Raises:
        ValueError: there is no such exercise, or no such version of it.
    """
    slug = coursedir.assignment_id
    name = f"{slug}.ipynb"
    variant = None
    for directory in (coursedir.release_directory, coursedir.source_directory):
        file = Path(coursedir.format_path(directory, ".", slug)) / name
        if file.is_file():
            _slug, parameters = rebuild.told_by(file)
            variant = variant_of(slug, parameters) if parameters else None
            break
    folder = Path(coursedir.root, coursedir.submitted_directory).parent
    return Course(slug, folder, variant, limits, database=coursedir.db_url)


def _submitted(coursedir: CourseDirectory) -> dict[str, Path]:
    """The folders that nbgrader was asked to grade, by student: with a notebook in them or without."""
    pattern = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, coursedir.assignment_id)
    form = coursedir.format_path(
        coursedir.submitted_directory, "(?P<student>[^/\\\\]+)", coursedir.assignment_id, escape=True
    )
    excluded = coursedir.student_id_exclude.split(",") if coursedir.student_id_exclude else []
    found = {}
    for path in sorted({pattern, *glob(pattern)}):  # noqa: PTH207 - nbgrader's own patterns
        told = re.fullmatch(form, path)
        if told is not None and os.path.lexists(path) and told["student"] not in excluded:
            found[told["student"]] = Path(path)
    return found


def _digest_in(notebook: Path) -> str | None:
    """The digest of the submission of which an autograded notebook was made."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        told = re.search(r'"digest": "([0-9a-f]{64})"', notebook.read_text("utf-8"))
        return told[1] if told else None
    return None


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """One thread for torch: our small tensors gain nothing by more, and a server keeps its own number."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


# ----------------------------------------------------------------------------------------------------------- the steps
def _here(step: NbGraderPreprocessor, resources: dict[str, Any]) -> tuple[SubmissionExporter | None, Submission | None]:
    """The exporter in which a step runs, and the submission that it works on."""
    exporter = step.parent
    if not isinstance(exporter, SubmissionExporter):
        return None, None
    return exporter, exporter.submissions.get(resources["nbgrader"]["student"])


class Rebuild(NbGraderPreprocessor):  # type: ignore[misc]
    """The notebook that intake rebuilt, in place of whatever was handed over."""

    def preprocess(self, nb: Notebook, resources: dict[str, Any]) -> tuple[Notebook, dict[str, Any]]:
        exporter, submission = _here(self, resources)
        if exporter is None or submission is None or submission.intake is None:
            return nb, resources  # the sandbox finds no mark
        taken = submission.intake
        page = pages.to_read(exporter.course.exercise, taken.notebook, _remarks(taken))
        page.metadata.course["digest"] = taken.digest
        submission.rebuilt = taken.digest
        return page, resources


class SandboxExecute(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs the submission apart from this machine and writes what the checks found into the cells of the page."""

    def preprocess(self, nb: Notebook, resources: dict[str, Any]) -> tuple[Notebook, dict[str, Any]]:
        exporter, submission = _here(self, resources)
        if exporter is None or submission is None or submission.intake is None or not submission.ready:
            self.log.error("%s", _unprepared(resources["nbgrader"]["student"], submission))
            pages.fill(nb, (), ())
            return nb, resources
        graded = exporter.grade(submission, submission.intake)
        pages.fill(nb, graded.results, graded.cells)
        return nb, resources


def _unprepared(student: str, submission: Submission | None) -> str:
    sentence = _(
        "{student} was not graded, because a step before the sandbox did not run: call install(c) in "
        "nbgrader_config.py."
    )
    if submission is not None and submission.failed:
        sentence = _(
            "{student} was not graded, because reading the submission failed. Run the command again, and report it if "
            "it fails again."
        )
    return sentence.format(student=ascii(student))


class SaveScores(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes into the gradebook what ``course grade`` would write: marks by people stay, no failure of ours is a 0."""

    def preprocess(self, nb: Notebook, resources: dict[str, Any]) -> tuple[Notebook, dict[str, Any]]:
        exporter, submission = _here(self, resources)
        if exporter is None or submission is None or submission.record is None or exporter.book is None:
            self._put_before_a_person(resources["nbgrader"])
            return nb, resources
        record = submission.record
        exporter.book.write(
            record.student,
            scores_of(record, exporter.course.exercise),
            blank=record.blank if record.refusal is None else (),
            changed=submission.graded_before != record.digest,
        )
        return nb, resources

    def _put_before_a_person(self, names: dict[str, str]) -> None:
        """No points and no zeros: who reads the submission has to look at it."""
        from nbgrader.api import Gradebook as Database

        with Database(names["db_url"]) as database:
            notebook = database.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
            for grade in notebook.grades:
                grade.needs_manual_grade = True
            database.db.commit()
