"""The notebook that a person reads while grading, and of which feedback is made.

Nothing in it that a student wrote can run, and nothing is asked of another host: code and outputs are plain text,
pictures are those that a cell drew or that a student pasted, and texts hold no HTML.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from copy import deepcopy
from urllib.parse import unquote

from course_lib.grading.judging.check import Result
from course_lib.grading.notebooks import Notebook, Release, kind
from course_lib.grading.record import Record
from course_lib.grading.running.session import CellReport
from course_lib.language import _

_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""The kinds of pictures that are shown, and how their bytes begin."""


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
    for cell in page.cells:
        match kind(cell):
            case "task":
                cell.update(deepcopy(schemes[cell.id]))  # the rubric in front of who grades
            case "own" if cell.cell_type == "markdown":
                _make_inert(cell)
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
    pictures = filter(None, (picture("image/png", figure) for figure in report.figures))
    drawn = [new_output("display_data", data={"image/png": data}, metadata=described) for data in pictures]
    return [*printed, *drawn, *ended]


# --------------------------------------------------------------------------------------------------- what is inert
def plain(text: str) -> str:
    """Text without escape sequences, control characters, and those that turn the direction of what is read."""
    text = re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-_])", "", text)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter for letter in text if letter in "\n\t" or not _is_control(letter))


def _is_control(letter: str) -> bool:
    code = ord(letter)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069


def inert(text: str) -> str:
    """Markdown in which nothing runs and nothing is loaded when it is opened; all else reads as before.

    What goes: tags, entities, pictures of other places, links that are no web or mail address, references that would
    hide where a link leads, commands of MathJax that make links, styles and ids.
    """
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"&(?=#|\w+;)", "& ", text)
    # a bracket in the text of a picture could hold a second picture, whose address would be taken for the first one's
    text = re.sub(r"!(?=\[)(?!\[[^\[\]\n]*\]\(attachment:[^\s()]+\))", "! ", text)
    text = re.sub(r"(?i)\](?=\()(?!\((https?://|mailto:|attachment:|#))", "] ", text)
    text = re.sub(r"\](?=:)", "] ", text)
    text = re.sub(r"\\(?=(href|url|style|class|cssId|require|html[A-Za-z]*|mmlToken|includegraphics)\b)", r"\\ ", text)
    return re.sub(r"(?i)(javascript|vbscript|data)\\*:(?=\S)", r"\1 : ", text)


def picture(mime: str, data: str) -> str | None:
    """The base64 text of a picture, written anew; None if it is no picture of that kind."""
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if mime not in _PICTURES or not content.startswith(_PICTURES[mime]):
        return None
    return base64.b64encode(content).decode("ascii")


def _make_inert(cell: Notebook) -> None:
    """Make a text of the student's inert. Its pictures get names of ours: some names stop nbconvert."""
    attachments: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for name, bundle in cell.pop("attachments", {}).items():
        for mime, text in bundle.items():
            data = picture(mime, text)
            if data is not None:
                names[name] = f"picture-{len(names) + 1}.{mime.removeprefix('image/')}"
                attachments[names[name]] = {mime: data}
                break

    def renamed(found: re.Match[str]) -> str:
        name = names.get(found[2]) or names.get(unquote(found[2]))
        return f"![{found[1]}](attachment:{name})" if name else f"! [{found[1]}]"

    text = inert(plain(cell.source))
    cell.source = re.sub(r"!\[([^\[\]\n]*)\]\(attachment:([^\s()]+)\)", renamed, text)
    if attachments:
        cell.attachments = attachments
