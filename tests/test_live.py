"""Live figures: what they compute is what torch computes, on a page and in a notebook, by keys and by taps."""

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import Tensor

from course_lib.live import FOLDER, LSTMFigure, export, state
from course_lib.live.lstm import GATES, Turn, cell_of, forget_gates, learn, sentences, still, trace
from tests.conftest import REPOSITORY
from tests.pages import served, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

LSTM = state("lstm")
LETTERS = LSTM["sentence"]
MODULES = sorted(FOLDER.glob("*.mjs"))
UNIT = 2  # the third, of which the page speaks
M, A = 8, 9  # the first two letters of « malade »


# ------------------------------------------------------------------------------------------------ numbers and words
def test_the_numbers_are_fresh() -> None:
    """Training again gives the committed hundredths; on another processor one may be rounded the other way."""
    committed, fresh = json.loads((FOLDER / "lstm.json").read_text("utf-8")), learn()
    assert list(committed) == list(fresh)
    for name, values in fresh.items():
        if isinstance(values, list):
            wanted, got = torch.tensor(values), torch.tensor(committed[name])
            assert wanted.shape == got.shape
            assert (wanted - got).abs().max() <= 1, f"{name}: run python -m course_lib.live.export"
        else:
            assert committed[name] == values, f"{name}: run python -m course_lib.live.export"


