"""Light pages: what the theme brings along and no page uses is left out, of the pages and of the built site.

Font Awesome draws a dozen icons with 1.5 MB of script and two fonts; here they are drawn in ``_static/icons.css``. The
tools of search come with every page, for results while one types, which this book has switched off; the page of results
has its own. A script that works on formulas, tabs or code comes with the pages that have some.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

# a part of the name (or, within the page, of the text) of a script or style sheet: what in the body of a page needs it
NEEDED_FOR = {
    "mathjax": r'class="math ',
    "copybutton": r'class="highlight',
    "clipboard": r'class="highlight',
    "toggle": r'class="([^"]* )?(toggle|dropdown)[ "]',
    "design-tabs": r'class="([^"]* )?sd-tab',
}
IN_THE_HEAD = re.compile(
    r"<script[^>]*(fontawesome|searchtools|language_data|searchindex)\.js[^>]*></script>"
    r"|<!-- So that users can add custom icons -->"
    r'|<meta name="(viewport|docsearch:\w+)"[^>]*>'  # Sphinx has written the first; a service reads the others
)
GLYPHS = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}|(\.fa-[\w-]+:+(before|after),?)+\{[^{}]*\}")
TEXTS = (".html", ".css", ".js", ".mjs")


def without_unused(head: str) -> str:
    """A piece of the head of a page, as the theme writes it.

    >>> without_unused('<script src="a.js"></script><script defer src="_static/scripts/fontawesome.js?v=1"></script>')
    '<script src="a.js"></script>'
    """
    return IN_THE_HEAD.sub("", head)


def leave_out(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    body = context.get("body", "")
    absent = [part for part, needs in NEEDED_FOR.items() if not re.search(needs, body)]
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not any(part in named(file) for part in absent)]
    context["without_unused"] = without_unused


def named(file: Any) -> str:
    """The name of a script or style sheet, or the text of one that stands in the page; in small letters."""
    return str(file.filename or file.attributes.get("body", "")).lower()


def sweep(app: Sphinx, exception: Exception | None) -> None:
    """Remove the static files that nothing asks for, after the rules that ask for the fonts of Font Awesome."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for sheet in site.glob("_static/styles/*.css"):
        sheet.write_text(GLYPHS.sub("", sheet.read_text(encoding="utf-8")), encoding="utf-8")
    for map_of_source in site.glob("_static/**/*.map"):  # scripts name theirs, and only those who mend them ask
        map_of_source.unlink()
    while unused := unnamed(site):  # what was named by such a file alone is next
        for file in unused:
            file.unlink()
    for folder in sorted(site.glob("_static/**/"), reverse=True):  # the inner ones first
        if not any(folder.iterdir()):
            folder.rmdir()


def unnamed(site: Path) -> list[Path]:
    """The files below _static whose name stands in no other file of the site; licences stay with what they are for."""
    texts = {file: file.read_text(encoding="utf-8") for file in site.rglob("*") if file.suffix in TEXTS}
    return [
        file
        for file in site.glob("_static/**/*.*")
        if file.is_file()
        and not file.name.startswith("LICENSE")
        and not any(file.name in text for other, text in texts.items() if other != file)
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", leave_out, priority=900)  # when all extensions have added theirs
    app.connect("build-finished", sweep)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
