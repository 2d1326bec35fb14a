"""All pages of a class, in a folder: its own, and beside it a folder of the students'."""

from collections.abc import Sequence
from pathlib import Path

from course_lib import files
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.instructor import instructor_page
from course_lib.grading.reports.student import student_page
from course_lib.grading.reports.words import page_of


def write_class(course: ClassInfo, records: Sequence[Record], folder: Path) -> Path:
    """Write the instructor's page; returns its path."""
    return _written(folder / f"{course.assignment}.html", instructor_page(course, records))


def write_student(course: ClassInfo, record: Record, folder: Path) -> Path:
    """Write the page of one student; returns its path."""
    handed_in = course.handed_in.get(record.student)
    page = student_page(record, course.exercise, variant=course.variant, handed_in=handed_in)
    return _written(folder / page_of(record.student, record.assignment), page)


def _written(file: Path, text: str) -> Path:
    """Write a page; one that is right stays."""
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        files.replace(file, text)
    return file
