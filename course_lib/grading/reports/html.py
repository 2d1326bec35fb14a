"""A page is put together from elements, and everything in an element that is no element itself is escaped.

What a student wrote can only ever be read. A page is plain HTML that runs nothing and fetches nothing.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from course_lib.grading.text import plain
from course_lib.language import translations


def element(name: str, /, *children: object, **attributes: object) -> Markup:
    """An element of HTML. ``class_`` is the attribute class; an attribute that is None is left out.

    >>> element("p", "1 < 2 ", element("b", "yes"), class_="soft")
    Markup('<p class="soft">1 &lt; 2 <b>yes</b></p>')
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name == "input":  # the one element of our pages that holds nothing
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{join(children)}</{name}>")


def join(children: Iterable[object]) -> Markup:
    """Elements and texts in a row."""
    return Markup("".join(child if isinstance(child, Markup) else _escape(child) for child in children))


def _escape(value: object) -> Markup:
    text = str(value)
    return escape(text if text.isprintable() else plain(text))


def theirs(text: str) -> Markup:
    """A piece of text by a student, whatever its direction of writing, within a sentence of ours."""
    return element("bdi", text)


def page(title: str, *content: Markup, wide: bool = False, style: str = "") -> str:
    """A whole page, as the text of its file; ``style`` is CSS of ours that this page needs besides."""
    head = [
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        # twice sure: what is escaped runs nothing, and what would run may not
        Markup(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        ),
        Markup('<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'),
        element("title", title),
        Markup(f"<style>{_style()}{style}</style>"),
    ]
    body = element("body", element("main", *content, class_="wide" if wide else None))
    language = translations().info().get("language", "en")
    return f"<!doctype html>\n{element('html', element('head', *head), body, lang=language)}\n"


@cache
def _style() -> str:
    return Path(__file__).with_name("report.css").read_text("utf-8")


def table_of(
    head: Sequence[object], rows: Iterable[Sequence[Markup]], *parts: Markup, caption: str | None = None
) -> Markup:
    """A table whose cells are elements; texts of the head become headers of columns."""
    columns = [cell if isinstance(cell, Markup) else element("th", cell, scope="col") for cell in head]
    body = join(element("tr", *row) for row in rows)
    title = [] if caption is None else [element("caption", caption)]
    return element("table", *title, element("thead", element("tr", *columns)), element("tbody", body), *parts)


def region(name: str, table: Markup) -> Markup:
    """A table that scrolls on its own, by keyboard too."""
    return element("div", table, class_="scroll", role="region", aria_label=name, tabindex=0)


def folded(summary: str, *content: Markup) -> Markup:
    """What is seen when somebody opens it."""
    return element("details", element("summary", summary), *content)


def section(title: str, *content: Markup) -> Markup:
    """A heading and what stands below it; nothing where there is nothing to say."""
    return join([element("h2", title), *content]) if content else Markup()
