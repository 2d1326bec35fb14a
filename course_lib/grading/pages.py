"""The notebook that a person reads while grading, and of which feedback is made.

Nothing in it that a student wrote can run: code and outputs are plain text, and texts hold no HTML.
"""

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from course_lib.grading.checking import Result
from course_lib.grading.exercises import Exercise, Notebook, kind
from course_lib.grading.student import CellReport

if TYPE_CHECKING:
    from course_lib.grading.batch import Record


def autograded(exercise: Exercise, record: "Record", notebook: Notebook | None) -> Notebook:
    """A rebuilt notebook with its results; without one, the notebook as it was given out."""
    import nbformat

    page = deepcopy(exercise.student if notebook is None else notebook)
    schemes = {cell.id: cell for cell in exercise.master.cells if kind(cell) == "task"}
    results = {f"{result.check}-check": result for result in record.results}
    reports = {report.name: report for report in record.cells}
    for cell in page.cells:
        match kind(cell):
            case "check":
                cell.outputs = _verdict(results[cell.id])
            case "task":
                cell.update(schemes[cell.id])  # the rubric in front of who grades
            case "own" if cell.cell_type == "markdown":
                cell.source = inert(plain(cell.source))
        if cell.id in reports:
            cell.outputs = _outputs(reports[cell.id])
    remarks = [*((record.refusal,) if record.refusal else ()), *record.repairs]
    if remarks:
        text = "\n".join(f"- {inert(plain(remark))}" for remark in remarks)
        page.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="intake"))
    return page


def _verdict(result: Result) -> list[Notebook]:
    """The report, and the points in the form in which nbgrader reads them."""
    from nbformat.v4 import new_output

    points = {"text/plain": repr(float(result.points))}
    return [
        new_output("stream", name="stdout", text=plain(result.message) + "\n"),
        new_output("execute_result", data=points, execution_count=None),
    ]


def _outputs(report: CellReport) -> list[Notebook]:
    from nbformat.v4 import new_output

    texts = [plain(text) for text in (report.output, report.error) if text]
    return [new_output("stream", name="stdout", text=text + "\n") for text in texts]


def plain(text: str) -> str:
    """Text without escape sequences and control characters."""
    text = re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-_])", "", text)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter for letter in text if letter in "\n\t" or not _is_control(letter))


def _is_control(letter: str) -> bool:
    return ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0


def inert(text: str) -> str:
    """Markdown in which nothing is a tag, an entity or a link that runs code; all else reads as before."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"&(?=#|\w+;)", "& ", text)
    return re.sub(r"(?i)(javascript|vbscript|data)\\*:(?=\S)", r"\1 : ", text)
