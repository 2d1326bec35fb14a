"""Measured numbers in pages: each is read from a record, none is typed.

Records stand in ``book/_measured/<topic>.json`` and, for experiments, in the cards of the checkpoints
(``course_lib/checkpoints/<name>.json``), both as a list under the key ``records``::

    {"name": "lstm/train/T100-B64-D256-H256", "value": 1.08, "unit": "× torch.nn.LSTM", "goal": "<= 1.2", "met": true,
     "run": {"date": …, "command": …, "seed": …, "machine": …, "versions": {…}}}

In running text the role ``measured`` prints a number that a person reads, and never a unit in words: a share of many
cases as a percentage, a ratio with its ×, otherwise the number alone. ``NAME#count`` is “493 of 500”, ``NAME#value``
the number as the record has it, ``NAME#date`` (or goal, unit, machine, command, seed) another field. The number links
to its row on the page *measured*, which three directives make: ``measured-words`` has the words of the tables,
``measured-group`` shows the records of a topic, ``measured-summary`` counts the goals of all groups. A name that no
record has is an error of the build, and so is a record that no group of that page shows.
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.writers.html5 import HTML5Translator

Record = dict[str, Any]
Value = bool | int | float | str
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SPACE = "\N{NO-BREAK SPACE}"
REQUIRED = ("name", "value", "unit", "run")
RUN = ("date", "command", "machine")
COUNTED = "seeds|runs|grades|mistakes"
"""Of these a record has the number itself, “3 of 3 seeds”; of everything else “of N” the share."""


# ---------------------------------------------------------------------------------------------------- the records
def record_files(book: Path) -> list[Path]:
    """The files that hold records, for the folder of the book's sources."""
    return [*sorted(book.glob("_measured/*.json")), *sorted(book.parent.glob("course_lib/checkpoints/*.json"))]


def read_records(book: Path) -> dict[str, Record]:
    """All records by name; a record that lacks a field, or a name that two records have, is an error."""
    records: dict[str, Record] = {}
    for file in record_files(book):
        for record in json.loads(file.read_text(encoding="utf-8"))["records"]:
            missing = [field for field in REQUIRED if field not in record]
            if missing:
                raise ExtensionError(f"{file}: a record lacks {', '.join(missing)}: {record}")
            if record["name"] in records:
                raise ExtensionError(f"{file}: a second record is called {record['name']}")
            records[record["name"]] = record
    return records


def anchor(name: str) -> str:
    return "measured-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _records(env: BuildEnvironment) -> dict[str, Record]:
    for file in record_files(Path(env.srcdir)):
        env.note_dependency(str(file))  # the page is read again when a number changes
    return read_records(Path(env.srcdir))


