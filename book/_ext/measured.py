"""Measured numbers in pages: each is read from a record, none is typed.

Records stand in ``book/_measured/<topic>.json`` and, for experiments, in the cards of the checkpoints
(``course_lib/checkpoints/<name>.json``), both as a list under the key ``records``::

    {"name": "lstm/train/T100-B64-D256-H256", "value": 1.08, "unit": "× torch.nn.LSTM", "goal": "<= 1.2", "met": true,
     "run": {"date": …, "command": …, "seed": …, "machine": …, "versions": {…}}}

In running text the role ``measured`` prints the number with its unit, ``NAME#value`` the number alone, and
``NAME#date`` (or goal, unit, machine, command, seed) another field; it links to the row of the page *measured*. The
directive ``measured-table`` prints the records whose names begin with its argument. A name that no record has is an
error of the build.
"""

import json
import re
from collections.abc import Iterator
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

Record = dict[str, Any]
Value = bool | int | float | str
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
REQUIRED = ("name", "value", "unit", "run")


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


def with_unit(record: Record) -> str:
    return "\N{NO-BREAK SPACE}".join(filter(None, (shown(record["value"]), record["unit"])))


def field_of(record: Record, field: str) -> str:
    """One field of a record, or of the run that made it."""
    if field in ("value", "unit", "goal"):
        return goal_of(record) if field == "goal" else shown(record[field])
    return str(record["run"][field])


def goal_of(record: Record) -> str:
    return str(record.get("goal", "")).replace("<=", "≤").replace(">=", "≥")


def anchor(name: str) -> str:
    return "measured-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _records(env: BuildEnvironment) -> dict[str, Record]:
    for file in record_files(Path(env.srcdir)):
        env.note_dependency(str(file))  # the page is read again when a number changes
    return read_records(Path(env.srcdir))


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
            text = field_of(records[name], field) if field else with_unit(records[name])
        except KeyError:
            raise ExtensionError(f"{self.env.docname}: the record {name!r} has no {field!r}") from None
        link = pending_xref(
            "", refdomain="std", reftype="ref", reftarget=anchor(name), refexplicit=True, refwarn=True,
            refdoc=self.env.docname,
        )  # fmt: skip
        link += nodes.inline(text, text, classes=["measured"])
        return [link], []


class MeasuredTable(SphinxDirective):
    """The records whose names begin with the argument; all of them without one.

    The words of the table are options, so that they stand in the page and are translated with it.
    """

    optional_arguments = 1
    option_spec = {  # noqa: RUF012
        "header": directives.unchanged_required,  # four cells, separated by |
        "met": directives.unchanged_required,
        "missed": directives.unchanged_required,
        "empty": directives.unchanged,  # said instead of a table without rows
        "anchors": directives.flag,  # numbers in running text link to this table
    }

    def run(self) -> list[nodes.Node]:
        prefix = self.arguments[0] if self.arguments else ""
        records = [record for name, record in sorted(_records(self.env).items()) if name.startswith(prefix)]
        # a folder as dependency: the page is read at each build, for files of records that are new
        self.env.note_dependency(str(Path(self.env.srcdir, "_measured")))
        if not records:
            if "empty" not in self.options:
                raise ExtensionError(f"{self.env.docname}, line {self.lineno}: no record begins with {prefix!r}")
            return [self.words(self.options["empty"])]
        return [self.table(records)]

    def words(self, text: str) -> nodes.Node:
        """A paragraph as if it stood in the page: inline markup works, and gettext finds it."""
        holder = nodes.Element()
        self.state.nested_parse(StringList([text.strip()], source=self.env.doc2path(self.env.docname)), 0, holder)
        return holder[0]

    def table(self, records: list[Record]) -> nodes.table:
        table = nodes.table(classes=["measured-table"])
        header = self.options["header"].split("|")
        group = nodes.tgroup(cols=len(header))
        table += group
        group += [nodes.colspec(colwidth=1) for _ in header]
        group += nodes.thead("", nodes.row("", *(nodes.entry("", self.words(cell)) for cell in header)))
        group += nodes.tbody("", *(self.row(record) for record in records))
        return table

    def row(self, record: Record) -> nodes.row:
        name = record["name"]
        row = nodes.row()
        if "anchors" in self.options:
            row["ids"].append(anchor(name))
            self.env.domains["std"].note_hyperlink_target(anchor(name), self.env.docname, anchor(name))  # type: ignore[attr-defined]
        what = nodes.paragraph("", "", nodes.literal("", name))
        value = nodes.paragraph("", "", nodes.strong("", with_unit(record)))
        goal = nodes.paragraph("", goal_of(record))
        if "met" in record:
            verdict = "met" if record["met"] else "missed"
            goal += [
                nodes.Text(" "),
                nodes.inline("", "", *self.words(self.options[verdict]).children, classes=[verdict]),
            ]
        row += [nodes.entry("", *cell) for cell in ([what], [value], [goal], list(self.run_cell(record)))]
        return row

    @staticmethod
    def run_cell(record: Record) -> Iterator[nodes.Node]:
        run = record["run"]
        machine = run.get("machine", "")
        if isinstance(machine, dict):
            machine = ", ".join(f"{shown(part) if not isinstance(part, str) else part}" for part in machine.values())
        yield nodes.paragraph("", ", ".join(filter(None, (str(run.get("date", "")), str(machine)))))
        if run.get("command"):
            yield nodes.paragraph("", "", nodes.literal("", str(run["command"])))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("measured", Measured())
    app.add_directive("measured-table", MeasuredTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
