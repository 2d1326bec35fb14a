"""The pages that nbgrader makes of autograded notebooks: formgrader's for who grades, and the feedback for students.

Formulas are MathML, so that they are drawn without a network and without a script; nothing of a student's runs, and no
page asks another host for anything. ``nbgrader_step.install`` sets all of it.
"""

import html
import re
import time
from typing import Any

from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor

from course_lib.grading import pictures
from course_lib.grading.judging.watchdog import TooMuchWork, processor_limit
from course_lib.grading.nbgrader.mathml import UnknownFormula, to_mathml
from course_lib.grading.notebooks import Notebook
from course_lib.language import _


class InertPage(Preprocessor):  # type: ignore[misc]
    """Before a page is made of a notebook: only text and pictures in its outputs, names that hold no markup.

    Autograded notebooks are so already; those that were made before ``install(c)`` are not.
    """

    NAMES = ("student", "first_name", "last_name", "notebook_path", "filename")

    def preprocess(self, nb: Notebook, resources: dict[str, Any]) -> tuple[Notebook, dict[str, Any]]:
        for name in self.NAMES:
            if isinstance(resources.get(name), str):
                resources[name] = html.escape(resources[name])
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            cell.metadata.pop("tags", None)
            if cell.cell_type == "raw":
                cell.cell_type, cell.source = "markdown", f"```\n{cell.source.replace('```', '')}\n```"
            for output in cell.get("outputs", []):
                if "data" in output:
                    output.data = type(output.data)(_shown(output.data))
        return nb, resources


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    """What of an output is shown: a picture, or text."""
    drawn = pictures.written_anew("image/png", str(data.get("image/png", "")))
    if drawn is not None:
        return {"image/png": drawn}
    sentence = _("This output is not shown: it is neither text nor a picture.")
    return {"text/plain": data.get("text/plain", sentence)}


TEXTS_CPU_S = 10.0
"""Processor seconds for all texts of a page; those of an honest one take a tenth of a second."""

_NO_BEGINNING = "\\\N{ZERO WIDTH SPACE}"
"""A backslash with which no mathematics begins."""


@pass_context
def markdown_to_html(context: Any, source: str) -> str:
    """The filter ``markdown2html`` of the pages: tags are shown as text, formulas are MathML.

    When the texts of a page have taken all their time, the rest of them is shown as it was written.
    """
    resources = context.get("resources", {})
    left = resources.get("texts_cpu_s", TEXTS_CPU_S)
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Markdown(escape=True, allow_harmful_protocols=None, attachments=attachments, exclude_anchor_links=True)
    started = time.process_time()
    try:
        if left <= 0:
            raise TooMuchWork
        with processor_limit(left):
            return _as_written(str(MarkdownWithMath(renderer=renderer).render(_with_ends(source))))
    except TooMuchWork:
        return f"<pre>{html.escape(source)}</pre>"
    finally:
        resources["texts_cpu_s"] = left - (time.process_time() - started)


def _with_ends(source: str) -> str:
    """A text in which mathematics begins only where it ends, too.

    For each beginning without an end nbconvert's patterns look through all that follows. ``_as_written`` undoes it.
    """
    ends = {found[0]: found.start() for found in re.finditer(r"(?<!\\)\\\\[\])]|\\end\{[a-z]*\*?\}", source)}

    def checked(found: re.Match[str]) -> str:
        end = f"\\end{found[1]}" if found[1] else {"[": r"\\]", "(": r"\\)"}[found[2]]
        if ends.get(end, -1) > found.start():
            return found[0]
        return f"{_NO_BEGINNING}{found[0][1:]}"

    return re.sub(r"\\begin(\{[a-z]*\*?\})|\\\\([\[(])", checked, source)


def _as_written(text: str) -> str:
    return text.replace(_NO_BEGINNING, "\\")


class _Markdown(IPythonRenderer):  # type: ignore[misc]
    """Markdown of which nothing runs, and that loads nothing."""

    def block_math(self, body: str) -> str:
        return _formula(body, display=True)

    def inline_math(self, body: str) -> str:
        return _formula(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        return _formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre>{html.escape(code)}</pre>"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not re.match(r"(?i)https?://|mailto:|#", url):
            return text
        told = f' title="{html.escape(title)}"' if title else ""
        return f'<a href="{html.escape(url)}"{told} rel="noopener noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        alt = html.escape(re.sub(r"<[^<>]*>", "", text) or title or "")
        for mime, data in self.attachments.get(url.removeprefix("attachment:"), {}).items():
            kept = pictures.written_anew(mime, data) if isinstance(data, str) else None
            if kept is not None:
                return f'<img src="data:{mime};base64,{kept}" alt="{alt}">'
        return f"[{alt}]"


def _formula(tex: str, *, display: bool) -> str:
    """A formula, or its source where it is not known here."""
    tex = _as_written(tex)
    try:
        return to_mathml(tex, display=display)
    except UnknownFormula:
        sign = "$$" if display else "$"
        return f"<code>{html.escape(sign + tex + sign)}</code>"
