"""All pages of a class, in a folder."""

from collections.abc import Sequence
from pathlib import Path

from course_lib import files
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.instructor import instructor_page
from course_lib.grading.reports.student import student_page


def write(course: ClassInfo, records: Sequence[Record], folder: Path) -> list[Path]:
    """Write all pages into a folder; returns their paths. A page that is right stays."""
    pages = {
        folder / record.student / f"{record.assignment}.html": student_page(
            record, course.exercise, variant=course.variant, handed_in=course.handed_in.get(record.student)
        )
        for record in records
    }
    pages[folder / f"{course.assignment}.html"] = instructor_page(course, records)
    for file, text in pages.items():
        if not file.is_file() or file.read_text("utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            files.replace(file, text)
    return list(pages)
