"""The sources of the book agree with each other and with the code; the build is as strict as it says."""

import doctest
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from myst_nb.core.read import read_myst_markdown_notebook
from pybtex.database import parse_file

from course_lib import checkpoints
from course_lib.chapters import CHAPTERS, written
from course_lib.figures import style
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


def chapter(slug: str) -> list[Path]:
    """The files of a chapter's functions and models; a page that is no chapter has none."""
    library = REPOSITORY / "course_lib"
    return [*library.glob(f"{slug}.py"), *library.glob(f"{slug}/*.py")] if slug in written() else []


@pytest.mark.parametrize("slug", written())
def test_every_equation_of_a_finished_chapter_is_a_line_of_code(slug: str) -> None:
    lines = re.compile(r"#.*?\beq:([\w-]+)")
    in_code = {f"eq:{name}" for file in chapter(slug) for name in lines.findall(file.read_text("utf-8"))}
    in_book = {label for label in equation_labels(prose(BOOK / f"{slug}.md")) if label.startswith(f"eq:{slug}-")}
    assert in_book - in_code == set()
    assert in_book


COLUMN = 78
"""So many characters of code fit beside the table of contents of a page."""


def cells(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the code cells of a page with their numbers; what a cell says of its figure is no code."""
    options = r"---\n(?:.*\n)*?---\n|(?::.*\n)*"
    for cell in re.finditer(rf"^(`{{3,}})\{{code-cell\}}.*\n(?:{options})((?:.*\n)*?)\1$", text, re.MULTILINE):
        yield from enumerate(cell[2].splitlines(), text.count("\n", 0, cell.start(2)) + 1)


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.stem)
def test_the_code_that_a_page_shows_fits_its_column(page: Path) -> None:
    text = page.read_text("utf-8")
    included = re.findall(r"^ *`{3,}\{literalinclude\} \.\./(\S+)$", text, re.MULTILINE)
    lines = {page: cells(text)}
    for file in {*chapter(page.stem), *(REPOSITORY / name for name in included)}:
        lines[file] = enumerate(file.read_text("utf-8").splitlines(), 1)
    wide = [
        f"{file.relative_to(REPOSITORY)}:{number}: {len(line)} columns"
        for file, numbered in lines.items()
        for number, line in numbered
        if len(line) > COLUMN
    ]
    assert not wide, f"what {page.name} shows has {COLUMN} columns at most: {', '.join(wide)}"


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.stem)
def test_the_options_of_every_cell_can_be_read(page: Path) -> None:
    text = page.read_text("utf-8")
    notebook = read_myst_markdown_notebook(text)  # as the build does, which raises where a caption is no YAML
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    assert code == len(re.findall(r"^`{3,}\{code-cell\}", text, re.MULTILINE))


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.stem)
def test_a_result_is_a_picture_or_a_table_and_is_not_printed(page: Path) -> None:
    printed = [number for number, line in cells(page.read_text("utf-8")) if re.search(r"\bprint\(", line)]
    assert not printed, f"{page.name} prints in the lines {printed}"


def test_the_options_of_a_cell_are_no_code() -> None:
    text = "```{code-cell}\n---\ntags: [a]\n---\n1\n\n2\n```\n\n```{code-cell}\n:tags: [a]\n3\n```\n\n```text\n4\n```\n"
    assert list(cells(text)) == [(5, "1"), (6, ""), (7, "2"), (12, "3")]


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


# ------------------------------------------------------------------------------------------------ the field's words
TERMS = [
    ("recurrent", "backpropagation through time"),
    ("recurrent", "BPTT"),
    ("recurrent", "initialisation"),
    ("recurrent", "initialization"),
    ("stacked", "bidirectional"),
    ("generative", "logits"),
    ("generative", "perplexity"),
    ("generative", "overfitting"),
    ("generative", "exposure bias"),
    ("seq2seq", "teacher forcing"),
    ("seq2seq", "greedy decoding"),
    ("seq2seq", "exposure bias"),
    ("attention", "query"),
]
"""Words that people search for, and the chapters that explain them."""


def running_text(file: Path) -> str:
    """What is read from line to line: no front matter, heading, option of a directive or name of code."""
    text = re.sub(r"\A---\n.*?^---$", "", prose(file), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^(#+ |:\w+:| +alt:).*", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"`[^`\n]*`", "", text).split())


@pytest.mark.parametrize(("slug", "term"), TERMS)
def test_a_word_of_the_field_is_found_in_its_chapter_and_bold_at_its_first_use(slug: str, term: str) -> None:
    before, found, after = re.split(
        rf"\b({term})\b", running_text(BOOK / f"{slug}.md"), maxsplit=1, flags=re.IGNORECASE
    )
    bold = before.rpartition("**")[2] + found + after.partition("**")[0]
    assert before.count("**") % 2 == 1, f"{before[-60:]}{found}{after[:60]}"
    assert len(bold.split()) <= 4, bold


# ------------------------------------------------------------------------------------------------------- stale sentences
PUT_OFF = re.compile(r"\b(not (there|written) yet|to come|still being written|are missing)\b")


def late_promises(text: str, there: list[str]) -> list[str]:
    """The sentences that put off a chapter that is there, or an exercise: every chapter comes with its own."""
    names = "|".join(there)
    promise = re.compile(rf"\b(comes?|told) with \W*({names})\b|\b({names})\W+\(chapters\)")
    named = re.compile(rf"\bexercises?\b|`({names})`|\b({names})\.md\b", re.IGNORECASE)
    sentences = re.split(r"(?<=[.!?])\s+|\n\n|\n(?=[|#])", text)
    return [one for one in sentences if promise.search(one) or (PUT_OFF.search(one) and named.search(one))]


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("What is not there yet: Exercises other than that of the LSTM.", True),
        ("Shares like these come with [lstm](chapters).", True),
        ("Gates are told with the chapter after it.", False),
        ("| | `lstm` | gates | to come |", True),
        ("| | `speech` | Listen, Attend and Spell | to come |", False),
        ("Gates come with `lstm`.", True),
        ("An exercise has twenty points. Other chapters are to come.", False),
    ],
)
def test_a_promise_that_was_kept_is_found(text: str, late: bool) -> None:
    assert bool(late_promises(text, ["recurrent", "lstm"])) == late


@pytest.mark.parametrize("file", MARKDOWN, ids=lambda file: file.stem)
def test_no_page_puts_off_what_is_there(file: Path) -> None:
    assert {source.stem for source in (REPOSITORY / "solutions").glob("*.py")} >= set(written())
    assert late_promises(prose(file), written()) == []


# ------------------------------------------------------------------------------------------- results that are said in words
def percent(value: float, _unit: str) -> str:
    return f"{100 * value:.3g} %"


def count(value: float, unit: str) -> str:
    total = int(re.match(r"of (\d+)", unit)[1])  # type: ignore[index]
    return f"{round(value * total)} of {total}"


SAID = [
    (
        "generative",
        "{percent generative/speeches/written/known-words} of the words occur somewhere in the training text; in "
        "held-out speeches it is {percent generative/speeches/real/known-words}.",
    ),
    (
        "generative",
        "{count generative/linux/written/files-that-begin-with-a-licence} generated files open with a comment",
    ),
    (
        "generative",
        "Only {count generative/linux/written/files-that-begin-in-order} texts have licence, includes and code in this "
        "order, against {count generative/linux/real/files-that-begin-in-order} held-out files.",
    ),
    (
        "generative",
        "{percent generative/linux/written/names-declared-before-use} of the names that it uses were declared before. "
        "In held-out files it is {percent generative/linux/real/names-declared-before-use},",
    ),
    (
        "generative",
        "{count generative/tunes/written/engraved} tunes of the network could be engraved, and {percent "
        "generative/tunes/written/notes-in-the-key} of their notes belong to the key (held-out tunes: {percent "
        "generative/tunes/real/notes-in-the-key}).",
    ),
    (
        "generative",
        "{percent generative/tunes/written/bars-of-the-right-length} of the bars have the length that the metre asks "
        "for, against {percent generative/tunes/real/bars-of-the-right-length} in held-out tunes.",
    ),
]
"""Sentences of the chapters; a field is a way to say the value of a record, and its name."""


def test_every_goal_is_told_in_words() -> None:
    """A record without a sentence of its own shows its name, which is for those who look for it."""
    measured = extension("measured")
    groups = re.findall(
        r"^```\{measured-group\} .*\n((?:.+\n)*?)```", (BOOK / "measured.md").read_text("utf-8"), re.MULTILINE
    )
    patterns = [line.partition("|")[0].strip() for group in groups for line in group.splitlines()]
    assert len(patterns) > 50
    untold = [
        name
        for name, record in measured.read_records(BOOK).items()
        if "goal" in record and not any(measured.parts_of(name, pattern) is not None for pattern in patterns)
    ]
    assert untold == []


@pytest.mark.parametrize(("slug", "sentence"), SAID)
def test_a_result_that_is_said_in_words_is_that_of_its_record(slug: str, sentence: str) -> None:
    records, ways = extension("measured").read_records(BOOK), {"percent": percent, "count": count}

    def say(field: re.Match[str]) -> str:
        record = records[field[2]]
        return ways[field[1]](record["value"], record["unit"])

    said = re.sub(r"\{(\w+) ([^}]+)\}", say, sentence)
    said = re.sub(r"\b(\d+) of \1\b", r"All \1", said)
    assert said in " ".join((BOOK / f"{slug}.md").read_text("utf-8").split())


def test_what_the_page_says_of_plain_networks_on_the_adding_problem_is_so() -> None:
    page = running_text(BOOK / "recurrent.md")
    runs = checkpoints.card("recurrent")["results"]
    assert "No run brings the error down to 0.01." in page
    assert not any(run["solved"] for part in ("sweep", "adding") for run in runs[part])

    said = (
        "**At $T = 100$ and $T = 200$ the plain network learns nothing**, at whichever rate and however $W$ is initial"
    )
    assert said in page
    far = [run for part in ("sweep", "adding") for run in runs[part] if run["time"] > 50]
    assert {run["lr"] for run in far} == set(checkpoints.card("recurrent")["recipe"]["rates"])
    assert all(run["error"] > 0.15 for run in far)

    assert (
        "With an orthogonal $W$ all three seeds come close to a solution. With a uniform one it depends on the seed, and "
        "with the identity no run leaves the dashed line." in page
    )
    errors = {
        init: [run["error"] for run in runs["adding"] if (run["network"], run["time"]) == (f"RNN, {init}", 50)]
        for init in ("orthogonal", "uniform", "identity")
    }
    assert all(len(of_seeds) == 3 for of_seeds in errors.values())
    assert max(errors["orthogonal"]) < 0.02
    assert min(errors["uniform"]) < 0.06
    assert max(errors["uniform"]) > 0.15
    assert min(errors["identity"]) > 0.16


def test_the_sweep_of_the_adding_problem_is_the_one_that_the_page_says() -> None:
    page, recipe = running_text(BOOK / "recurrent.md"), checkpoints.card("recurrent")["recipe"]
    said = re.search(
        r"each of four rates, from ([\d.]+) to ([\d.]+)\..* after (\d+) steps of (\d+) new sequences", page
    )
    assert said is not None
    assert len(recipe["rates"]) == 4
    assert [float(number) for number in said.groups()] == [
        *(min(recipe["rates"]), max(recipe["rates"]), recipe["steps"], recipe["batch"])
    ]


def test_what_the_page_says_of_gated_networks_on_the_adding_problem_is_so() -> None:
    page = running_text(BOOK / "lstm.md")
    card, plain = checkpoints.card("lstm"), checkpoints.card("recurrent")
    assert "optimiser and number of steps, and for each network at each length the best of the same four" in page
    assert all(card["recipe"][name] == plain["recipe"][name] for name in ("steps", "rates", "batch", "hidden_size"))

    def steps(network: str, length: int) -> list[int]:
        """Until it was solved, from the fastest seed to the slowest; one more than there were where it never was."""
        runs = card["results"]["adding"]
        of_seeds = [run for run in runs if (run["network"], run["time"]) == (network, length)]
        assert len(of_seeds) == 3
        return sorted(run["solved"] or card["recipe"]["steps"] + 1 for run in of_seeds)

    gated = ("GRU", "LSTM, bias 0", "LSTM, bias 1")
    assert "Every one of these networks solves the problem at every length, with all three seeds." in page
    assert all(
        steps(network, length)[-1] <= card["recipe"]["steps"]
        for network in (*gated, "attention")
        for length in (50, 100, 200)
    )
    assert "For each network of this table the largest rate is the best" in page
    assert all(run["lr"] == max(card["recipe"]["rates"]) for run in card["results"]["adding"])
    assert "Attention needs only a few hundred steps at any length" in page
    assert all(steps("attention", length)[-1] < 1000 for length in (50, 100, 200))
    assert "the GRU, the simpler cell, is the fastest of the gated ones" in page
    assert "The forget bias of 1 is hardly an advantage here" in page
    for length in (50, 100, 200):
        gru, bias_0, bias_1 = (steps(network, length)[1] for network in gated)
        assert gru < min(bias_0, bias_1)
        assert bias_0 < 2 * bias_1


def test_what_the_page_says_of_fixed_vectors_that_translate_is_so() -> None:
    page = running_text(BOOK / "seq2seq.md")
    results = checkpoints.card("seq2seq")["results"]

    def middle(name: str, bucket: str) -> float:
        assert len(results["seeds"][name]) == 3
        return sorted(by_length[bucket]["exact"] for by_length in results["seeds"][name])[1]

    assert "gets nearly all of the shortest sentences right, and about one in ten of those of 21 to 30 words" in page
    assert middle("fixed", "4-10") > 0.98
    assert 0.08 < middle("fixed", "21-30") < 0.12
    assert "almost all are right up to thirty words" in page
    assert all(middle("attention", bucket) > 0.98 for bucket in ("4-10", "11-20", "21-30"))
    assert "are about twice as often right with 21 to 30 words as the encoder that reads forward" in page
    for control in ("fixed bidirectional", "fixed reversed"):
        assert 1.5 < middle(control, "21-30") / middle("fixed", "21-30") < 2.5
    assert "explains a small part of what attention gains" in page
    assert max(middle(one, "21-30") for one in ("fixed bidirectional", "fixed reversed")) < 0.35
    assert "from a vector almost none are" in page
    for network in ("fixed", "fixed bidirectional", "fixed reversed"):
        assert all(middle(network, bucket) <= 0.01 for bucket in ("31-40", "41-50"))
    assert "greedy decoding then always chooses “sick”" in page
    for network in ("attention", "fixed", "fixed bidirectional", "fixed reversed"):
        assert 0.5 < results[network]["sick"]["sick"] < 0.75
    for task in ("words to digits", "digits to words"):
        assert all(score["exact"] >= 0.99 for score in results[task]["by length"].values())


def test_what_the_page_says_of_fixed_vectors_that_write_backward_is_so() -> None:
    page = running_text(BOOK / "attention.md")
    seeds = checkpoints.card("attention")["results"]["seeds"]

    def middle(name: str, letters: int) -> float:
        assert len(seeds[name]) == 3
        return sorted(exact[str(letters)] for exact in seeds[name])[1]

    assert "is nearly always right up to eight letters, and gets worse from twelve letters on" in page
    assert middle("fixed", 8) > 0.95 > 0.9 > middle("fixed", 12) > middle("fixed", 16)
    assert "almost every sequence is right within these lengths, and fewer beyond them" in page
    attention = ("dot", "mlp 1", "mlp 3")
    assert all(middle(name, 16) > 0.99 > 0.95 > middle(name, 20) > middle(name, 32) == 0 for name in attention)
    assert "Both do worse than the encoder that reads forward" in page
    for control in ("fixed bidirectional", "fixed reversed", "mlp 0"):
        assert all(middle(control, letters) < middle("fixed", letters) for letters in (12, 16))


def test_what_the_page_says_of_memories_and_the_compressor_is_so() -> None:
    page = running_text(BOOK / "generative.md")
    assert "On tunes the cache alone does. On speeches an n-gram beside the network is enough" in page
    assert "and on C it takes cache, n-gram and copies together" in page
    assert "is worth more than the cache on C" in page
    assert "at the largest rate that was tried), and the least of all on the other two." in page
    bits = {
        corpus: checkpoints.card(f"generative_memory-{corpus}")["results"]["bits"]
        for corpus in ("tunes", "speeches", "linux")
    }
    assert bits["tunes"]["LSTM+cache"] < bits["tunes"]["PPMd"]
    assert bits["speeches"]["LSTM+n-gram"] < bits["speeches"]["PPMd"] < bits["speeches"]["LSTM+cache"]
    below = [name for name, value in bits["linux"].items() if value < bits["linux"]["PPMd"]]
    assert below == ["LSTM+cache+n-gram+copies"]
    assert bits["linux"]["LSTM+learning"] < bits["linux"]["LSTM+cache"]
    chosen = checkpoints.card("generative_memory-linux")["results"]["learning"]
    assert chosen["lr"] == max(map(float, chosen["tried"]))
    for of in (bits["tunes"], bits["speeches"]):
        assert max(of["LSTM+cache"], of["LSTM+n-gram"]) < of["LSTM+learning"] < of["LSTM"]


def test_the_generative_networks_were_still_improving_when_they_were_stopped() -> None:
    assert "validation scores were still falling at the last evaluation" in running_text(BOOK / "generative.md")
    for corpus in ("speeches", "linux", "tunes"):
        scores = [one["score"] for one in checkpoints.card(f"generative-{corpus}")["results"]["reader"]["history"]]
        assert scores[-1] == min(scores), corpus


# ------------------------------------------------------------------------------------------------- the bibliography
ENTRIES = parse_file(str(BOOK / "references.bib"), bib_format="bibtex").entries


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_a_source_has_authors_in_one_form_a_year_and_a_place_to_find_it(key: str) -> None:
    entry = ENTRIES[key]
    written_in_the_file = re.search(
        rf"\{{{key},.*?author\s*= (.*)", (BOOK / "references.bib").read_text("utf-8"), re.DOTALL
    )
    assert all(", " in author for author in written_in_the_file[1].split("\n")[0].split(" and "))  # type: ignore[index]
    assert re.fullmatch(r"[a-z]+(\d{4})[a-z]*", key)[1] == entry.fields["year"]  # type: ignore[index]
    assert {"doi", "eprint", "url", "journal", "booktitle", "school", "howpublished", "publisher"} & set(entry.fields)
    assert not entry.fields.get("url", "").startswith("http:")


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
        *(file for file in (BOOK / "_static").glob("*.*") if file.suffix != ".png"),
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
    # a drawing within a style sheet has to say that it is SVG; the name is never looked up
    texts = {name: text.replace("xmlns='http://www.w3.org/2000/svg'", "") for name, text in texts.items()}
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
WORDS = """```{measured-words}
:header: What | Measured | Goal | Result
:met: yes
:missed: no
:more: "{count} more"
:run: "{count} by {command}, {date}, {machine}"
:note: "{note}, of {count}"
:summary: Group | Goals | Met | Missed | Others
x-y = the ratio
```
"""
TABLE = WORDS + "```{measured-group} lstm/\n```\n"


def small_site(
    folder: Path,
    page: str,
    records: list[dict[str, object]],
    extensions: tuple[str, ...] = ("measured",),
    more: str = "",
    parser: str = "myst_parser",
) -> subprocess.CompletedProcess[str]:
    """Build one page, or two, with some of our extensions and nothing else of the book."""
    source = folder / "source"
    (source / "_measured").mkdir(parents=True, exist_ok=True)
    files = {
        "_measured/lstm.json": json.dumps({"records": records}),
        "index.md": page,
        "more.md": f"---\norphan: true\n---\n\n# More\n\n{more}\n",
        "conf.py": f"import sys\nsys.path.insert(0, {str(BOOK / '_ext')!r})\nextensions = {[parser, *extensions]!r}\n"
        "myst_enable_extensions = ['colon_fence', 'attrs_inline']\n",
    }
    for name, text in files.items():
        file = source / name
        if not file.exists() or file.read_text("utf-8") != text:  # a page that did not change is not read again
            file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "-n", "--keep-going", source, folder / "html"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


NBSP = "\N{NO-BREAK SPACE}"


def like(name: str, value: float, unit: str, **more: object) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "run": RECORD["run"], **more}


def test_a_measured_number_is_read_from_its_record(tmp_path: Path) -> None:
    more = "It is {measured}`lstm/x-y` times, or {measured}`lstm/x-y#value`, on {measured}`lstm/x-y#date`."
    built = small_site(tmp_path, f"# Page\n\n{TABLE}", [RECORD], more=more)
    assert built.returncode == 0, built.stderr
    page, text = ((tmp_path / "html" / name).read_text("utf-8") for name in ("index.html", "more.html"))
    assert 'id="measured-lstm-x-y"' in page
    assert 'href="index.html#measured-lstm-x-y"' in text
    assert "It is 1.08× times, or 1.08, on 2018-03-05." in plain(text)

    changed = small_site(tmp_path, f"# Page\n\n{TABLE}", [RECORD | {"value": 1.5, "met": False}], more=more)
    page, text = ((tmp_path / "html" / name).read_text("utf-8") for name in ("index.html", "more.html"))
    assert changed.returncode == 0
    assert "no" in plain(page).split()
    assert "It is 1.5× times, or 1.5, on 2018-03-05." in plain(text)


def plain(html: str) -> str:
    """What is read of a piece of a page."""
    text = re.sub(r"<[^>]*>", " ", html.replace("</span></a>", "")).replace(NBSP, " ").replace("¶", "")
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("value", "unit", "field", "said"),
    [
        (0.986, "of 500 sequences exactly right", "", "98.6 %"),
        (1.0, "of 500 sequences exactly right", "", "100 %"),
        (0.9996, "of the letters", "", "99.96 %"),
        (0.986, "of 500 sequences exactly right", "#count", "493 of 500"),
        (0.986, "of 500 sequences exactly right", "#value", "0.986"),
        (1.0, "of 3 seeds solved it", "", "1"),
        (1.0, "of 3 seeds solved it", "#count", "1 of 3"),
        (2.0, "of 18000 runs of right answers (rate < 0.034 %)", "#count", "2 of 18\N{NARROW NO-BREAK SPACE}000"),
        (46.6, "% F1 of commas", "", "46.6 %"),
        (2.351, "bits a character on speeches held out", "", "2.35"),
        (8.75e-12, "of a gradient of norm 1 is left", "", "8.75 · 10⁻¹²"),
    ],
)
def test_a_number_in_a_sentence_is_one_that_a_person_reads(value: float, unit: str, field: str, said: str) -> None:
    record = like("lstm/x", value, unit)
    assert extension("measured").field_of(record, field[1:]).replace(NBSP, " ") == said


def test_a_count_that_four_digits_do_not_tell_is_an_error() -> None:
    with pytest.raises(Exception, match="how many of how many"):
        extension("measured").field_of(like("lstm/x", 0.9858, "of 22576 words"), "count")


def test_the_page_of_numbers_says_what_each_is_with_the_goals_first(tmp_path: Path) -> None:
    page = f"# Page\n\n{WORDS}\n```{{measured-summary}}\n```\n\n## Networks\n\n```{{measured-group}} lstm/\n"
    page += "lstm/*/train | {0} of training\nlstm/right/* | texts of {0} words\n```\n"
    records = [
        like("lstm/right/12", 0.986, "of 500 texts"),
        like("lstm/right/8", 1.0, "of 500 texts"),
        like("lstm/other", 7.0, "ms", note="warm"),
        like("lstm/x-y/train", 1.5, "× torch.nn", goal="<= 1.2", met=False, note="seeds 0 to 9"),
        like("lstm/z/train", 1.0, "× torch.nn", goal="<= 1.2", met=True, note="seeds 0 to 9"),
    ]
    built = small_site(tmp_path, page, records)
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    visible, _, folded = html.partition('<details class="measured-more">')
    inside, _, after = folded.partition("</details>")
    assert "Group Goals Met Missed Others Networks 1 1 3" in plain(visible)
    goals = "Networks What Measured Goal Result the ratio of training 1.5× ≤ 1.2× no z of training 1× ≤ 1.2× yes"
    assert plain(visible).endswith(goals)
    words = "3 more What Measured texts of 8 words 100 % of 500 texts of 12 words 98.6 % of 500 other: ms (warm) 7"
    assert plain(inside) == words
    assert plain(after).startswith("5 by make bench, 2018-03-05, two cores seeds 0 to 9, of 2")
    assert 'id="measured-lstm-right-8"' in inside


@pytest.mark.parametrize(
    ("page", "records", "said"),
    [
        ("# P\n\n{measured}`lstm/z`\n\n" + TABLE, [RECORD], "lstm/z"),
        ("# P\n\n{measured}`lstm/x-y#colour`\n\n" + TABLE, [RECORD], "colour"),
        ("# P\n\n" + TABLE.replace("lstm/", "attention/"), [RECORD], "attention/"),
        ("# P\n\n" + TABLE.replace(WORDS, ""), [RECORD], "measured-words"),
        ("# P\n\n" + TABLE + "```{measured-summary}\n```\n", [RECORD, like("gru/x", 1.0, "ms")], "gru/x"),
        ("# P\n\n" + TABLE + TABLE.replace(WORDS, "") + "```{measured-summary}\n```\n", [RECORD], "lstm/x-y"),
        ("# P\n\n" + TABLE, [RECORD, RECORD], "second record"),
        ("# P\n\n" + TABLE, [{"name": "lstm/x"}], "lacks value"),
        ("# P\n\n{measured}`lstm/x-y`\n", [RECORD], "measured-lstm-x-y"),  # no table has the row to link to
    ],
    ids=[
        "no record",
        "no field",
        "no record for a table",
        "no words",
        "in no table",
        "in two tables",
        "twice",
        "incomplete",
        "no row",
    ],
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


PLOTS = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Page

```{code-cell}
---
mystnb: {image: {alt: "A line & its \\"name\\"."}}
---
import matplotlib.pyplot as plt
from course_lib.figures import use_style

use_style()
plt.plot([1, 2], color="#1f6fb5")
plt.title("rising", bbox={"facecolor": "white"});
```

```{code-cell}
---
mystnb: {image: {alt: "A heat map."}}
---
plt.imshow([[0, 1], [1, 0]]);
```
"""


def test_a_plot_is_written_into_the_page_in_its_colours(tmp_path: Path) -> None:
    built = small_site(tmp_path, PLOTS, [], ("plots",), parser="myst_nb")
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    plots = re.findall(r'<svg [^>]*class="plot".*?</svg>', html, re.DOTALL)
    assert len(plots) == 2
    assert 'role="img" aria-label="A line &amp; its &quot;name&quot;."' in plots[0]
    assert "stroke: var(--plot-blue)" in plots[0]
    assert "fill: var(--book-paper)" in plots[0]
    assert re.search(r"<text[^>]*var\(--book-sans\)[^>]*>rising</text>", plots[0])
    assert re.search(r'<g[^>]* class="heat">\s*<image ', plots[1])
    assert "<img" not in html
    for leftover in ("<?xml", "DOCTYPE svg", "<metadata", "<style", "DejaVu", "xlink", "#1f6fb5"):
        assert leftover not in "".join(plots), leftover
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'(?:href="|url\()#([^")]+)', "".join(plots))
    assert named
    assert set(named) <= set(ids)

    nameless = small_site(tmp_path, PLOTS.replace("alt:", "width:"), [], ("plots",), parser="myst_nb")
    assert nameless.returncode != 0
    assert "no alternative text" in nameless.stderr


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_lines_of_a_plot_can_be_seen_and_their_names_read(theme: str) -> None:
    css = (BOOK / "_static" / "book.css").read_text("utf-8")
    block = re.search(rf'^html[^\n]*\[data-theme="{theme}"\] \{{\s*(--book-paper.*?)^\}}', css, re.M | re.S)
    assert block is not None
    values = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", block[1]))
    aliases = dict(re.findall(r"(--plot-\w+): var\((--book-[\w-]+)\);", css))
    variables = extension("plots").COLORS
    for color, variable in variables.items():
        value = values[aliases.get(variable, variable)]
        if color in (*style.COLORS, style.TEXT):
            assert contrast(value, values["--book-paper"]) >= 4.5, variable
        if theme == "light" and variable.startswith("--plot-"):
            assert value == color, variable


def test_a_preview_of_a_live_figure_is_for_the_eye_alone_and_does_not_move(tmp_path: Path) -> None:
    page = "# Page\n\n```{live-still} lstm\n```\n"
    built = small_site(tmp_path, page, [], ("live",))
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert '<div class="live" aria-hidden="true" inert><svg class="live-still"' in html
    assert "live/live.css" in html
    assert "import(" not in html
    assert "live.css" not in (tmp_path / "html" / "more.html").read_text("utf-8")
    nobody = small_site(tmp_path, page.replace("lstm", "nobody"), [], ("live",))
    assert nobody.returncode != 0
    assert "no figure nobody" in nobody.stderr


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
    assert "more numbers, without a goal" in sentences["measured"]  # a word of a directive
    assert "why gradients vanish or explode" in sentences["recurrent"]  # the description of a page
    assert "How to cite" in sentences["sphinx"]  # a sentence of a template
    assert "Part 1 · Review" in templates["intro"] or any("Part 1 · Review" in text for text in sentences.values())
    assert "forget gate" in sentences["lstm"]
    assert "def lstm_step" not in sentences["lstm"]  # code is the same in every language
