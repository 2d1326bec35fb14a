"""All pages of a class, in a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.grading.reports.instructor import instructor_page
from course_lib.grading.reports.student import student_page

if TYPE_CHECKING:
    from course_lib.grading.classroom.grade import Course, Record


def write(course: "Course", records: Sequence["Record"]) -> list[Path]:
    """Write all pages into ``reports`` in the course's folder; returns their paths. A page that is right stays."""
    from course_lib.grading.classroom import grade

    root = course.folder / "reports"
    pages: dict[Path, str] = {}
    for record in records:
        handed_in = grade.handed_in(course.folder / "submitted" / record.student / record.assignment)
        pages[root / record.student / f"{record.assignment}.html"] = student_page(
            record, course.exercise, variant=course.variant, handed_in=handed_in
        )
    pages[root / f"{course.assignment}.html"] = instructor_page(course, records)
    for file, text in pages.items():
        _write(file, text)
    return list(pages)


def _write(file: Path, text: str) -> None:
    """Write a page whole or not at all."""
    if file.is_file() and file.read_text("utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, "utf-8", newline="\n")
    new.replace(file)