@pytest.mark.parametrize("name", export.NAMES)
def test_the_files_are_as_the_export_writes_them(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text("utf-8")
    assert export.text(json.loads(text)) == text
    assert {module.stem for module in MODULES} == set(export.NAMES)


def by_hand(turns: list[Turn], sentence: str = LETTERS) -> dict[str, Tensor]:
    """The six equations once more, without course_lib.lstm: every quantity of every unit at every letter."""
    U, W, b = (torch.tensor(LSTM[name], dtype=torch.float64) / 100 for name in ("U", "W", "b"))
    h = c = torch.zeros(8, dtype=torch.float64)
    steps = []
    for t, letter in enumerate(sentence):
        i, f, g, o = (U[:, LSTM["alphabet"].index(letter)] + W @ h + b).view(4, 8)
        now = {"i": torch.sigmoid(i), "f": torch.sigmoid(f), "g": torch.tanh(g), "o": torch.sigmoid(o)}
        for gate in "ifo":
            for unit in range(8):
                felt = [x for x in turns if x["gate"] == gate and x["unit"] in (unit, None) and x["step"] <= t]
                if felt and felt[-1]["value"] is not None:
                    now[gate][unit] = felt[-1]["value"]
        c = now["i"] * now["g"] + now["f"] * c
        h = now["o"] * torch.tanh(c)
        steps.append(now | {"c": c, "h": h})
    return {name: torch.stack([step[name] for step in steps]) for name in steps[0]}


TURNS = [
    Turn(step=3, gate="f", unit=None, value=1),
    Turn(step=3, gate="i", unit=None, value=0),
    Turn(step=6, gate="f", unit=5, value=0),
    Turn(step=7, gate="f", unit=5, value=None),
    Turn(step=2, gate="o", unit=UNIT, value=0),
    Turn(step=9, gate="i", unit=UNIT, value=None),
]


@pytest.mark.parametrize("turns", [[], TURNS], ids=["free", "set"])
def test_what_the_figure_must_show_is_what_the_models_compute(turns: list[Turn]) -> None:
    wanted, shown = by_hand(turns), trace(LSTM, turns)
    torch.testing.assert_close(shown.c, wanted["c"], rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(shown.h, wanted["h"], rtol=1e-12, atol=1e-12)
    assert torch.allclose(shown.next_letter.sum(-1), torch.ones(len(LETTERS), dtype=torch.float64))
    if not turns:
        torch.testing.assert_close(forget_gates(LSTM), wanted["f"], rtol=1e-12, atol=1e-12)
        zeros = torch.zeros(1, 8, dtype=torch.float64)
        x_0 = torch.eye(len(LSTM["alphabet"]), dtype=torch.float64)[[LSTM["alphabet"].index("J")]]
        torch.testing.assert_close(cell_of(LSTM)(x_0, (zeros, zeros))[1][0], wanted["c"][0], rtol=1e-12, atol=1e-12)


def test_words_and_module_fit_each_other() -> None:
    module = (FOLDER / "lstm.mjs").read_text("utf-8")
    asked = set(re.findall(r"words\.(\w+)", module)) | set(re.findall(r"say\('(\w+)'", module))
    asked |= {*"ifogch", "shut", "free", "open", "sum", "shown"}  # by tables of the module
    assert asked == set(LSTM["words"])
    for sentence in LSTM["words"].values():
        sentence.encode("cp1252")


@pytest.mark.parametrize("module", MODULES, ids=lambda file: file.stem)
def test_modules_stand_alone_and_are_small(module: Path) -> None:
    text = module.read_text("utf-8")
    assert (
        re.findall(r"^\s*import\b|\bimport\(|\bfetch\(|https?:|XMLHttpRequest|eval\(|innerHTML", text, re.MULTILINE)
        == []
    )
    assert re.findall(r"\bid:|\.id\b|getElementById", text) == []  # two figures on a page must not meet
    assert len(text.encode()) <= 9_500
    assert len(gzip.compress(text.encode(), 9)) <= 3_700
    assert max(map(len, text.splitlines())) <= 120  # written to be read


def test_a_figure_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match=r"no live figure stacked.* lstm"):
        state("stacked")


# ----------------------------------------------------------------------------------------- what the page says of it
def test_unit_3_keeps_singular_and_plural_apart() -> None:
    texts = sentences()
    assert len(set(texts)) == 48
    for text in texts:
        subject, verb, _adjective = text.split(" ")
        after_verb = len(f"{subject} {verb}")
        c = trace({**LSTM, "sentence": text}).c[after_verb, UNIT]
        assert (c < -2) == (subject in ("Je", "Tu", "Il", "Elle")), text


def test_unit_3_keeps_its_memory_to_the_end() -> None:
    shown = by_hand([])
    assert LETTERS[M:] == "malade"
    assert (shown["f"][A:, UNIT] > 0.99).all()
    assert (shown["c"][A:, UNIT] - shown["c"][A, UNIT]).abs().max() < 0.02


def test_a_cell_that_forgets_the_subject_writes_a_plural() -> None:
    def expects(turns: list[Turn]) -> str:
        return str(LSTM["alphabet"][trace(LSTM, turns).next_letter[-1].argmax()])

    assert expects([]) == "."
    assert expects([Turn(step=M, gate="f", unit=UNIT, value=0)]) == "s"


def test_unit_6_counts_nearly_all_letters_up_to_the_m() -> None:
    c = by_hand([])["c"][: M + 1, 5]
    assert sorted((c.diff() > 0.6).tolist()) == [False] + 7 * [True]
    assert 6.5 < c[M] < M + 1


# ------------------------------------------------------------------------------------------------ where nothing moves
def test_the_still_picture_shows_c() -> None:
    svg = still(LSTM, 'bars & "lines"')
    assert 'aria-label="bars &amp; &quot;lines&quot;"' in svg
    bars = re.findall(r'<rect class="(plus|minus)" x="([\d.]+)" y="([\d.]+)" width="16" height="([\d.]+)"', svg)
    assert len(bars) == 8 * len(LETTERS)
    c = trace(LSTM).c.T.flatten().tolist()
    assert [sign for sign, *_ in bars] == ["minus" if value < 0 else "plus" for value in c]
    heights = torch.tensor([float(height) for *_, height in bars])
    assert (heights / heights.max()).numpy() == pytest.approx(torch.tensor(c).div(2).tanh().abs().numpy(), abs=0.01)
    assert svg.count("<text") == 8 + len(LETTERS)


# ------------------------------------------------------------------------------------------------------- the notebook
def test_the_widget_is_the_very_file() -> None:
    figure = LSTMFigure()
    assert figure._esm == (FOLDER / "lstm.mjs").read_text("utf-8")
    assert figure._css == (FOLDER / "live.css").read_text("utf-8")
    for name, value in LSTM.items():
        assert getattr(figure, name) == value
        assert figure.traits(sync=True)[name] is not None
    assert (figure.step, figure.unit, figure.turns) == (0, 0, [])
    assert LSTMFigure(sentence="Nous sommes malades", unit=UNIT).unit == UNIT


@pytest.mark.parametrize("sentence", ["Je suis zen", ""])
def test_the_widget_wants_letters_that_the_cell_knows(sentence: str) -> None:
    with pytest.raises(ValueError, match="the cell never learned"):
        LSTMFigure(sentence=sentence)


# ---------------------------------------------------------------------------------------------------- the directive
PAGE = """# Page

```{anywidget} lstm.mjs
:name: fig-one
:alt: Bars that stand for numbers.
:caption: Turn *here*.

{"step": 8, "unit": 2, "more": "</script>"}
```

```{anywidget} lstm.mjs
:alt: A second one.
```

See {numref}`fig-one`.
"""


def build(folder: Path, builder: str, page: str = PAGE, settings: str = "") -> subprocess.CompletedProcess[str]:
    """A small site with a page in a folder, and the directive."""
    source = folder / "source"
    (source / "deeper").mkdir(parents=True, exist_ok=True)
    (source / "index.md").write_text("# Site\n\n```{toctree}\nplain\ndeeper/page\n```\n", "utf-8")
    (source / "plain.md").write_text("# Plain\n", "utf-8")
    (source / "deeper" / "page.md").write_text(page, "utf-8")
    extension = REPOSITORY / "book" / "_ext"
    (source / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(extension)!r})\n"
        f"extensions = ['myst_parser', 'live']\nnumfig = True\n{settings}\n",
        "utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        builder,
        "-W",
        "-n",
        "--keep-going",
        source,
        folder / builder,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    built = build(folder, "html")
    assert built.returncode == 0, built.stderr
    return folder / "html"


