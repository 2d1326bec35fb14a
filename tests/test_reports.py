"""The pages that students and instructors read after grading: true, complete, harmless, readable by everyone."""

import dataclasses
import datetime
import itertools
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from markupsafe import Markup

from course_lib import language
from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of
from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.classroom.course import Course
from course_lib.grading.judging.check import Result
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.folder import write_class, write_student
from course_lib.grading.reports.histogram import Spread
from course_lib.grading.reports.html import element
from course_lib.grading.reports.instructor import instructor_page
from course_lib.grading.reports.student import student_page
from course_lib.grading.reports.words import status_label
from course_lib.grading.running.session import CellReport, Limits
from tests.bank import Answer, answers, judge
from tests.pages import Tabs, served, watched
from tests.test_pages import NAMELESS, TEXTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXERCISE = notebooks.build("lstm")
CHECKS = {check.name: check for check in checks_of("lstm")}
STATUSES = ("passed", "failed", "timeout", "crashed", "refused", "needs a person", "not run", "machinery")
BOOK = re.escape(f"{notebooks.repository().url}/blob/{notebooks.repository().branch}/book")
HOSTILE = (
    "</style></script></pre><script>window.__ran = 1</script><img src=x onerror='window.__ran = 2'>"
    "<svg onload=window.__ran=3><a href='javascript:window.__ran=4'>x</a> \" ' & &lt;b&gt; \x1b[31mred\x1b[0m \x07 \ud800"
    " {points:g} {0} %s $x$ \u202eabc"
)


def answer_to(check: str, kind: str) -> Answer:
    return next(answer for answer in answers("lstm", kind) if answer.check == check)


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Result]]:
    """Of each check: a right answer, a known mistake, an unknown one."""
    return {check: [judge(answer_to(check, kind), seed=3) for kind in ("ac", "wa", "un")] for check in CHECKS}


def result(check: str, status: str, points: float = 0.0, message: str = "because") -> Result:
    return Result(check=check, status=status, points=points, maximum=CHECKS[check].points, message=message)


def record(student: str = "anna", results: Any = None, **more: Any) -> Record:
    given = [result(name, "passed", check.points) for name, check in CHECKS.items()] if results is None else results
    return Record("lstm", student, "d" * 64, "g" * 16, 987654321, tuple(given), **more)


def course(folder: Path = Path("nowhere"), **more: Any) -> Course:
    return Course("lstm", folder, **more)