# ------------------------------------------------------------------------------------------- numbers for people
def shown(value: Value) -> str:
    """A number as a reader wants it: three significant digits, thin spaces between thousands.

    >>> shown(1.0834), shown(0.00031), shown(128), shown(-2.5), shown("0 of 4000")
    ('1.08', '0.00031', '128', '−2.5', '0 of 4000')
    >>> shown(12345).split()
    ['12', '345']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 1000:
        digits = f"{round(value):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    elif value and abs(value) < 1e-4:
        mantissa, exponent = f"{value:.2e}".split("e")
        digits = f"{mantissa} · 10" + str(int(exponent)).translate(SUPERSCRIPT)
    else:
        digits = f"{value:.3g}"
    return digits.replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """A share; what is not all of them does not become 100 %.

    >>> [percent(share).replace(SPACE, " ") for share in (0.986, 1.0, 0.9996, 0.006)]
    ['98.6 %', '100 %', '99.96 %', '0.6 %']
    """
    digits = shown(100 * share)
    if digits == "100" and share < 1:
        digits = f"{100 * share:.4g}"
    return f"{digits}{SPACE}%"


def total(unit: str) -> int | None:
    """Of how many cases a number speaks, if its unit says it.

    >>> total("of 500 sequences of 12 letters exactly right"), total("bits a character")
    (500, None)
    """
    found = re.match(r"of (\d+)\b", unit)
    return int(found[1]) if found else None


def is_share(unit: str) -> bool:
    """Whether a number is a part of one: of many cases, or of all that the unit names.

    >>> is_share("of 500 sequences exactly right"), is_share("of the letters written"), is_share("of 3 seeds solved it")
    (True, True, False)
    """
    return bool(re.match(rf"of (the|\d+(?! ({COUNTED})\b)) ", unit))


def number(value: Value, unit: str) -> str:
    """A value with what belongs to the number itself: a percentage of a share, the × of a ratio.

    >>> number(0.986, "of 500 sequences exactly right"), number(46.6, "% F1"), number(2.0, "of 3 seeds solved it")
    ('98.6\\xa0%', '46.6\\xa0%', '2')
    >>> number(1.0834, "× torch.nn.LSTM"), number(2.351, "bits a character on speeches held out")
    ('1.08×', '2.35')
    """
    if isinstance(value, float) and is_share(unit):
        return percent(value)
    return shown(value) + {"×": "×", "%": f"{SPACE}%"}.get(unit[:1], "")


def count(record: Record) -> str:
    """How many of how many; a share of too many cases does not tell, since records keep four digits.

    >>> count({"name": "a", "value": 0.986, "unit": "of 500 sequences exactly right"}).replace(SPACE, " ")
    '493 of 500'
    >>> count({"name": "b", "value": 2.0, "unit": "of 3 seeds solved it"}).replace(SPACE, " ")
    '2 of 3'
    """
    value, among = record["value"], total(record["unit"])
    if among is None or (is_share(record["unit"]) and value < 1 and among > 5000):
        raise ExtensionError(f"the record {record['name']!r} does not tell how many of how many: {record['unit']}")
    many = round(value * among) if is_share(record["unit"]) else round(value)
    return f"{shown(many)}{SPACE}of{SPACE}{shown(among)}"


def goal_of(record: Record) -> str:
    """The goal as it is compared with the number.

    >>> goal_of({"goal": ">= 0.9", "unit": "of 200 texts"}), goal_of({"goal": "<= 1.2", "unit": "× torch.nn.LSTM"})
    ('≥\\xa090\\xa0%', '≤\\xa01.2×')
    """
    if "goal" not in record:
        return ""
    relation, limit = record["goal"].split()
    return {"<=": "≤", ">=": "≥"}[relation] + SPACE + number(float(limit), record["unit"])


def field_of(record: Record, field: str) -> str:
    """What the role prints: the number, or one field of a record or of the run that made it."""
    match field:
        case "":
            return number(record["value"], record["unit"])
        case "count":
            return count(record)
        case "value" | "unit":
            return shown(record[field])
        case "goal":
            return goal_of(record)
        case _:
            return str(record["run"][field])


# ------------------------------------------------------------------------------------------------- in the pages
class Measured(SphinxRole):
    """One number in running text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name, _, field = self.text.partition("#")
        records = _records(self.env)
        if name not in records:
            raise ExtensionError(
                f"{self.env.docname}, line {self.lineno}: no record is called {name!r} "
                f"(book/_measured/*.json, course_lib/checkpoints/*.json)"
            )
        try:
            text = field_of(records[name], field)
        except KeyError:
            raise ExtensionError(f"{self.env.docname}: the record {name!r} has no {field!r}") from None
        link = pending_xref(
            "", refdomain="std", reftype="ref", reftarget=anchor(name), refexplicit=True, refwarn=True,
            refdoc=self.env.docname,
        )  # fmt: skip
        link += nodes.inline(text, text)
        return [link], []


class fold(nodes.General, nodes.Element):  # noqa: N801 - nodes are written so
    """What is read on demand; a link to something in it unfolds it (book.js)."""


class fold_line(nodes.General, nodes.TextElement):  # noqa: N801
    """The line that unfolds it."""


class Words(SphinxDirective):
    """The words of the tables, so that they stand in the page and are translated with it; and the names of parts."""

    has_content = True
    option_spec = dict.fromkeys(
        ("header", "met", "missed", "more", "run", "note", "summary"), directives.unchanged_required
    )

    def run(self) -> list[nodes.Node]:
        parts = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in self.content if line.strip())
        self.env.temp_data["measured"] = {**self.options, "parts": parts}
        return []