@pytest.mark.thorough
def test_the_directive_copies_modules_and_styles_only_pages_with_a_figure(small_site: Path) -> None:
    for file in ("lstm.mjs", "live.css"):
        assert (small_site / "_static" / "live" / file).read_bytes() == (FOLDER / file).read_bytes()
    page = (small_site / "deeper" / "page.html").read_text("utf-8")
    assert 'import("./../_static/live/lstm.mjs?v=' in page
    assert "live.css" in page
    assert "live" not in (small_site / "plain.html").read_text("utf-8")
    assert "<em>here</em>" in page
    assert '</script>"' not in page


@pytest.mark.thorough
@pytest.mark.parametrize("builder", ["text", "latex", "man", "gettext", "dirhtml"])
def test_every_builder_has_the_text_of_the_figure(tmp_path: Path, builder: str) -> None:
    built = build(tmp_path, builder, settings="man_pages = [('index', 'site', '', [], 1)]")
    assert built.returncode == 0, built.stderr
    files = [file for file in (tmp_path / builder).rglob("*") if file.is_file() and ".doctrees" not in file.parts]
    texts = [file.read_text("utf-8") for file in files if file.suffix in (".txt", ".tex", ".1", ".pot", ".html")]
    assert any("Bars that stand for numbers." in text for text in texts)
    if builder == "gettext":
        assert any("Turn *here*." in text and "A second one." in text for text in texts)
    if builder == "dirhtml":
        assert any('import("./../../_static/live/lstm.mjs?v=' in text for text in texts)


