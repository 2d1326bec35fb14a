"""The sources of the book agree with each other and with the code; the build is as strict as it says."""

import doctest
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from course_lib.chapters import CHAPTERS, written
from tests.conftest import REPOSITORY
from tests.pages import build_book, fresh_html

BOOK = REPOSITORY / "book"
CONFIG = REPOSITORY / "_config.yml"
MARKDOWN = sorted(BOOK.glob("*.md"))
EXTENSIONS = sorted(path.stem for path in (BOOK / "_ext").glob("*.py"))
WRITTEN_ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")


def extension(name: str) -> ModuleType:
    """One of the book's Sphinx extensions, imported from its file."""
    spec = importlib.util.spec_from_file_location(f"book_ext_{name}", BOOK / "_ext" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def toc_files(table: object) -> list[str]:
    """Every page of _toc.yml, in order."""
    if isinstance(table, dict):
        own = [table[key] for key in ("root", "file") if key in table]
        return own + [file for key in ("parts", "chapters", "sections") for file in toc_files(table.get(key, []))]
    return [file for entry in table for file in toc_files(entry)] if isinstance(table, list) else []


TOC = toc_files(yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8")))


def prose(file: Path) -> str:
    """A page without its code cells and code blocks (a directive that is no code stays)."""
    code = r"^(`{3,})(?:\{code-cell\}|python|shell|ipython3|text).*?^\1\s*$"
    return re.sub(code, "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def equation_labels(text: str) -> list[str]:
    return re.findall(r"\$\$\s*\((eq:[\w-]+)\)", text)


def target_labels(text: str) -> list[str]:
    return re.findall(r"^\(([\w:-]+)\)=\s*$", text, re.MULTILINE) + re.findall(
        r"^:(?:name|label): *([\w:-]+)", text, re.MULTILINE
    )


# ------------------------------------------------------------------------------------------ pages, labels, equations
def test_every_page_of_the_table_of_contents_has_its_source() -> None:
    for name in TOC:
        if name.startswith("exercises/"):  # generated
            assert (REPOSITORY / "solutions" / f"{Path(name).name}.py").exists(), name
        else:
            assert any((BOOK / f"{name}{suffix}").exists() for suffix in (".md", ".ipynb")), name


def test_every_page_is_in_the_table_of_contents() -> None:
    assert {file.stem for file in MARKDOWN} <= set(TOC)


def test_the_table_of_contents_has_the_chapters_in_their_order() -> None:
    sentence = "book/_toc.yml: its chapters are those whose module is there, in the order of course_lib/chapters.py"
    assert [name for name in TOC if name in CHAPTERS] == written(), sentence
    assert [name for name in TOC if name.startswith("exercises/")] == [f"exercises/{slug}" for slug in written()]


def test_labels_are_unique() -> None:
    counts = Counter(label for file in MARKDOWN for label in equation_labels(prose(file)) + target_labels(prose(file)))
    assert [label for label, count in counts.items() if count > 1] == []


def equations_named_in_code() -> set[str]:
    """Labels at the ends of lines, in docstrings and in messages of the library; not the {placeholders} of messages."""
    files = [*(REPOSITORY / "course_lib").rglob("*.py"), *(REPOSITORY / "course_lib").rglob("*.mjs")]
    label = re.compile(r"\beq:([a-z0-9]+(?:-[A-Za-z0-9]+)+)")
    return {f"eq:{name}" for file in files for name in label.findall(file.read_text("utf-8"))}


def test_every_equation_named_in_the_code_is_in_the_book() -> None:
    in_book = {label for file in MARKDOWN for label in equation_labels(prose(file))}
    assert equations_named_in_code() - in_book == set()
    assert len(in_book) > 10


@pytest.mark.parametrize("slug", written())
def test_every_equation_of_a_finished_chapter_is_a_line_of_code(slug: str) -> None:
    lines = re.compile(r"#.*?\beq:([\w-]+)")
    package = REPOSITORY / "course_lib"
    files = [package / f"{slug}.py", *(package / slug).rglob("*.py")]
    in_code = {f"eq:{name}" for file in files if file.exists() for name in lines.findall(file.read_text("utf-8"))}
    in_book = {label for label in equation_labels(prose(BOOK / f"{slug}.md")) if label.startswith(f"eq:{slug}-")}
    assert in_book - in_code == set()
    assert in_book


@pytest.mark.parametrize("file", MARKDOWN, ids=lambda file: file.stem)
def test_every_picture_has_an_alternative_text(file: Path) -> None:
    text = prose(file)
    assert re.findall(r"!\[\s*\]\([^)]*\)", text) == []
    directives = r"^[`:]{3,}\{(?:figure|image|anywidget)\}.*?^[`:]{3,}\s*$"
    for directive in re.findall(directives, text, re.MULTILINE | re.DOTALL):
        assert re.search(r"^:alt: *.{20}", directive, re.MULTILINE), directive


@pytest.mark.parametrize("file", MARKDOWN, ids=lambda file: file.stem)
def test_french_words_of_the_lecture_are_marked_as_french(file: Path) -> None:
    text = re.sub(r"^:alt:.*", "", prose(file), flags=re.MULTILINE)  # an attribute has no language of its own
    unmarked = re.sub(r"\[[^\]]*\]\{\.language-fr\}", "", text)
    assert re.findall(r"« [^»]*»", unmarked) == []


# ------------------------------------------------------------------------------------------------- the concordance
def slide_rows() -> list[list[str]]:
    lines = re.findall(r"^\| *\d+ *\|.*$", (BOOK / "slides.md").read_text("utf-8"), re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_slides_are_numbered_without_a_gap() -> None:
    rows = slide_rows()
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert all(len(row) == 4 for row in rows)


@pytest.mark.parametrize("row", slide_rows(), ids=lambda row: row[0])
def test_every_slide_leads_to_a_living_place_or_says_that_it_is_to_come(row: list[str]) -> None:
    place = row[2]
    alive = {label for file in MARKDOWN for label in equation_labels(prose(file)) + target_labels(prose(file))} | set(
        TOC
    )
    targets = re.findall(r"\]\(([^)]+)\)", place) + re.findall(r"\{(?:eq|ref|doc)\}`([^`]+)`", place)
    if "to come" in place:
        (chapter,) = re.findall(r"`to come` `(\w+)`", place)
        assert chapter in CHAPTERS
        assert chapter not in written(), f"the chapter {chapter} is there: say where it tells this slide"
    else:
        assert targets, place
        assert [target for target in targets if target not in alive] == []


# --------------------------------------------------------------------------------------------- nothing from outside
def test_the_repository_is_named_in_one_place() -> None:
    address = yaml.safe_load(CONFIG.read_text("utf-8"))["repository"]["url"]
    assert address.startswith("https://")
    sources = [
        *MARKDOWN,
        *(BOOK / "_ext").glob("*.py"),
        *(BOOK / "_templates").rglob("*.html"),
        *(BOOK / "_static").glob("*.*"),
    ]
    name = address.removeprefix("https://")
    assert [file.name for file in sources if name in file.read_text("utf-8")] == []


def test_nothing_is_loaded_from_another_host() -> None:
    """Neither the configuration nor our templates, styles and scripts name a host to load from."""
    config = yaml.safe_load(CONFIG.read_text("utf-8"))
    config.pop("repository")
    files = [
        *(BOOK / "_templates").rglob("*.html"),
        *(BOOK / "_static").glob("*.css"),
        *(BOOK / "_static").glob("*.js"),
    ]
    texts = {file.name: file.read_text("utf-8") for file in files} | {"_config.yml": json.dumps(config)}
    assert len(texts) > 4
    assert {name: WRITTEN_ADDRESS.findall(text) for name, text in texts.items() if WRITTEN_ADDRESS.search(text)} == {}


def test_what_is_vendored_has_its_licence_and_stays_small() -> None:
    mathjax = BOOK / "_vendor" / "mathjax"
    assert "Apache License" in (mathjax / "LICENSE").read_text("utf-8")
    assert "3.2.2" in (mathjax / "tex-chtml.js").read_text("utf-8")
    assert "SIL Open Font License" in (BOOK / "_static" / "fonts" / "LICENSE-OFL.txt").read_text("utf-8")
    size = sum(file.stat().st_size for file in (BOOK / "_vendor").rglob("*") if file.is_file())
    assert size < 2_500_000


# ------------------------------------------------------------------------------------------------------ the colours
def colours(theme: str) -> dict[str, str]:
    css = (BOOK / "_static" / "book.css").read_text("utf-8")
    block = re.search(
        rf'^html[^\n]*\[data-theme="{theme}"\] \{{\s*(--book-paper.*?)^\}}', css, re.MULTILINE | re.DOTALL
    )
    assert block is not None
    return dict(re.findall(r"--book-([\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the known near miss


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_our_inks_can_be_read_on_our_papers(theme: str) -> None:
    colour = colours(theme)
    assert set(colour) == set(colours("light"))
    for ink in ("ink", "ink-soft", "accent", "accent-strong", "good", "bad"):
        for paper in ("paper", "panel", "accent-wash"):
            assert contrast(colour[ink], colour[paper]) >= 4.5, (theme, ink, paper)
    assert contrast(colour["ink"], colour["mark"]) >= 4.5
    assert contrast(colour["paper"], colour["accent"]) >= 4.5  # text on a filled button


# --------------------------------------------------------------------------------------------------- the extensions
@pytest.mark.parametrize("name", EXTENSIONS)
def test_examples_in_the_extensions(name: str) -> None:
    assert doctest.testmod(extension(name)).failed == 0


def test_every_extension_is_loaded() -> None:
    assert sorted(yaml.safe_load(CONFIG.read_text("utf-8"))["sphinx"]["local_extensions"]) == EXTENSIONS


RECORD = {
    "name": "lstm/x-y", "value": 1.0834, "unit": "× torch.nn.LSTM", "goal": "<= 1.2", "met": True,
    "run": {"date": "2018-03-05", "command": "make bench", "seed": 0, "machine": "two cores", "versions": {}},
}  # fmt: skip
TABLE = "```{measured-table} lstm/\n:header: Name | Value | Goal | Run\n:met: met\n:missed: missed\n:anchors:\n```\n"


def small_site(
    folder: Path,
    page: str,
    records: list[dict[str, object]],
    extensions: tuple[str, ...] = ("measured",),
    more: str = "",
) -> subprocess.CompletedProcess[str]:
    """Build one page, or two, with some of our extensions and nothing else of the book."""
    source = folder / "source"
    (source / "_measured").mkdir(parents=True, exist_ok=True)
    files = {
        "_measured/lstm.json": json.dumps({"records": records}),
        "index.md": page,
        "more.md": f"---\norphan: true\n---\n\n# More\n\n{more}\n",
        "conf.py": f"import sys\nsys.path.insert(0, {str(BOOK / '_ext')!r})\nextensions = {['myst_parser', *extensions]!r}\n"
        "myst_enable_extensions = ['colon_fence', 'attrs_inline']\n",
    }
    for name, text in files.items():
        file = source / name
        if not file.exists() or file.read_text("utf-8") != text:  # a page that did not change is not read again
            file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "-n", "--keep-going", source, folder / "html"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_measured_number_is_read_from_its_record(tmp_path: Path) -> None:
    more = "{measured}`lstm/x-y`, or {measured}`lstm/x-y#value`, on {measured}`lstm/x-y#date`"
    built = small_site(tmp_path, f"# Page\n\n{TABLE}", [RECORD], more=more)
    assert built.returncode == 0, built.stderr
    page, text = ((tmp_path / "html" / name).read_text("utf-8") for name in ("index.html", "more.html"))
    assert "1.08\N{NO-BREAK SPACE}× torch.nn.LSTM" in page
    assert 'id="measured-lstm-x-y"' in page
    assert "≤ 1.2" in page
    assert "1.08\N{NO-BREAK SPACE}× torch.nn.LSTM" in text
    assert 'href="index.html#measured-lstm-x-y"' in text
    assert "2018-03-05" in text

    changed = small_site(tmp_path, f"# Page\n\n{TABLE}", [RECORD | {"value": 1.5, "met": False}], more=more)
    page, text = ((tmp_path / "html" / name).read_text("utf-8") for name in ("index.html", "more.html"))
    assert changed.returncode == 0
    assert "1.5\N{NO-BREAK SPACE}× torch.nn.LSTM" in page
    assert "missed" in page
    assert "1.5\N{NO-BREAK SPACE}× torch.nn.LSTM" in text


@pytest.mark.parametrize(
    ("page", "records", "said"),
    [
        ("# P\n\n{measured}`lstm/z`\n\n" + TABLE, [RECORD], "lstm/z"),
        ("# P\n\n{measured}`lstm/x-y#colour`\n\n" + TABLE, [RECORD], "colour"),
        ("# P\n\n" + TABLE.replace("lstm/", "attention/"), [RECORD], "attention/"),
        ("# P\n\n" + TABLE, [RECORD, RECORD], "second record"),
        ("# P\n\n" + TABLE, [{"name": "lstm/x"}], "lacks value"),
        ("# P\n\n{measured}`lstm/x-y`\n", [RECORD], "measured-lstm-x-y"),  # no table has the row to link to
    ],
    ids=["no record", "no field", "no record for a table", "twice", "incomplete", "no row"],
)
def test_a_missing_number_is_an_error_of_the_build(
    tmp_path: Path, page: str, records: list[dict[str, object]], said: str
) -> None:
    built = small_site(tmp_path, page, records)
    assert built.returncode != 0
    assert said in built.stderr


def test_records_of_the_book_are_complete() -> None:
    for name, record in extension("measured").read_records(BOOK).items():
        assert name.split("/")[0] in (*CHAPTERS, "grading", "book", "page"), name
        assert {"date", "command", "machine", "versions"} <= set(record["run"]), name
        assert ("goal" in record) == ("met" in record), name


def test_a_build_with_a_warning_fails_again(tmp_path: Path) -> None:
    page = "# Page\n\n{ref}`nowhere`\n"
    assert small_site(tmp_path, page, [], ("measured", "strict")).returncode != 0
    assert small_site(tmp_path, page, [], ("measured", "strict")).returncode != 0


def test_a_drawing_is_written_into_the_page_with_its_alternative_text(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    shutil.copy(BOOK / "_static" / "drawings" / "attention.svg", tmp_path / "source" / "a.svg")
    page = '# Page\n\n```{image} a.svg\n:class: drawing\n:alt: Two chains & "lines".\n```\n'
    built = small_site(tmp_path, page, [], ("drawings",))
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert '<svg role="img" aria-label="Two chains &amp; &quot;lines&quot;." class="drawing"' in html
    assert "<img" not in html
    without = small_site(tmp_path, page.replace(":alt:", ":name:"), [], ("drawings",))
    assert without.returncode != 0
    assert "no alternative text" in without.stderr


def test_french_spaces_do_not_break(tmp_path: Path) -> None:
    built = small_site(tmp_path, "# Page\n\n[« Je suis malade »]{.language-fr} ; « and »\n", [], ("french",))
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert '<span lang="fr">«\N{NO-BREAK SPACE}Je suis malade\N{NO-BREAK SPACE}»</span>' in html
    assert "« and »" in html


# ------------------------------------------------------------------------------------------------------- the build
@pytest.mark.thorough
def test_the_book_builds_without_a_warning() -> None:
    html = fresh_html()
    for name in TOC:
        assert (html / f"{name}.html").exists(), name


def one_page_book(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    """Build one page with the whole configuration of the book."""
    ignored = shutil.ignore_patterns("*.md", "*.ipynb", "_vendor", "exercises", "__pycache__")
    shutil.copytree(BOOK, folder / "book", ignore=ignored)
    (folder / "book" / "_vendor").mkdir()
    (folder / "course_lib").symlink_to(REPOSITORY / "course_lib")
    shutil.copy(CONFIG, folder)
    (folder / "book" / "_toc.yml").write_text("format: jb-book\nroot: page\n", "utf-8")
    (folder / "book" / "page.md").write_text(page, "utf-8")
    return build_book(folder / "book", folder / "_config.yml", folder)


NOTEBOOK = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---

# Page

```{{code-cell}}
{cell}
```
"""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("page", "succeeds"),
    [
        (NOTEBOOK.format(cell="assert 1 + 1 == 2"), True),
        (NOTEBOOK.format(cell="assert 1 + 1 == 3"), False),
        (NOTEBOOK.format(cell="import sys; print('?', file=sys.stderr)"), False),
        ("# Page\n\nSee {eq}`eq:nowhere`.\n", False),
        ("# Page\n\nSee [](nowhere).\n", False),
        ("# Page\n\n{cite:p}`nobody1900`\n", False),
        ("# Page\n\n```{literalinclude} ../course_lib/recurrent.py\n:pyobject: nothing\n```\n", False),
    ],
    ids=["good", "cell fails", "cell warns", "no equation", "no target", "no source", "no code"],
)
def test_what_is_wrong_in_a_page_fails_the_build(tmp_path: Path, page: str, succeeds: bool) -> None:
    built = one_page_book(tmp_path, page)
    assert (built.returncode == 0) == succeeds, built.stdout[-2000:] + built.stderr[-2000:]
    assert succeeds or "page" in built.stdout + built.stderr


@pytest.mark.thorough
def test_all_prose_can_be_translated(tmp_path: Path) -> None:
    fresh_html()  # what the cells give is in the cache
    (tmp_path / "_build").mkdir()
    shutil.copytree(REPOSITORY / "_build" / ".jupyter_cache", tmp_path / "_build" / ".jupyter_cache")
    built = build_book(BOOK, CONFIG, tmp_path, builder="gettext")
    assert built.returncode == 0, built.stderr[-2000:]
    templates = {file.stem: file.read_text("utf-8") for file in (tmp_path / "_build" / "gettext").rglob("*.pot")}
    # a message is broken into quoted lines
    sentences = {name: re.sub(r'"\n"', "", text) for name, text in templates.items()}
    assert set(TOC) <= {*sentences, *(f"exercises/{name}" for name in sentences)}
    assert "What is there, and what is to come" in sentences["intro"]  # a heading
    assert "Sketch of an encoder" in sentences["intro"]  # an alternative text
    assert "Practise" in sentences["intro"]  # the title of a card
    assert "the same six equations" in sentences["slides"]  # a cell of a table
    assert "Part 1 · Review" in templates["intro"] or any("Part 1 · Review" in text for text in sentences.values())
    assert "forget gate" in sentences["lstm"]
    assert "def lstm_step" not in sentences["lstm"]  # code is the same in every language