class Page(HTMLParser):
    """The tags, attributes and text of a page; every tag must be closed in its order."""

    VOID = ("meta", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def page_of(one: Record, **more: Any) -> Page:
    return Page(student_page(one, EXERCISE, **more))


def class_page(records: list[Record], **more: Any) -> Page:
    return Page(instructor_page(course(**more).info(), records))


# ------------------------------------------------------------------------------------------------- a student's own page
def test_a_page_says_all_that_was_found(judged: dict[str, list[Result]]) -> None:
    for number in range(3):
        results = [judged[check][number] for check in CHECKS]
        page = page_of(record(results=results))
        for one in results:
            assert f"{one.points:g} of {one.maximum:g}" in page.text
            for outcome, held in zip(one.outcomes, CHECKS[one.check].properties, strict=True):
                assert held.sentence in page.text
                assert outcome.sentence in page.text
        points = sum(one.points for one in results)
        assert f"By the checks {points:g} of 18 points" in page.text
        assert len([tag for tag, _attributes in page.tags if tag == "table"]) == 6


def test_a_known_mistake_is_told_once(judged: dict[str, list[Result]]) -> None:
    found = [(check, results[1]) for check, results in judged.items() if results[1].causes]
    assert len(found) >= 3
    for check, one in found:
        sentences = {mistake.name: mistake.sentence for mistake in CHECKS[check].mistakes}
        text = page_of(record(results=[one])).text
        for name in one.causes:
            assert text.count(sentences[name]) == 1


def test_a_sentence_that_names_its_cause_is_enough(judged: dict[str, list[Result]]) -> None:
    one = judged["lstm_step"][1]
    [sentence] = [mistake.sentence for mistake in CHECKS["lstm_step"].mistakes if mistake.name in one.causes]
    outcomes = tuple(dataclasses.replace(outcome, sentence=sentence) for outcome in one.outcomes[:1])
    text = page_of(record(results=[dataclasses.replace(one, outcomes=outcomes)])).text
    assert text.count(sentence) == 1
    assert "Likely cause" not in text


def test_an_unknown_cause_is_not_told(judged: dict[str, list[Result]]) -> None:
    assert "Likely cause" not in page_of(record(results=[results[2] for results in judged.values()])).text


def test_the_student_learns_no_seed_and_no_expected_value(judged: dict[str, list[Result]]) -> None:
    results = [dataclasses.replace(results[1], details="got [1.25], wanted [0.75]") for results in judged.values()]
    text = student_page(record(results=results), EXERCISE)
    assert "987654321" not in text
    assert "wanted [" not in text
    assert "d" * 12 not in text


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_word_and_a_reason(status: str) -> None:
    page = page_of(record(results=[result("lstm_step", status)]))
    labels = [attributes for tag, attributes in page.tags if tag == "span" and "status" in str(attributes.get("class"))]
    assert len(labels) == 2
    assert "because" in page.text
    assert status_label(status, 0) in page.text


@pytest.mark.parametrize("status", ["needs a person", "machinery"])
def test_what_is_not_known_is_no_zero(status: str) -> None:
    others = [result(name, "passed", check.points) for name, check in CHECKS.items() if name != "lstm_step"]
    one = record(results=[result("lstm_step", status), *others])
    text = page_of(one).text
    assert "not known, of 4" in text
    assert "14 of 14 points" in text
    assert "4 more points are not known yet" in text
    assert "0 of 4" not in text
    everybody = class_page([one]).text
    assert "14 + ?" in everybody
    assert "Not known yet 1" in everybody


def test_a_check_that_waits_for_a_person_says_why(judged: dict[str, list[Result]]) -> None:
    one = dataclasses.replace(judged["lstm_step"][1], status="needs a person")
    one = dataclasses.replace(one, message=one.message + "\nThe code asks for a package.")
    assert "The code asks for a package." in page_of(record(results=[one])).text


def test_a_refused_submission_has_its_reason_once() -> None:
    reason = "The file is damaged: it is no JSON."
    text = page_of(record(results=[result(name, "refused", message=reason) for name in CHECKS], refusal=reason)).text
    assert text.count(reason) == 1
    assert text.count("not readable") == len(CHECKS)


def test_repairs_cells_and_written_answers_are_there() -> None:
    cells = (CellReport("own-1", "crashed", error="NameError: x"), CellReport("own-2", "timeout", error="too long"))
    cells += (CellReport("own-3", "ok", output="fine"), CellReport("own-4", "not run"))
    text = page_of(record(repairs=("The file was called b.ipynb.",), cells=cells, written=("forget_gate",))).text
    assert "The file was called b.ipynb." in text
    assert "own-1 crashed NameError: x own-2 too slow too long" in text
    assert "own-3" not in text
    assert "own-4" not in text
    assert "6. On the forget gate A person reads this, and gives up to 2 points." in text
    assert "Nothing was written here: 0 of 2 points." in page_of(record()).text
    assert "Cells that stopped" not in page_of(record()).text


def test_it_says_when_it_was_handed_in() -> None:
    moment = datetime.datetime(2026, 11, 20, 18, 23, 58)
    assert "2026-11-20 18:23 UTC" in page_of(record(), handed_in=moment).text
    paris = moment.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    assert "2026-11-20 17:23 UTC" in page_of(record(), handed_in=paris).text
    assert "Handed in" not in page_of(record()).text


def test_parts_are_called_as_in_the_notebook() -> None:
    text = page_of(record()).text
    for name in ("Exercise: the LSTM", "1. One step", "4. A cell that torch does not have", "5. Backward, by hand"):
        assert name in text


def test_a_class_version_is_told_in_its_own_words() -> None:
    variant = Variant(gates="ogfi", interleaved=True)
    [check] = [check for check in checks_of("lstm", variant) if check.name == "lstm_step"]
    known = check.mistakes[0]
    outcome = Result(
        check="lstm_step", status="failed", points=0, maximum=4, message="", outcomes=(), causes=(known.name,)
    )
    of_class = judge(answer_to("lstm_step", "ac"), seed=1, check=check)
    one = dataclasses.replace(of_class, causes=outcome.causes)
    assert known.sentence in page_of(record(results=[one]), variant=variant).text


def test_what_an_older_version_called_otherwise_is_shown_all_the_same(judged: dict[str, list[Result]]) -> None:
    one = judged["lstm_step"][1]
    outcomes = (dataclasses.replace(one.outcomes[0], name="gone"), *one.outcomes[1:])
    old = [dataclasses.replace(one, check="gone_step", causes=("gone_mistake",), outcomes=outcomes)]
    assert "gone_step" in page_of(record(results=old)).text
    class_page([record(results=old)])


# --------------------------------------------------------------------------------------------------- the instructor's
def test_the_class_is_grouped_by_mistake_and_by_property(judged: dict[str, list[Result]]) -> None:
    wrong = judged["lstm_step"][1]
    [cause] = wrong.causes
    sentence = next(mistake.sentence for mistake in CHECKS["lstm_step"].mistakes if mistake.name == cause)
    records = [record(f"w{number}", [wrong]) for number in range(12)] + [record("anna"), record("zoe")]
    records += [record("late", [result("lstm_step", "timeout"), result("LSTM", "not run")])]
    records += [record("later", [result("lstm_step", "timeout")]), record("early", [result("lstm_step", "crashed")])]
    records += [record("odd", [result("lstm_step", "failed", message="lstm_step must take the arguments (x)")])]
    text = class_page(records).text
    assert f"12 Known mistake {sentence}" in text
    failed = [outcome for outcome in wrong.outcomes if outcome.status == "failed"]
    assert failed
    for outcome in failed:
        [statement] = [held.sentence for held in CHECKS["lstm_step"].properties if held.name == outcome.name]
        assert f"12 Does not hold {statement}" in text
        assert f"w3 : {outcome.sentence}" in text
    slow = "2 No answer to judge too slow late : because later : because"
    assert text.index(slow) < text.index("1 No answer to judge crashed early : because")  # the most frequent first
    assert "1 No answer to judge lstm_step must take the arguments (x) odd" in text
    assert "Submissions 18" in text
    assert "With all points 2" in text


def test_a_crash_inside_a_check_is_no_failed_property(judged: dict[str, list[Result]]) -> None:
    one = judged["lstm_step"][1]
    outcomes = (dataclasses.replace(one.outcomes[0], status="crashed", sentence="your code raised E"),)
    crashed = dataclasses.replace(one, status="crashed", outcomes=outcomes, causes=())
    text = class_page([record(results=[crashed])]).text
    assert "1 No answer to judge crashed anna : your code raised E" in text
    assert "Does not hold" not in text


def test_everybody_is_in_the_table(judged: dict[str, list[Result]]) -> None:
    records = [record("b", [judged[check][1] for check in CHECKS]), record("a", written=("forget_gate",))]
    text = class_page(records).text
    table = text[text.index("All students") :]
    points = [f"{judged[check][1].points:g}" for check in CHECKS]
    assert f"a 18 4 4 2 4 4 to read b {sum(map(float, points)):g} {' '.join(points)} 0" in table


def test_points_are_counted() -> None:
    records = [
        record(f"s{number}", [result("lstm_step", "failed", points), result("LSTM", "machinery")])
        for number, points in enumerate((0, 0, 0.25, 3.75, 4))
    ]
    page = class_page(records)
    pictures = [attributes["aria-label"] for tag, attributes in page.tags if tag == "svg"]
    assert pictures == [
        "All checks: 0 students. Points and how many have them: –.",
        "lstm_step: 5 students. Points and how many have them: 0: 2, 0.25: 1, 3.75: 1, 4: 1.",
        "LSTM: 0 students. Points and how many have them: –.",
    ]
    assert "lstm_step 0 2 0.25 1 3.75 1 4 1" in page.text
    assert "3. As a module (5 not known yet)" in page.text


def test_every_student_is_in_one_column() -> None:
    for maximum in (1, 2, 4, 5, 18, 30, 100, 1000):
        quarters = [quarter / 4 for quarter in range(int(maximum) * 4 + 1)]
        spread = Spread.of("x", maximum, quarters, 0)
        assert sum(spread.counts) == len(quarters)
        assert len(spread.counts) <= 21
        assert sum(count for _label, count in spread.rows()) == len(quarters)
    assert Spread.of("x", 18, [17.75, 18, 0.75], 0).rows() == [("0 to 0.75", 1), ("17 to 17.75", 1), ("18", 1)]


def test_what_a_person_has_to_do_comes_first() -> None:
    records = [
        record("refused", [result(name, "refused") for name in CHECKS], refusal="No notebook.", written=("forget_gate",)),
        record("package", [result("lstm_step", "needs a person", message="0 points\nIt needs numba."), result("LSTM", "passed", 2)]),
        record("ours", [dataclasses.replace(result("lstm_step", "machinery"), details="Traceback\nOSError: disk full")]),
        record("lower", held=3.5),
        record("fine", written=("forget_gate",)),
    ]  # fmt: skip
    text = class_page(records).text
    section = text[text.index("Look at these first") : text.index("The number of students by")]
    for words in (
        "Grading itself failed: grade again (1) Student Why Command ours lstm_step: OSError: disk full course grade lstm .",
        "Not readable: ask for the file again (1) Student Why Command refused No notebook. course explain refused lstm",
        "(1) Student Why Command package lstm_step: It needs numba. course explain package lstm lstm_step",
        "(1) Student Why Command lower the record has 18 points; the current checks give 3.5 course regrade lstm --dry-run",
        "Written answer to read: 6. On the forget gate (2) Read and mark them all: course formgrader Who wrote one fine refused",
    ):
        assert words in section
    assert "Nothing waits for a person." in class_page([record()]).text


def test_each_that_stopped_has_a_command() -> None:
    records = [
        record("Anna O'Neill", [result("lstm_step", "crashed", message="your code raised E")]),
        record("slow", [result("LSTM", "timeout", message="still running")]),
        *(record(f"c{number}", [result("LSTM", "crashed")]) for number in range(20)),
    ]
    page = class_page(records)
    assert "course explain 'Anna O'\"'\"'Neill' lstm lstm_step" in page.text
    assert "slow LSTM: still running course explain slow lstm LSTM" in page.text
    assert "Crashed (21) Show them" in page.text  # many of one kind do not push the rest out of sight
    assert "course explain c1 lstm LSTM --class KEY" in class_page(records, variant=Variant(gates="ogfi")).text


@pytest.mark.parametrize("status", STATUSES[1:])
def test_a_student_is_told_what_to_try_next(status: str) -> None:
    assert page_of(record(results=[result("lstm_step", status)])).text.count("Try next:") == 1
    assert "Try next:" not in page_of(record(results=[result("lstm_step", "passed", 4)])).text


def test_what_to_try_next_leads_to_the_equation(judged: dict[str, list[Result]]) -> None:
    page = page_of(record(results=[judged["lstm_step"][1]]))
    assert "Fix the likely cause first" in page.text
    assert "Compare your lines with eq:lstm-" in page.text
    links = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a"]
    assert any(link.endswith("/book/lstm.md") for link in links)


def test_delegation_is_told_to_the_instructor_only() -> None:
    told = dataclasses.replace(result("lstm_step", "passed", 4), delegated=("torch.nn.LSTMCell", "torch.lstm_cell"))
    one = record(results=[told])
    assert "anna 1. One step torch.nn.LSTMCell , torch.lstm_cell 4 of 4" in class_page([one]).text
    assert "let torch do the work" not in class_page([record()]).text
    assert "torch.lstm_cell" not in page_of(one).text


def test_repairs_are_counted() -> None:
    repairs = ("The file was called b.ipynb.",)
    text = class_page([record("a", repairs=("Other.",)), *(record(f"s{k}", repairs=repairs) for k in range(5))]).text
    assert "5 The file was called b.ipynb. Who s0 s1 s2 s3 s4 1 Other. a" in text


def test_it_says_how_it_was_graded() -> None:
    records = [record("a", tier=1), record("b", tier=1), record("c", tier=0)]
    text = class_page(records, limits=Limits(cell_s=3), cases=7).text
    assert "1 submissions in tier 0: no isolation" in text
    assert "2 submissions in tier 1" in text
    assert "7 random cases" in text
    assert "cell_s = 3" in text
    assert "987654321" in text
    assert EXERCISE.release in text


def test_a_class_without_submissions_has_a_page() -> None:
    assert "Submissions 0" in class_page([]).text


# ------------------------------------------------------------------------------------------------------ harm and speed
def hostile() -> Record:
    """A submission in which every text is an attack."""
    results = [
        dataclasses.replace(result(name, status, message=HOSTILE), details=HOSTILE, causes=(HOSTILE,), delegated=(HOSTILE,))
        for name, status in zip(CHECKS, ("failed", "crashed", "needs a person", "machinery", "not run"), strict=True)
    ]  # fmt: skip
    outcomes = judge(answer_to("lstm_step", "wa"), seed=1).outcomes
    results[0] = dataclasses.replace(
        results[0], outcomes=tuple(dataclasses.replace(one, sentence=HOSTILE) for one in outcomes)
    )
    cells = (CellReport(HOSTILE, "crashed", HOSTILE, HOSTILE),)
    return record(HOSTILE.replace("/", "-"), results, cells=cells, repairs=(HOSTILE,), written=(HOSTILE,))


def hostile_pages() -> Iterator[str]:
    refused = dataclasses.replace(hostile(), refusal=HOSTILE)
    for one in (hostile(), refused):
        yield student_page(one, EXERCISE)
        yield instructor_page(course().info(), [one, record()])


def test_nothing_that_a_student_wrote_is_markup() -> None:
    clean = [
        *Page(student_page(record(), EXERCISE)).tags,
        *Page(instructor_page(course().info(), [record()])).tags,
    ]
    ours = {tag for tag, _attributes in clean} | {"pre", "ul", "li", "bdi", "time", "p"}
    names = {name for _tag, attributes in clean for name in attributes} | {"role", "dir"}
    for text in hostile_pages():
        page = Page(text)
        assert {tag for tag, _attributes in page.tags} <= ours
        assert {name for _tag, attributes in page.tags for name in attributes} <= names
        assert {"script", "img", "iframe", "object"} & {tag for tag, _attributes in page.tags} == set()
        for tag, attributes in page.tags:
            if "href" in attributes:
                assert tag == "a"
                assert re.match(rf"#[A-Za-z_]+$|\./|{BOOK}/lstm\.md$", str(attributes["href"]))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        assert "window.__ran = 1" in page.text  # it is shown, as text
        text.encode("utf-8")


def test_pages_fetch_and_run_nothing() -> None:
    for text in (student_page(record(), EXERCISE), instructor_page(course().info(), [record()])):
        assert "default-src 'none'; style-src 'unsafe-inline'" in text
        assert not re.search(r"(?i)<script|src=|url\(|@import|https?:", text)


def test_elements_escape_what_is_no_element() -> None:
    made = element("p", "<b>", element("b", "&"), title='"<', class_="x", id=None)
    assert made == '<p title="&#34;&lt;" class="x">&lt;b&gt;<b>&amp;</b></p>'
    assert isinstance(made, Markup)


def test_pages_cost_little(judged: dict[str, list[Result]]) -> None:
    """Budgets with room for a slow machine, some ten times the aim: 3 ms a student and 1 s for a class of 300."""
    records = [record(f"s{k}", [results[k % 3] for results in judged.values()]) for k in range(300)]
    instructor_page(course().info(), records[:1])
    started = time.process_time()
    for one in records[:100]:
        student_page(one, EXERCISE)
    assert time.process_time() - started < 10
    started = time.process_time()
    page = instructor_page(course().info(), records)
    assert time.process_time() - started < 30
    assert len(page) < 3_000_000


def test_pages_speak_the_chosen_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalog = Catalog(locale="fr")
    catalog.add("The checks", "Les tests")
    target = tmp_path / "fr" / "LC_MESSAGES" / "course.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    assert dict(page_of(record()).tags)["html"]["lang"] == "en"
    monkeypatch.setenv("COURSE_LANGUAGE", "fr")
    page = page_of(record())
    assert "Les tests" in page.text
    assert dict(page.tags)["html"]["lang"] == "fr"


# ------------------------------------------------------------------------------------------------------- in the folder
NAMES = ("anna", "Nguyen Théo_17", "a b#c?d%41&e", "<img src=x>", "lstm.html", "students")


def write(info: ClassInfo, records: list[Record], folder: Path) -> list[Path]:
    """All pages of a class."""
    return [*(write_student(info, one, folder) for one in records), write_class(info, records, folder)]


@pytest.fixture
def written(tmp_path: Path, judged: dict[str, list[Result]]) -> tuple[Course, list[Path]]:
    folder = tmp_path / "class"
    records = [record(name, [results[k % 3] for results in judged.values()]) for k, name in enumerate(NAMES)]
    handed_in = folder / "submitted" / "anna" / "lstm"
    handed_in.mkdir(parents=True)
    (handed_in / "timestamp.txt").write_text("2026-11-20 18:23:58.948203 UTC")
    one = course(folder)
    return one, write(one.info(), records, one.folder / "reports")


def test_pages_are_written_where_they_belong(written: tuple[Course, list[Path]]) -> None:
    one, files = written
    root = one.folder / "reports"
    assert set(files) == {root / "lstm.html", *(root / "students" / name / "lstm.html" for name in NAMES)}
    assert {file for file in root.rglob("*") if file.is_file()} == set(files)
    assert "2026-11-20 18:23 UTC" in (root / "students" / "anna" / "lstm.html").read_text("utf-8")
    assert not (root / "students" / "anna" / "lstm.html").read_text("utf-8").count("Théo")


def test_links_lead_to_the_students(written: tuple[Course, list[Path]]) -> None:
    root = written[0].folder / "reports"
    tags = Page((root / "lstm.html").read_text("utf-8")).tags
    links = [str(attributes["href"]) for tag, attributes in tags if tag == "a"]
    assert len(links) >= len(NAMES)
    assert {(root / unquote(link.split("#")[0])).resolve() for link in links} == {
        (root / "students" / name / "lstm.html").resolve() for name in NAMES
    }


def test_writing_again_touches_nothing(
    written: tuple[Course, list[Path]], judged: dict[str, list[Result]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, files = written
    before = {file: file.stat().st_ino for file in files}
    records = [record(name, [results[k % 3] for results in judged.values()]) for k, name in enumerate(NAMES)]
    write(one.info(), records, one.folder / "reports")
    assert {file: file.stat().st_ino for file in files} == before
    records[0] = record("anna")
    write(one.info(), records, one.folder / "reports")
    changed = {file for file in files if file.stat().st_ino != before[file]}
    assert changed == {one.folder / "reports" / "lstm.html", one.folder / "reports" / "students" / "anna" / "lstm.html"}


@pytest.mark.parametrize("content", ["soon", "x" * 200, "\udc80", ""])
def test_a_strange_timestamp_harms_nothing(tmp_path: Path, content: str) -> None:
    handed_in = tmp_path / "submitted" / "anna" / "lstm"
    handed_in.mkdir(parents=True)
    (handed_in / "timestamp.txt").write_text(content, "utf-8", "surrogateescape")
    write(course(tmp_path).info(), [record()], tmp_path / "reports")
    assert "Handed in" not in (tmp_path / "reports" / "students" / "anna" / "lstm.html").read_text("utf-8")


# ---------------------------------------------------------------------------------------------------------- in a browser
@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, judged: dict[str, list[Result]]) -> Iterator[str]:
    """A class with all that there can be, and a submission full of attacks and of long words."""
    folder = tmp_path_factory.mktemp("class")
    records = [record(f"s{k}", [results[k % 3] for results in judged.values()]) for k in range(12)]
    records += [dataclasses.replace(hostile(), student="hostile", refusal=refusal) for refusal in (None,)]
    records += [record("refused", [result(name, "refused") for name in CHECKS], refusal=HOSTILE + "x" * 3000)]
    long = [result(name, status, message="w" * 3000) for name, status in zip(CHECKS, STATUSES[1:], strict=False)]
    records += [
        record("L" * 200, long, repairs=("r" * 900,), cells=(CellReport("c" * 300, "crashed", error="e" * 900),))
    ]
    told = dataclasses.replace(result("lstm_step", "passed", 4), delegated=("torch.nn.LSTMCell",) * 2)
    records += [record("delegating", [told], written=("forget_gate",))]
    write(course(folder).info(), records, folder / "reports")
    with served(folder / "reports") as address:
        yield address


PAGES = (
    "lstm.html",
    "students/s0/lstm.html",
    "students/s1/lstm.html",
    "students/hostile/lstm.html",
    "students/refused/lstm.html",
    "students/" + "L" * 200 + "/lstm.html",
)
SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture(scope="module", params=PAGES, ids=lambda path: path[:21])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.thorough
@SCHEMES
@pytest.mark.parametrize("width", [1280, 390, 360])
def test_a_page_runs_nothing_and_fits(tabs: Tabs, path: str, width: int, dark: bool) -> None:
    with tabs.showing(path, width=width, dark=dark, unfolded=True) as page:
        assert page.evaluate("window.__ran") is None
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{wide[0] - wide[1]} pixels too wide"


@pytest.mark.thorough
@SCHEMES
def test_all_text_can_be_read(tabs: Tabs, path: str, dark: bool) -> None:
    with tabs.showing(path, dark=dark, unfolded=True) as page:
        texts = page.evaluate(TEXTS)
        assert len(texts) > 10
        assert [text for text in texts if text["ratio"] < text["enough"]] == []
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(21, 23, 27)" if dark else "rgb(255, 255, 255)")


@pytest.mark.thorough
def test_a_page_is_built_for_everyone(tabs: Tabs, path: str) -> None:
    with tabs.showing(path) as page:
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.title()
        assert page.locator("main").count() == 1
        headings = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])")
        assert headings.count(1) == 1
        assert headings[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(headings)), headings
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate("[...document.querySelectorAll('th')].filter(e => !e.scope).length") == 0
        assert page.evaluate("[...document.querySelectorAll('th')].filter(e => !e.textContent.trim()).length") == 0
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))
        dead = page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].filter(e => !document.getElementById(e.hash.slice(1))).length"
        )
        assert dead == 0