@pytest.mark.thorough
def test_a_translation_of_the_text_is_used(tmp_path: Path) -> None:
    catalogue = tmp_path / "source" / "locale" / "fr" / "LC_MESSAGES" / "deeper" / "page.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Bars that stand for numbers."\nmsgstr "Des barres pour des nombres."\n\n'
        'msgid "Turn *here*."\nmsgstr "Tournez *ici*."\n',
        "utf-8",
    )
    settings = "language = 'fr'\nlocale_dirs = ['locale']\ngettext_compact = False"
    built = build(tmp_path, "html", settings=settings)
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "html" / "deeper" / "page.html").read_text("utf-8")
    assert 'aria-label="Des barres pour des nombres."' in page
    assert "Tournez <em>ici</em>." in page
    assert 'aria-label="A second one."' in page  # not translated yet


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE.replace(":alt: A second one.\n", ""), "no text for those who do not see it"),
        (PAGE.replace("lstm.mjs", "stacked.mjs"), "has no module stacked.mjs"),
        (PAGE.replace('{"step": 8', "{step: 8"), "Expecting property name"),
        (PAGE.replace(":alt: A second", ":state: nothing\n:alt: A second"), "no live figure nothing"),
    ],
    ids=["no text", "no module", "no JSON", "no state"],
)
def test_a_wrong_figure_fails_the_build(tmp_path: Path, page: str, said: str) -> None:
    built = build(tmp_path, "html", page)
    assert built.returncode != 0
    assert said in built.stderr


# --------------------------------------------------------------------------------------------------- in the browser
def ready(page: "Page", nth: int = 0) -> "Locator":
    """The nth figure of a page, once it has drawn itself."""
    page.wait_for_function("n => document.querySelectorAll('[data-ready]').length > n", arg=nth)
    return page.locator("[data-ready]").nth(nth)


READ = """host => ({
  ...Object.fromEntries([...host.querySelectorAll('data[data-row]')].map((d) => [d.dataset.row, Number(d.value)])),
  next: Object.fromEntries(
    [...host.querySelectorAll('data[data-letter]')].map((d) => [d.dataset.letter, Number(d.value)])),
  shown: Object.fromEntries([...host.querySelectorAll('data')].map((d) => [d.dataset.row, d.textContent])),
  status: host.querySelector('[role=status]').textContent,
})"""


def agrees(figure: "Locator", step: int, unit: int, turns: list[Turn], sentence: str = LETTERS) -> dict[str, Any]:
    """Compare all numbers of the figure with torch; what was read is returned."""
    wanted, read = by_hand(turns, sentence), figure.evaluate(READ)
    for name in "ifogch":
        assert read[name] == pytest.approx(wanted[name][step, unit].item(), abs=1e-4), (name, step, unit)
        assert float(read["shown"][name].replace("−", "-")) == pytest.approx(read[name], abs=0.0051)
    odds = trace({**LSTM, "sentence": sentence}, turns).next_letter[step]
    for letter, odd in read["next"].items():
        assert odd == pytest.approx(odds[LSTM["alphabet"].index(letter)].item(), abs=1e-4)
    assert max(read["next"].values()) == pytest.approx(odds.max().item(), abs=1e-4)
    assert f"Letter {step + 1} of {len(sentence)}" in read["status"]
    assert f"unit {unit + 1} " in read["status"]
    return dict(read)


@contextmanager
def lstm_page(browser: "Browser", site: str, **options: Any) -> Iterator[tuple["Page", "Locator"]]:
    with watched(browser, site, "lstm.html", **options) as page:
        yield page, ready(page)


