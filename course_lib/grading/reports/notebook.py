"""The notebook that a person reads while grading, and of which feedback is made.

Nothing in it that a student wrote can run, and nothing is asked of another host: code and outputs are plain text,
pictures are those that a cell drew or that a student pasted, and texts hold no HTML.
"""

import re
from collections.abc import Iterable
from copy import deepcopy
from urllib.parse import unquote

from course_lib.grading import pictures
from course_lib.grading.judging.check import Result
from course_lib.grading.notebooks import Notebook, Release, kind
from course_lib.grading.record import Record
from course_lib.grading.running.session import CellReport
from course_lib.grading.text import inert, plain
from course_lib.language import _


def autograded(exercise: Release, record: Record, notebook: Notebook | None) -> Notebook:
    """A rebuilt notebook with its results; without one, the notebook as it was given out."""
    remarks = [*((record.refusal,) if record.refusal else ()), *record.repairs]
    page = to_read(exercise, notebook, remarks)
    fill(page, record.results, record.cells)
    return page


def to_read(exercise: Release, notebook: Notebook | None, remarks: Iterable[str]) -> Notebook:
    """A rebuilt notebook before anything of it has run: the rubric beside the question, texts that hold no HTML.

    Without a notebook it is the one that was given out. What intake remarked stands on top.
    """
    import nbformat

    page = deepcopy(exercise.student if notebook is None else notebook)
    schemes = {cell.id: cell for cell in exercise.master.cells if kind(cell) == "task"}
    room = pictures.PASTED_LIMIT
    for cell in page.cells:
        match kind(cell):
            case "task":
                cell.update(deepcopy(schemes[cell.id]))  # the rubric in front of who grades
            case "own" if cell.cell_type == "markdown":
                room = _make_inert(cell, room)
    text = "\n".join(f"- {inert(plain(remark))}" for remark in remarks)
    if text:
        page.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="intake"))
    return page


def fill(page: Notebook, results: Iterable[Result], reports: Iterable[CellReport]) -> None:
    """Write into the cells of a page what came of them. A check without a result gets an explicit 0."""
    found = {f"{result.check}-check": result for result in results}
    ran = {report.name: report for report in reports}
    for cell in page.cells:
        if kind(cell) == "check":
            cell.outputs = verdict(found.get(cell.id) or without_result(cell))
        elif cell.id in ran:
            cell.outputs = _outputs(ran[cell.id])


def without_result(cell: Notebook) -> Result:
    """What stands in a check cell that nobody asked: nbgrader takes a cell without output for a right answer."""
    nbgrader = cell.metadata.nbgrader
    sentence = _("This check was not run: grading failed, through no fault of this submission.")
    return Result(
        check=nbgrader.grade_id.removesuffix("-check"),
        status="machinery",
        points=0.0,
        maximum=float(nbgrader.points),
        message=sentence,
    )


def verdict(result: Result) -> list[Notebook]:
    """The report, and the points in the form in which nbgrader reads them."""
    from nbformat.v4 import new_output

    points = {"text/plain": repr(float(result.points))}
    return [
        new_output("stream", name="stdout", text=plain(result.message) + "\n"),
        new_output("execute_result", data=points, execution_count=None),
    ]


def _outputs(report: CellReport) -> list[Notebook]:
    """What a cell of a student printed and drew, and how it ended."""
    from nbformat.v4 import new_output

    printed, ended = (
        [new_output("stream", name="stdout", text=plain(text) + "\n")] if text else []
        for text in (report.output, report.error)
    )
    described = {"image/png": {"alt": _("A figure that this cell drew")}}
    figures = filter(None, (pictures.written_anew("image/png", figure) for figure in report.figures))
    drawn = [new_output("display_data", data={"image/png": data}, metadata=described) for data in figures]
    return [*printed, *drawn, *ended]


def _make_inert(cell: Notebook, room: int) -> int:
    """Make a text of the student's inert. Its pictures get names of ours: some names stop nbconvert.

    Of them are kept those for which there is room, in characters; returns how much is left.
    """
    attachments: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    left_out = 0
    for name, bundle in cell.pop("attachments", {}).items():
        for mime, text in bundle.items():
            data = pictures.written_anew(mime, text) if len(text) <= room else None
            left_out += len(text) > room
            if data is not None:
                room -= len(data)
                names[name] = f"picture-{len(names) + 1}.{mime.removeprefix('image/')}"
                attachments[names[name]] = {mime: data}
                break

    def renamed(found: re.Match[str]) -> str:
        name = names.get(found[2]) or names.get(unquote(found[2]))
        return f"![{found[1]}](attachment:{name})" if name else f"! [{found[1]}]"

    text = inert(plain(cell.source))
    cell.source = re.sub(r"!\[([^\[\]\n]*)\]\(attachment:([^\s()]+)\)", renamed, text)
    if left_out:
        sentence = _("Pictures that are not kept: {count}. All that are pasted may have {size:g} MB together.")
        cell.source += "\n\n" + sentence.format(count=left_out, size=pictures.PASTED_LIMIT / (4 << 20) * 3)
    if attachments:
        cell.attachments = attachments
    return room