@pytest.mark.thorough
def test_the_table_of_all_keeps_its_head_in_sight(browser: "Browser", site: str) -> None:
    with watched(browser, site, "lstm.html", width=390, height=500) as page:
        box = page.locator(".scroll").last
        assert box.get_attribute("tabindex") == "0"
        where = page.evaluate(
            """() => { const box = [...document.querySelectorAll('.scroll')].find(e => e.ariaLabel === 'All students');
              box.scrollTop = 150; box.scrollLeft = 200;
              const edge = box.getBoundingClientRect(), corner = box.querySelector('th').getBoundingClientRect();
              const name = box.querySelectorAll('tbody th')[8].getBoundingClientRect();
              return [box.scrollTop, box.scrollLeft, corner.top - edge.top, corner.left - edge.left, name.left - edge.left] }"""
        )
        assert where[0] > 0
        assert where[1] > 0
        assert all(abs(distance) <= 2 for distance in where[2:]), where


@pytest.mark.thorough
def test_the_table_of_all_is_sorted_and_narrowed_down_without_a_script(browser: "Browser", site: str) -> None:
    with watched(browser, site, "lstm.html") as page:
        rows = page.locator(".everybody tbody tr")

        def shown() -> list[tuple[str, float]]:
            """Names and points of the rows, from top to bottom."""
            found = rows.evaluate_all(
                "rows => rows.filter(row => row.offsetParent).sort((a, b) => a.offsetTop - b.offsetTop)"
                ".map(row => [...row.children].slice(0, 2).map(cell => cell.innerText))"
            )
            return [(name, float(points.split()[0])) for name, points in found]

        names = [name for name, _points in shown()]
        assert names == sorted(names)
        page.locator(".everybody thead th").nth(1).locator("input").check()
        points = [points for _name, points in shown()]
        assert points == sorted(points)
        assert points[0] < points[-1]
        page.locator('[name="reversed"]').check()
        assert [points for _name, points in shown()] == points[::-1]
        page.locator('[value="stopped"]').check()
        assert 0 < len(shown()) < len(names)


@pytest.mark.thorough
def test_a_name_stays_on_its_line(browser: "Browser", site: str) -> None:
    with watched(browser, site, "lstm.html", width=390) as page:
        heights = page.evaluate(
            """() => [...document.querySelectorAll('.everybody tbody th a, th.name a')].map(
              e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"""
        )
        assert len(heights) > 12
        assert max(heights) < 1.5


@pytest.mark.thorough
@pytest.mark.parametrize("path", ["lstm.html", "students/s1/lstm.html"])
def test_paper_is_white_and_whole(browser: "Browser", site: str, path: str) -> None:
    with watched(browser, site, path, dark=True) as page:
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
        hidden = (
            "[...document.querySelectorAll('.scroll')].filter(e => getComputedStyle(e).overflow !== 'visible').length"
        )
        assert page.evaluate(hidden) == 0