@pytest.mark.thorough
def test_every_number_of_the_page_is_that_of_torch(browser: "Browser", site: str) -> None:
    with lstm_page(browser, site) as (page, figure):
        agrees(figure, M, UNIT, [])  # as the page begins
        strip = figure.locator(".live-strip")
        strip.focus()
        page.keyboard.press("Home")
        for _unit in range(UNIT):
            page.keyboard.press("ArrowUp")
        for unit in range(8):
            for step in range(len(LETTERS)):
                agrees(figure, step, unit, [])
                page.keyboard.press("ArrowRight")  # stays at the last letter
            page.keyboard.press("Home")
            page.keyboard.press("ArrowDown")
        page.keyboard.press("End")
        agrees(figure, len(LETTERS) - 1, 7, [])
        page.keyboard.press("ArrowLeft")
        agrees(figure, len(LETTERS) - 2, 7, [])


def press(figure: "Locator", gate: str, value: str) -> None:
    names = {"i": "input gate", "f": "forget gate", "o": "output gate"}
    figure.get_by_role("group", name=names[gate]).get_by_role("button", name=value).press("Enter")


@pytest.mark.thorough
def test_gates_are_set_and_released_by_keys(browser: "Browser", site: str) -> None:
    with lstm_page(browser, site) as (page, figure):
        free = agrees(figure, M, UNIT, [])
        press(figure, "f", "shut")
        turns = [Turn(step=M, gate="f", unit=UNIT, value=0)]
        shut = agrees(figure, M, UNIT, turns)
        assert shut["f"] == 0
        assert shut["c"] != free["c"]
        pressed = figure.locator("[aria-pressed=true]")
        assert [pressed.nth(k).get_attribute("aria-label") for k in range(pressed.count())] == [
            "free",
            "shut: 0",
            "free",
        ]
        assert figure.locator(".live-strip i.live-turned").count() == len(LETTERS) - M

        page.keyboard.press("End")  # the focus stays on the button that was pressed
        read = agrees(figure, len(LETTERS) - 1, UNIT, turns)
        assert next(iter(read["next"])) == "s"  # what the page says: the cell has forgotten the singular
        assert "The cell expects s (" in read["status"]

        press(figure, "f", "free")  # from the last letter on
        turns.append(Turn(step=len(LETTERS) - 1, gate="f", unit=UNIT, value=None))
        agrees(figure, len(LETTERS) - 1, UNIT, turns)
        page.keyboard.press("ArrowLeft")
        assert agrees(figure, len(LETTERS) - 2, UNIT, turns)["f"] == 0

        figure.get_by_role("button", name="Release all gates").press(" ")
        assert agrees(figure, len(LETTERS) - 2, UNIT, [])["f"] > 0.99
        assert figure.locator(".live-turned").count() == 0


@pytest.mark.thorough
@pytest.mark.parametrize("width", [390, 1280])
def test_the_conveyor_by_taps(browser: "Browser", site: str, width: int) -> None:
    """Set the gates of all units to f = 1 and i = 0: from then on no memory moves."""
    with lstm_page(browser, site, width=width) as (page, figure):
        figure.locator(".live-strip [data-t='4'][data-j='6']").click()
        agrees(figure, 4, 6, [])
        figure.get_by_role("button", name="Set the gates of all units").click()
        figure.get_by_role("group", name="forget gate").get_by_role("button", name="open").click()
        figure.get_by_role("group", name="input gate").get_by_role("button", name="shut").click()
        turns = [Turn(step=4, gate="f", unit=None, value=1), Turn(step=4, gate="i", unit=None, value=0)]
        before = by_hand([])["c"][3]
        for step in range(4, len(LETTERS)):
            assert agrees(figure, step, 6, turns)["c"] == pytest.approx(before[6].item(), abs=1e-4)
            figure.get_by_role("button", name="Next letter").click()
        for unit in (5, 4, 3):
            figure.get_by_role("button", name="Unit before").click()
            assert agrees(figure, len(LETTERS) - 1, unit, turns)["c"] == pytest.approx(before[unit].item(), abs=1e-4)
        bars = figure.evaluate("""host => [...host.querySelectorAll('.live-strip i')]
            .map((bar) => [+bar.dataset.t, +bar.dataset.j, +getComputedStyle(bar).getPropertyValue('--v')])""")
        c = by_hand(turns)["c"]
        assert len(bars) == 8 * len(LETTERS)
        for step, unit, height in bars:
            assert height == pytest.approx(torch.tanh(c[step, unit] / 2).item(), abs=1e-4)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        boxes = [button.bounding_box() for button in figure.get_by_role("button").all()]
        assert all(box and box["width"] >= 40 and box["height"] >= 34 for box in boxes)  # for fingers
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