class Tables(SphinxDirective):
    """What both directives of tables need."""

    @property
    def said(self) -> dict[str, Any]:
        if "measured" not in self.env.temp_data:
            raise ExtensionError(f"{self.env.docname}: the directive measured-words has to stand before the tables")
        return self.env.temp_data["measured"]  # type: ignore[no-any-return]

    def words(self, text: str) -> nodes.Element:
        """A paragraph as if it stood in the page: inline markup works, and gettext finds it."""
        holder = nodes.Element()
        self.state.nested_parse(StringList([text.strip()], source=self.env.doc2path(self.env.docname)), 0, holder)
        return holder[0]  # type: ignore[return-value]

    def table(self, header: str, rows: list[nodes.row], kind: str) -> nodes.table:
        cells = header.split("|")
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in cells), cols=len(cells))
        group += nodes.thead("", nodes.row("", *(nodes.entry("", self.words(cell)) for cell in cells)))
        group += nodes.tbody("", *rows)
        return nodes.table("", group, classes=[kind])


class Group(Tables):
    """The records whose names begin with an argument: those that have a goal, and folded all others.

    A line of the body says in a sentence what the records of a pattern are: ``lstm/gradient/* | what is left, {0}``,
    and in a third column the unit of the number, if it needs one. A * stands for one part of a name, and comes into
    the sentence by its number, under the name that ``measured-words`` gives it. Other records are told by their unit.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"without": directives.unchanged_required}  # noqa: RUF012 - names that other groups show

    def run(self) -> list[nodes.Node]:
        without = tuple(self.options.get("without", "").split())
        records = [
            record
            for name, record in _records(self.env).items()
            if name.startswith(tuple(self.arguments[0].split())) and not (without and name.startswith(without))
        ]
        # a folder as dependency: the page is read at each build, for files of records that are new
        self.env.note_dependency(str(Path(self.env.srcdir, "_measured")))
        if not records:
            raise ExtensionError(f"{self.env.docname}, line {self.lineno}: no record begins with {self.arguments[0]!r}")
        records.sort(key=self.place)
        judged, others = ([one for one in records if ("met" in one) == judged] for judged in (True, False))
        notes = Counter(one["note"] for one in judged if "note" in one)
        shared = {note: times for note, times in notes.items() if times > 1}
        group = nodes.container(classes=["measured-group"], records=[one["name"] for one in records])
        group["met"] = [one["met"] for one in judged]
        if judged:
            group += self.table(self.said["header"], [self.row(one, shared) for one in judged], "measured-goals")
        if others:
            header = "|".join(self.said["header"].split("|")[:2])
            folded = self.table(header, [self.row(one) for one in others], "measured-others")
            group += fold("", self.line(self.said["more"].format(count=len(others))), folded)
        group += nodes.bullet_list("", *self.sources(records, shared), classes=["measured-sources"])
        return [group]

    # ------------------------------------------------------------------------------------------- what a record is
    def patterns(self) -> Iterator[tuple[str, str, str]]:
        for line in self.content:
            if line.strip():
                pattern, sentence, *unit = (cell.strip() for cell in line.split("|"))
                yield pattern, sentence, "".join(unit)

    def place(self, record: Record) -> tuple[int, list[tuple[int, str]]]:
        """The first pattern that fits, and then the name, where 8 comes before 12."""
        fits = [parts_of(record["name"], pattern) is not None for pattern, *_ in self.patterns()]
        first = fits.index(True) if True in fits else len(fits)
        return first, [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", record["name"])]

    def what(self, record: Record) -> tuple[str, str]:
        """The sentence and the unit of a record."""
        for pattern, sentence, unit in self.patterns():
            parts = parts_of(record["name"], pattern)
            if parts is not None:
                return sentence.format(*(self.said["parts"].get(part, spelled(part)) for part in parts)), unit
        return f"{', '.join(record['name'].split('/')[1:])}: {record['unit']}", ""

    def line(self, text: str) -> fold_line:
        said = self.words(text)
        line = fold_line(said.rawsource, "", *said.children)
        line.source, line.line = said.source, said.line  # without a place it would not be translated
        return line

    # ------------------------------------------------------------------------------------------------------ a row
    def row(self, record: Record, said_below: Container[str] = ()) -> nodes.row:
        name = record["name"]
        row = nodes.row(ids=[anchor(name)])
        self.env.domains["std"].note_hyperlink_target(anchor(name), self.env.docname, anchor(name))  # type: ignore[attr-defined]
        sentence, unit = self.what(record)
        what = self.words(sentence)
        if record.get("note") and record["note"] not in said_below:
            what += nodes.inline("", f" ({record['note']})", classes=["measured-note"])
        value = nodes.paragraph("", "", nodes.strong("", number(record["value"], record["unit"])))
        value += nodes.inline("", " ".join(["", *self.beside(record), unit]).rstrip(), classes=["measured-note"])
        cells = [what, value]
        if "met" in record:
            verdict = "met" if record["met"] else "missed"
            said = self.words(self.said[verdict])
            said["classes"].append(verdict)
            cells += [nodes.paragraph("", goal_of(record)), said]
        row.extend(nodes.entry("", cell) for cell in cells)
        return row

    @staticmethod
    def beside(record: Record) -> Iterator[str]:
        """What a table says beside the number: of how many, and how sure that is."""
        among = total(record["unit"])
        if among is not None:
            yield f"of{SPACE}{shown(among)}"
        if limit := re.search(r"\(rate [^)]*\)", record["unit"]):
            yield limit[0].replace(" ", SPACE)

    # ------------------------------------------------------------------------------------------ where it comes from
    def sources(self, records: list[Record], notes: dict[str, int]) -> Iterator[nodes.list_item]:
        """A line for each run that made some of the records, and for each note of several of them."""
        runs = Counter(tuple(str(record["run"][field]) for field in RUN) for record in records)
        for run, times in runs.items():
            line = self.said["run"].format(count=times, **dict(zip(RUN, run, strict=True)))
            yield nodes.list_item("", self.words(line))
        for note, times in notes.items():
            yield nodes.list_item("", self.words(self.said["note"].format(count=times, note=note)))


def spelled(part: str) -> str:
    """A part of a name as it is read where the page has no word for it.

    >>> spelled("B64-D256"), spelled("31-40")
    ('B64 D256', '31–40')
    """
    return re.sub(r"(?<=\d)-(?=\d)", "–", part).replace("-", " ")


def parts_of(name: str, pattern: str) -> list[str] | None:
    """What stands for each * of a pattern, if the name fits it.

    >>> parts_of("lstm/adding/GRU/T200", "lstm/adding/*/T*"), parts_of("lstm/reader/bits", "lstm/adding/*/T*")
    (['GRU', '200'], None)
    """
    found = re.fullmatch("([^/]+)".join(map(re.escape, pattern.split("*"))), name)
    return list(found.groups()) if found else None


class Summary(Tables):
    """A row for each group of the page: how many goals are met and missed. It is filled when all groups were read."""

    def run(self) -> list[nodes.Node]:
        return [self.table(self.said["summary"], [], "measured-summary")]


def fill_summary(app: Sphinx, doctree: nodes.document) -> None:
    summaries = [table for table in doctree.findall(nodes.table) if "measured-summary" in table["classes"]]
    groups = [box for box in doctree.findall(nodes.container) if "measured-group" in box["classes"]]
    for table in summaries:
        next(table.findall(nodes.tbody)).extend(summary_row(group) for group in groups)
        there = Counter(name for group in groups for name in group["records"])
        lost = sorted(name for name in read_records(Path(app.srcdir)) if there[name] != 1)
        if lost:
            raise ExtensionError(f"{app.env.docname}: each record belongs to one measured-group; not so {lost}")


def summary_row(group: nodes.container) -> nodes.row:
    met = group["met"]
    section = next(node for node in ancestors(group) if isinstance(node, nodes.section))
    title = nodes.reference("", section.next_node(nodes.title).astext(), refid=section["ids"][0], internal=True)
    squares = "".join(f'<i class="{"met" if one else "missed"}"></i>' for one in sorted(met, reverse=True))
    strip = nodes.raw("", f'<span class="goals" aria-hidden="true">{squares}</span>', format="html")
    counts = (met.count(True), met.count(False), len(group["records"]) - len(met))
    cells = [nodes.paragraph("", "", one) for one in (title, strip, *(nodes.Text(str(many)) for many in counts))]
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


# ------------------------------------------------------------------------------------------------------- in HTML
def visit_fold(self: HTML5Translator, node: fold) -> None:
    self.body.append(self.starttag(node, "details", CLASS="measured-more"))


def depart_fold(self: HTML5Translator, _node: fold) -> None:
    self.body.append("</details>\n")


def visit_fold_line(self: HTML5Translator, node: fold_line) -> None:
    self.body.append(self.starttag(node, "summary", suffix=""))


def depart_fold_line(self: HTML5Translator, _node: fold_line) -> None:
    self.body.append("</summary>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("measured", Measured())
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_node(fold_line, html=(visit_fold_line, depart_fold_line))
    app.add_directive("measured-words", Words)
    app.add_directive("measured-group", Group)
    app.add_directive("measured-summary", Summary)
    app.connect("doctree-read", fill_summary)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