@pytest.mark.thorough
def test_keys_of_the_figure_stay_in_the_figure(browser: "Browser", site: str) -> None:
    """A notebook, and the page, have plans of their own for arrows and Enter; other keys are theirs."""
    with lstm_page(browser, site) as (page, figure):
        page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key))")
        figure.locator(".live-strip").focus()
        before = page.evaluate("scrollY")
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End", "Enter"):
            page.keyboard.press(key)
        assert page.evaluate("scrollY") == before
        button = figure.get_by_role("button", name="Release all gates")
        button.focus()
        before = page.evaluate("scrollY")
        for key in ("Enter", " ", "ArrowLeft"):
            page.keyboard.press(key)
        assert page.evaluate("heard") == []
        assert page.evaluate("scrollY") == before
        figure.locator(".live-strip").focus()
        for key in ("Tab", "a", "Alt+ArrowUp"):
            page.keyboard.press(key)
        assert set(page.evaluate("heard")) == {"Tab", "a", "Alt", "ArrowUp"}
        page.evaluate("heard.length = 0")
        figure.get_by_role("button", name="Next letter").focus()
        page.keyboard.press("ArrowDown")  # on a button the page may scroll
        assert page.evaluate("heard") == ["ArrowDown"]


@pytest.mark.thorough
@pytest.mark.parametrize("dark", [False, True])
def test_the_figure_can_be_seen(browser: "Browser", site: str, dark: bool) -> None:
    """Contrast of bars and letters against the page, and no motion where none is wanted."""
    with lstm_page(browser, site, dark=dark) as (_page, figure):
        colours = figure.evaluate("""host => {
          const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
            .getContext('2d', {willReadFrequently: true});
          const rgb = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
          const style = (css, part) => getComputedStyle(host.querySelector(css), part);
          return {
            paper: rgb(getComputedStyle(document.body).backgroundColor),
            text: rgb(style('.live-row span').color),
            note: rgb(style('small').color),
            plus: rgb(style('.live-strip i:not(.live-minus)', '::after').backgroundColor),
            minus: rgb(style('.live-strip i.live-minus', '::after').backgroundColor),
            motion: ['.live-strip i', '.live-gate'].map((css) => style(css, '::after').transitionDuration),
          };
        }""")
        from tests.test_book import contrast

        hexed = {name: "#" + bytes(value).hex() for name, value in colours.items() if name != "motion"}
        assert contrast(hexed["text"], hexed["paper"]) >= 4.5
        assert contrast(hexed["note"], hexed["paper"]) >= 4.5
        assert contrast(hexed["plus"], hexed["paper"]) >= 3
        assert contrast(hexed["minus"], hexed["paper"]) >= 3
        assert (int(hexed["paper"][1:3], 16) < 80) == dark
        assert set(colours["motion"]) <= {"0s"}


@pytest.mark.thorough
def test_two_figures_on_a_page_in_a_folder_do_not_meet(browser: "Browser", small_site: Path) -> None:
    with served(small_site) as address, watched(browser, address, "deeper/page.html") as page:
        second = ready(page, 1)
        first = ready(page, 0)
        agrees(first, M, UNIT, [])
        agrees(second, 0, 0, [])
        second.get_by_role("button", name="Next letter").press("Enter")
        press(second, "o", "open")
        agrees(second, 1, 0, [Turn(step=1, gate="o", unit=0, value=1)])
        agrees(first, M, UNIT, [])
        assert page.locator("figure figcaption em").inner_text() == "here"
        assert page.evaluate("[...document.querySelectorAll('.live [id]')].length") == 0


@pytest.mark.thorough
def test_without_javascript_the_figure_stands_still(browser: "Browser", small_site: Path) -> None:
    with (
        served(small_site) as address,
        watched(browser, address, "deeper/page.html", javascript=False) as page,
    ):
        picture = page.get_by_role("img", name="Bars that stand for numbers.")
        assert picture.is_visible()
        assert picture.locator("rect").count() == 8 * len(LETTERS)
        assert page.get_by_text("Here it stands still").first.is_visible()


@pytest.mark.thorough
def test_a_page_from_a_file_says_why_nothing_moves(browser: "Browser", small_site: Path) -> None:
    page = browser.new_page()
    try:
        page.goto((small_site / "deeper" / "page.html").as_uri())
        message = page.get_by_text("Here it stands still").first
        message.wait_for(state="visible")
        assert page.get_by_role("img", name="Bars that stand for numbers.").is_visible()
        assert page.locator("[data-ready]").count() == 0
    finally:
        page.close()


# A notebook's side of a widget, as the anywidget host gives it to a module.
HOST = """<!doctype html><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="live.css"><div class="host"></div><script type="module">
import widget from './lstm.mjs';
class Model {
  constructor(state) { this.state = state; this.heard = {}; this.saved = []; this.dirty = {}; }
  get(name) { return this.state[name]; }
  set(name, value) { this.state[name] = value; this.dirty[name] = value; this.tell(name); }
  on(event, callback) { (this.heard[event] ??= new Set()).add(callback); }
  off(event, callback) { this.heard[event]?.delete(callback); }
  save_changes() { this.saved.push(this.dirty); this.dirty = {}; }
  tell(name) { this.heard[`change:${name}`]?.forEach((callback) => callback()); }
  python(name, value) { this.state[name] = value; this.tell(name); }
}
window.model = new Model(await (await fetch('state.json')).json());
window.stop = widget.render({model, el: document.querySelector('.host')});
</script>"""


@pytest.mark.thorough
def test_the_same_file_in_a_notebook(browser: "Browser", tmp_path: Path) -> None:
    sentence = "Nous sommes malades."
    widget = LSTMFigure(sentence=sentence, unit=UNIT)
    sent = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
    (tmp_path / "state.json").write_text(json.dumps(sent), "utf-8")
    (tmp_path / "lstm.mjs").write_text(widget._esm, "utf-8")
    (tmp_path / "live.css").write_text(widget._css, "utf-8")
    (tmp_path / "index.html").write_text(HOST, "utf-8")
    with served(tmp_path) as address, watched(browser, address, "index.html", width=700) as page:
        figure = ready(page)
        agrees(figure, 0, UNIT, [], sentence)
        # from the page to Python
        figure.get_by_role("button", name="Next letter").click()
        press(figure, "i", "shut")
        turns = [Turn(step=1, gate="i", unit=UNIT, value=0)]
        assert page.evaluate("model.saved") == [{"step": 1}, {"turns": turns}]
        agrees(figure, 1, UNIT, turns, sentence)
        # from Python to the page
        page.evaluate("model.python('step', 12)")
        agrees(figure, 12, UNIT, turns, sentence)
        page.evaluate("model.python('unit', 7)")
        page.evaluate("model.python('turns', [])")
        agrees(figure, 12, 7, [], sentence)
        assert page.evaluate("model.saved.length") == 2
        # a view that is closed hears no more
        page.evaluate("window.stop(); model.python('step', 3)")
        agrees(figure, 12, 7, [], sentence)


def test_gates_are_packed_in_the_order_of_the_course() -> None:
    assert GATES == "ifgo"
    assert "['i', 'f', 'g', 'o']" in (FOLDER / "lstm.mjs").read_text("utf-8")
