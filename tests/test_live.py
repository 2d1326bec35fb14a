"""Live figures: what they compute is what torch computes, on a page and in a notebook, by keys and by taps."""

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
import traitlets
from torch import Tensor, nn

from course_lib.chapters import written
from course_lib.live import FOLDER, Figure, export, figures, module, recurrent, stacked, state
from course_lib.live.lstm import GATES, LSTMFigure, Turn, cell_of, forget_gates, sentences, still, trace
from course_lib.live.recurrent import RecurrentFigure
from course_lib.live.stacked import StackedFigure
from tests.conftest import REPOSITORY
from tests.pages import served, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

LSTM, RECURRENT, STACKED = state("lstm"), state("recurrent"), state("stacked")
LETTERS = LSTM["sentence"]
MODULES = [FOLDER / f"{name}.mjs" for name in ("figure", *figures())]
LARGER = {"generative": (12_000, 4_700)}  # bytes, and bytes zipped: it computes, loads, and has a text to take care of
every_figure = pytest.mark.parametrize("name", figures())  # more of the later ones in test_live_*.py
UNIT = 2  # the third, of which the page speaks
M, A = 8, 9  # the first two letters of « malade »


# ------------------------------------------------------------------------------------------------ numbers and words
@every_figure
def test_the_numbers_are_fresh(name: str) -> None:
    """Making them again gives the committed ones; on another processor one may be rounded the other way."""
    committed = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    fresh = import_module(f"course_lib.live.{name}").numbers()
    assert list(committed) == list(fresh)
    for key, values in fresh.items():
        if isinstance(values, list) and values and key not in ("axis", "radius_range", "forget_bias_range"):
            wanted, got = torch.tensor(values), torch.tensor(committed[key])
            assert wanted.shape == got.shape
            assert (wanted - got).abs().max() <= 1, f"{key}: run python -m course_lib.live.export"
        else:
            assert committed[key] == values, f"{key}: run python -m course_lib.live.export"


@every_figure
def test_the_files_are_as_the_export_writes_them(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text("utf-8")
    assert export.text(json.loads(text)) == text


def test_every_chapter_has_its_figure() -> None:
    sentence = "a chapter has course_lib/live/<slug>.mjs, <slug>.py, <slug>.json and a widget"
    assert figures() == written() == list(export.NAMES), sentence
    assert {file.stem for file in FOLDER.glob("*.mjs")} == {"figure", *written()}, sentence
    assert all(widget(name).__doc__ for name in written()), sentence


def widget(name: str) -> Any:
    """The class that shows the figure of a chapter in a notebook."""
    import_module(f"course_lib.live.{name}")
    (found,) = (one for one in Figure.__subclasses__() if one.slug == name)
    return found


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


BY_TABLE = {  # words that a module finds by names of its own, beside words.NAME and say('NAME'
    "recurrent": {"radius", "forget_bias", "plain", "lstm", "vanishes", "lasts", "explodes"},
    "lstm": {*"ifogch", "shut", "free", "open", "sum", "shown"},
    "stacked": {"num_layers", "num_layers_1", "num_layers_2", "num_layers_3"}
    | {"bidirectional", "bidirectional_false", "bidirectional_true"}
    | {"first", "some", "both", "left", "right", "everything"},
    "generative": {"before", "once", "end", "temperature", "unit", "start", "stop", "on", "plus", "minus"}
    | {"loading", "lost", "unknown", "writing", "written", "empty", "word", "sentence", "quotation"},
    "seq2seq": {"source", "target", "fixed", "attention"},
    "attention": {"previous", "next", "score_head", "weight_head"},
}


@every_figure
def test_words_and_module_fit_each_other(name: str) -> None:
    text = module(name)
    asked = set(re.findall(r"words\.(\w+)", text)) | set(re.findall(r"(?:say|tell)\('(\w+)'", text)) | BY_TABLE[name]
    assert asked == set(state(name)["words"])
    for sentence in state(name)["words"].values():
        sentence.encode("cp1252")


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_modules_stand_alone_and_are_small(file: Path) -> None:
    text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")  # a name, never asked for
    assert (
        re.findall(r"^\s*import\b|\bimport\(|\bfetch\(|https?:|XMLHttpRequest|eval\(|innerHTML", text, re.MULTILINE)
        == []
    )
    assert re.findall(r"\bid:|\.id\b|getElementById", text) == []  # two figures on a page must not meet
    most, zipped = LARGER.get(file.stem, (8_500, 3_500))
    assert len(text.encode()) <= most
    assert len(gzip.compress(text.encode(), 9)) <= zipped
    assert max(map(len, text.splitlines())) <= 120  # written to be read


def defined(text: str) -> set[str]:
    """The names that a module defines, wherever in it."""
    single = re.findall(r"\b(?:const|let|function|class) (\w+)", text)
    several = re.findall(r"\b(?:const|let) [\[{]([^=;]*)[\]}] =", text)
    return {*single, *(name for names in several for name in re.findall(r"\w+", names))}


def blocks(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of so many lines, less those that say nothing."""
    lines = [line.strip() for line in text.splitlines() if len(line.strip()) > 2]
    return {tuple(lines[k : k + length]) for k in range(len(lines) - length + 1)}


def test_what_all_figures_share_is_written_once() -> None:
    """No module defines again what `figure.mjs` gives it, and no two of them have three lines in common."""
    texts = {file.stem: file.read_text("utf-8") for file in MODULES}
    functions = set(re.findall(r"^(?:const|function) (\w+)", texts["figure"], re.MULTILINE))
    [tools] = re.findall(r"build\(\{ (.*) \}\);", texts["figure"])
    assert {"make", "button", "slider", "keep", "figure"} <= functions
    for name in figures():
        [asked] = re.findall(r"^function build\(\{ (.*) \}\) \{$", texts[name], re.MULTILINE)
        assert set(asked.split(", ")) <= set(tools.split(", ")), name
        assert defined(texts[name]) & {*functions, *asked.split(", ")} == set(), name
    for one, other in combinations(texts, 2):
        assert blocks(texts[one], 3) & blocks(texts[other], 3) == set(), (one, other)


@pytest.mark.parametrize("name", ["nothing", "figure"])
def test_a_figure_that_does_not_exist(name: str) -> None:
    with pytest.raises(ValueError, match=rf"no live figure {name}; there are: recurrent, lstm, stacked, "):
        state(name)


def norms_by_torch(radius: float, forget_bias: float) -> tuple[Tensor, Tensor]:
    """The norms of both networks by the cells of torch.nn, without course_lib."""
    x, d_h, U, W, U_lstm, W_lstm, b_lstm = (
        torch.tensor(RECURRENT[name], dtype=torch.float64) / 1000
        for name in ("x", "d_h", "U", "W", "U_lstm", "W_lstm", "b_lstm")
    )
    b_lstm[16:32] = forget_bias
    plain, lstm = nn.RNNCell(4, 16, bias=False).double(), nn.LSTMCell(4, 16).double()
    with torch.no_grad():
        plain.weight_ih.copy_(U)
        plain.weight_hh.copy_(radius * W)
        lstm.weight_ih.copy_(U_lstm)
        lstm.weight_hh.copy_(W_lstm)
        lstm.bias_ih.copy_(b_lstm)
        lstm.bias_hh.zero_()
    h = torch.zeros(1, 16, dtype=torch.float64, requires_grad=True)
    pair, every_h, pairs = (h, h), [], []
    for x_t in x[:, None]:
        h, pair = plain(x_t, h), lstm(x_t, pair)
        every_h.append(h)
        pairs.append(torch.cat(pair, dim=1))
        pair = (pairs[-1][:, :16], pairs[-1][:, 16:])
    of_plain = torch.autograd.grad(h, every_h, d_h[None])
    of_lstm = torch.autograd.grad(pair[0], pairs, d_h[None])
    return (
        torch.cat([d.norm(dim=1) for d in reversed(of_plain)]),
        torch.cat([d.norm(dim=1) for d in reversed(of_lstm)]),
    )


@pytest.mark.parametrize(("radius", "forget_bias"), [(1.0, 1.0), (0.5, 0.0), (3.0, 5.0), (1.7, 2.3)])
def test_norms_are_those_of_torch(radius: float, forget_bias: float) -> None:
    shown = recurrent.norms({**RECURRENT, "radius": radius, "forget_bias": forget_bias})
    for wanted, got in zip(norms_by_torch(radius, forget_bias), shown, strict=True):
        assert got[0] == 1
        torch.testing.assert_close(got, wanted, rtol=1e-8, atol=0)


def test_the_slider_is_the_spectral_radius() -> None:
    W = torch.tensor(RECURRENT["W"], dtype=torch.float64) / RECURRENT["scale"]
    assert torch.linalg.eigvals(W).abs().max().item() == pytest.approx(1, abs=2e-3)


def test_all_lines_stay_on_the_axis_and_go_where_the_figure_says() -> None:
    """A small radius makes the gradient vanish, a large one makes it explode, open gates keep it."""
    low, high = RECURRENT["axis"]
    at_50 = {}
    for k in range(26):
        radius, forget_bias = 0.5 + 0.1 * k, 0.2 * k
        plain, lstm = recurrent.norms({**RECURRENT, "radius": radius, "forget_bias": forget_bias})
        assert low < torch.cat([plain, lstm]).log10().min() < torch.cat([plain, lstm]).log10().max() < high
        at_50[k] = plain[50].item(), lstm[50].item()
    assert all(at_50[k][0] < 0.01 for k in range(6))  # up to a radius of 1
    assert all(at_50[k][0] > 100 for k in (24, 25))
    kept = [lstm for _plain, lstm in at_50.values()]
    assert kept[:16] == sorted(kept[:16])  # up to a forget bias of 3
    assert kept[0] < 1e-9
    assert min(kept[16:]) > 0.05


# a cell hears of its own direction's last half and of both halves below
def reached_by_search(state: dict[str, Any]) -> set[tuple[int, int, int]]:
    ways = 2 if state["bidirectional"] else 1
    found = {(state["layer"], direction, state["step"]) for direction in range(ways)}
    while True:
        more = {(layer, way, step + (1 if way else -1)) for layer, way, step in found if layer}
        more |= {(layer - 1, way, step) for layer, _way, step in found if layer > 1 for way in range(ways)}
        more |= {(0, 0, step) for layer, _way, step in found if layer == 1}
        more = {half for half in more if 0 <= half[2] < len(LETTERS)} - found
        if not more:
            return found
        found |= more


NETWORKS = [(num_layers, bidirectional) for num_layers in (1, 2, 3) for bidirectional in (False, True)]


@pytest.mark.parametrize(("num_layers", "bidirectional"), NETWORKS)
def test_what_reaches_a_cell(num_layers: int, bidirectional: bool) -> None:
    seen = stacked.sees(len(LETTERS), num_layers, bidirectional)
    assert seen.shape == (1 + bidirectional, len(LETTERS), len(LETTERS))
    for step in range(len(LETTERS)):
        chosen = {
            **STACKED,
            "num_layers": num_layers,
            "bidirectional": bidirectional,
            "layer": num_layers,
            "step": step,
        }
        found = reached_by_search(chosen)
        assert {t for layer, _way, t in found if layer == 0} == set(seen[:, step].any(dim=0).nonzero()[:, 0].tolist())
        for layer in range(1, 4):
            for way in range(1 + bidirectional):
                for t in range(len(LETTERS)):
                    assert stacked.reaches(chosen, layer, way, t) == ((layer, way, t) in found), (step, layer, way, t)


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


def test_the_still_picture_shows_both_lines() -> None:
    svg = recurrent.still(RECURRENT, 'two "lines"')
    assert 'aria-label="two &quot;lines&quot;"' in svg
    lines = re.findall(r'<path class="(plain|lstm)" d="M([^"]+)" stroke-dasharray="([^"]+)"', svg)
    assert [(name, dashes) for name, _path, dashes in lines] == [("plain", "none"), ("lstm", "7 4")]
    for (_name, path, _dashes), values in zip(lines, recurrent.norms(RECURRENT), strict=True):
        heights = torch.tensor([float(point.split()[1]) for point in path.split("L")])
        assert len(heights) == 60
        assert ((heights[0] - heights) / 7.5).numpy() == pytest.approx(values.log10().numpy(), abs=0.02)
    named = re.findall(r'<text class="\w+" x="[\d.]+" y="([\d.]+)"[^>]*>([^<]+)', svg)
    assert [name for _y, name in named] == ["plain network", "LSTM"]
    assert abs(float(named[0][0]) - float(named[1][0])) >= 15  # one does not cover the other


@pytest.mark.parametrize(("bidirectional", "layer"), [(False, 2), (True, 1), (True, 3)])
def test_the_still_picture_marks_what_reaches_the_cell(bidirectional: bool, layer: int) -> None:
    chosen = {**STACKED, "num_layers": 3, "bidirectional": bidirectional, "layer": layer}
    svg = stacked.still(chosen, "boxes <b>")
    assert 'aria-label="boxes &lt;b&gt;"' in svg
    found = reached_by_search(chosen)
    boxes = re.findall(r'<rect class="(plus|off)" x="(\d+)" y="(\d+)"[^>]+stroke-width="(\d)"', svg)
    assert len(boxes) == 3 * (1 + bidirectional) * len(LETTERS)
    marked = {
        (3 - int(y) // 48, int((int(y) - 4) % 48 > 0), (int(x) - 58) // 30)
        for name, x, y, _width in boxes
        if name == "plus"
    }
    assert marked == {half for half in found if half[0]}
    assert [width for *_, width in boxes].count("4") == 1 + bidirectional
    assert svg.count('font-weight="bold"') == len({half for half in found if not half[0]})
    strong = sum(1 for layer, way, t in marked if 0 <= t + (1 if way else -1) < len(LETTERS))
    assert svg.count('stroke-width="3"') == strong + len({(layer, t) for layer, _way, t in marked})


# ------------------------------------------------------------------------------------------------------- the notebook
@every_figure
def test_the_widget_is_the_very_file(name: str) -> None:
    figure = widget(name)()
    assert figure._esm == module(name)
    assert figure._css == (FOLDER / "live.css").read_text("utf-8")
    asked = set(re.findall(r"get\('(\w+)'\)", figure._esm))
    assert asked <= set(figure.traits(sync=True))
    for trait, value in state(name).items():
        assert getattr(figure, trait) == value
        assert figure.get_state()[trait] == value


def test_the_widget_begins_as_it_is_told() -> None:
    figure = LSTMFigure()
    assert (figure.step, figure.unit, figure.turns) == (0, 0, [])
    figure = RecurrentFigure(radius=2.5)
    assert (figure.radius, figure.forget_bias) == (2.5, 1)
    figure = StackedFigure(sentence="Nous sommes malades", bidirectional=True)
    assert (figure.num_layers, figure.bidirectional, figure.layer, figure.step) == (2, True, 2, 4)
    assert LSTMFigure(sentence="Nous sommes malades", unit=UNIT).unit == UNIT


@pytest.mark.parametrize("sentence", ["Je suis zen", ""])
def test_the_widget_wants_letters_that_the_cell_knows(sentence: str) -> None:
    with pytest.raises(ValueError, match="the cell never learned"):
        LSTMFigure(sentence=sentence)


def test_the_widget_wants_numbers_that_can_be_chosen() -> None:
    with pytest.raises(traitlets.TraitError, match=r"radius is 3\.1; wanted a number from 0\.5 to 3\.0\."):
        RecurrentFigure(radius=3.1)
    figure = RecurrentFigure(radius=3)
    with pytest.raises(traitlets.TraitError, match=r"forget_bias is -1\.0; wanted a number from 0\.0 to 5\.0\."):
        figure.forget_bias = -1
    assert (figure.radius, figure.forget_bias) == (3, 1)


@pytest.mark.parametrize(
    ("name", "value", "low", "high"),
    [("num_layers", 4, 1, 3), ("layer", 0, 1, 3), ("step", 20, 0, 19)],
)
def test_the_widget_wants_a_cell_that_is_there(name: str, value: int, low: int, high: int) -> None:
    with pytest.raises(traitlets.TraitError, match=f"{name} is {value}; wanted a number from {low} to {high}"):
        StackedFigure(**{name: value})


@pytest.mark.parametrize("sentence", ["J", 21 * "a"])
def test_the_widget_wants_a_sentence_that_can_be_drawn(sentence: str) -> None:
    with pytest.raises(ValueError, match=f"has {len(sentence)} letters; wanted from 2 to 20"):
        StackedFigure(sentence=sentence)


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

OTHERS = """# Others

```{anywidget} recurrent.mjs
:alt: Two lines.
```

```{anywidget} stacked.mjs
:alt: Boxes.
```
"""


def build(folder: Path, builder: str, page: str = PAGE, settings: str = "") -> subprocess.CompletedProcess[str]:
    """A small site with a page in a folder, and the directive."""
    source = folder / "source"
    (source / "deeper").mkdir(parents=True, exist_ok=True)
    (source / "index.md").write_text("# Site\n\n```{toctree}\nplain\ndeeper/page\nothers\n```\n", "utf-8")
    (source / "others.md").write_text(OTHERS, "utf-8")
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
    published = small_site / "_static" / "live"
    for name in figures():
        assert (published / f"{name}.mjs").read_text("utf-8") == module(name)
    assert (published / "live.css").read_bytes() == (FOLDER / "live.css").read_bytes()
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
        (PAGE.replace("lstm.mjs", "nothing.mjs"), "has no module nothing.mjs"),
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
    probabilities = trace({**LSTM, "sentence": sentence}, turns).next_letter[step]
    for letter, p in read["next"].items():
        assert p == pytest.approx(probabilities[LSTM["alphabet"].index(letter)].item(), abs=1e-4)
    assert max(read["next"].values()) == pytest.approx(probabilities.max().item(), abs=1e-4)
    assert f"Letter {step + 1} of {len(sentence)}" in read["status"]
    assert f"unit {unit + 1} " in read["status"]
    return dict(read)


@contextmanager
def chapter(browser: "Browser", site: str, name: str, **options: Any) -> Iterator[tuple["Page", "Locator"]]:
    """The first live figure of a chapter of the book."""
    with watched(browser, site, f"{name}.html", **options) as page:
        yield page, ready(page)


@pytest.mark.thorough
def test_every_number_of_the_page_is_that_of_torch(browser: "Browser", site: str) -> None:
    with chapter(browser, site, "lstm") as (page, figure):
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
    with chapter(browser, site, "lstm") as (page, figure):
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
    with chapter(browser, site, "lstm", width=width) as (page, figure):
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
            figure.get_by_role("button", name="Previous unit").click()
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
    with chapter(browser, site, "lstm") as (page, figure):
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


# what must stand out from the page: where, its pseudo-element, which colour of it, and how much
SEEN = {
    "recurrent": [
        (".live-said", "", "color", 4.5), (".live-row span", "", "color", 4.5), (".live-plot div span", "", "color", 4.5),
        ("b.live-plain", "", "color", 4.5), ("b.live-lstm", "", "color", 4.5),
        ("path.live-plain", "", "stroke", 3), ("path.live-lstm", "", "stroke", 3),
    ],
    "lstm": [
        (".live-row span", "", "color", 4.5), ("small", "", "color", 4.5),
        (".live-strip i:not(.live-minus)", "::after", "backgroundColor", 3),
        (".live-strip i.live-minus", "::after", "backgroundColor", 3),
    ],
    "stacked": [
        (".live-said", "", "color", 4.5), (".live-net b:not(.live-on)", "", "color", 4.5), ("data", "", "color", 4.5),
        (".live-net i", "", "borderTopColor", 3), (".live-net i:not(.live-on)", "::after", "borderLeftColor", 3),
        (".live-net i span.live-on", "", "backgroundColor", 3), (".live-net i.live-on", "::after", "borderLeftColor", 3),
    ],
    "generative": [
        (".live-text", "", "color", 4.5), (".live-legend", "", "color", 4.5), (".live-said", "", "color", 4.5),
        (".live-legend span", "", "borderBottomColor", 3), (".live-legend span + span", "", "borderBottomColor", 3),
    ],
    "seq2seq": [
        (".live-said", "", "color", 4.5), (".live-sentence b", "", "color", 4.5), (".live-sentence span", "", "color", 4.5),
        (".live-sentence del", "", "color", 4.5), (".live-row data", "", "color", 4.5),
    ],
    "attention": [
        (".live-said", "", "color", 4.5), (".live-weight data", "", "color", 4.5), (".live-head", "", "color", 4.5),
        (".live-gate", "::after", "backgroundColor", 3), (".live-mixture i", "", "color", 4.5),
        (".live-likely b", "", "color", 4.5), (".live-likely data", "", "color", 4.5),
    ],
}  # fmt: skip


@pytest.mark.thorough
@every_figure
@pytest.mark.parametrize("dark", [False, True])
def test_the_figure_can_be_seen(browser: "Browser", site: str, name: str, dark: bool) -> None:
    """Contrast of lines, bars and letters against the page, and no motion where none is wanted."""
    with chapter(browser, site, name, dark=dark) as (_page, figure):
        colours, paper, motion = figure.evaluate(
            """(host, places) => {
          const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
            .getContext('2d', {willReadFrequently: true});
          const rgb = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
          const style = (node, part) => getComputedStyle(node, part);
          return [
            places.map(([css, part, property]) => rgb(style(host.querySelector(css), part)[property])),
            rgb(style(document.body).backgroundColor),
            [...host.querySelectorAll('*')].flatMap((node) => ['', '::before', '::after']
              .map((part) => style(node, part).transitionDuration)),
          ];
        }""",
            SEEN[name],
        )
        from tests.test_book import contrast

        def hexed(colour: list[int]) -> str:
            return "#" + bytes(colour).hex()

        for colour, (css, _part, _property, least) in zip(colours, SEEN[name], strict=True):
            assert contrast(hexed(colour), hexed(paper)) >= least, css
        assert (paper[0] < 80) == dark
        assert set(motion) <= {"0s"}


@pytest.mark.thorough
@every_figure
@pytest.mark.parametrize("width", [360, 1280])
def test_the_figure_fits_and_its_controls_have_names(browser: "Browser", site: str, name: str, width: int) -> None:
    with chapter(browser, site, name, width=width) as (page, figure):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        controls = figure.evaluate("""host => [...host.querySelectorAll('button, input, [tabindex]')].map((node) => {
            const box = node.getBoundingClientRect();
            return [node.getAttribute('aria-label'), box.left, box.right, box.width, box.height];
        })""")
        assert controls
        for label, left, right, wide, high in controls:
            assert label
            assert left >= 0
            assert right <= width
            assert wide >= 40
            assert high >= 28
        spilt = """host => [...host.querySelectorAll('span, b, data, td, th, p')].filter((node) =>
            !node.closest('.live-status') && node.scrollWidth > node.clientWidth + 1
            && getComputedStyle(node).display !== 'inline').map((node) => node.outerHTML)"""
        assert figure.evaluate(spilt) == []
        assert figure.evaluate("host => host.querySelectorAll('[id]').length") == 0


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
@pytest.mark.parametrize(("path", "count"), [("deeper/page.html", 2), ("others.html", 2)])
def test_figures_move_on_a_page_from_a_folder(browser: "Browser", small_site: Path, path: str, count: int) -> None:
    """There browsers load no modules: the page takes a copy that is a classic script."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    try:
        page.goto((small_site / path).as_uri())
        ready(page, count - 1)
        if path == "deeper/page.html":
            ready(page, 0).get_by_role("button", name="Next letter").click()
            agrees(ready(page, 0), M + 1, UNIT, [])
        assert errors == []
    finally:
        page.close()


@pytest.mark.thorough
def test_a_module_that_does_not_come_leaves_the_picture(browser: "Browser", small_site: Path) -> None:
    page = browser.new_page()
    try:
        page.route("**/*.js*", lambda route: route.abort())
        page.goto((small_site / "deeper" / "page.html").as_uri())
        page.get_by_text("Here it stands still").first.wait_for(state="visible")
        assert page.get_by_role("img", name="Bars that stand for numbers.").is_visible()
        assert page.locator("[data-ready]").count() == 0
    finally:
        page.close()


@contextmanager
def other(browser: "Browser", small_site: Path, name: str, **options: Any) -> Iterator[tuple["Page", "Locator"]]:
    """A figure of the small site's page of others."""
    with served(small_site) as address, watched(browser, address, "others.html", **options) as page:
        ready(page, 1)
        yield page, page.locator(f"[data-ready]:has(.live-{name})")


READ_NORMS = """host => ({
  lines: ['plain', 'lstm'].map((name) => host.querySelector(`path.live-${name}:not(.live-marks)`).getAttribute('d')),
  marks: ['plain', 'lstm'].map((name) => host.querySelector(`path.live-${name}.live-marks`).getAttribute('d')),
  chosen: [...host.querySelectorAll('data:not([data-back])')].map((d) => [d.dataset.row, Number(d.value)]),
  sliders: [...host.querySelectorAll('input')].map((input) => Number(input.value)),
  left: [...host.querySelectorAll('data[data-back]')].map((d) =>
    [d.dataset.row, Number(d.dataset.back), Number(d.value), d.textContent]),
  status: host.querySelector('[role=status]').textContent,
})"""


def number_of(text: str) -> float:
    """A number as the figure writes it."""
    digits, _times, power = text.replace("\u2212", "-").replace(",", "").partition("\u00a0\u00d7\u00a010^")
    return float(digits) * 10.0 ** int(power or 0)


def agrees_with_torch(figure: "Locator", radius: float, forget_bias: float) -> str:
    """Compare lines, marks and table with torch; the sentence is returned."""
    read = figure.evaluate(READ_NORMS)
    assert read["chosen"] == [["radius", radius], ["forget_bias", forget_bias]]
    assert read["sliders"] == [radius, forget_bias]
    wanted = dict(zip(("plain", "lstm"), norms_by_torch(radius, forget_bias), strict=True))
    for path, marks, norms in zip(read["lines"], read["marks"], wanted.values(), strict=True):
        points = [point.split() for point in path.removeprefix("M").split("L")]
        assert [int(k) for k, _y in points] == list(range(60))
        heights = torch.tensor([-float(y) for _k, y in points], dtype=torch.float64)
        torch.testing.assert_close(heights, norms.log10(), rtol=1e-4, atol=1e-4)
        assert marks == "".join(f"M{k} {points[k][1]}h0" for k in (10, 30, 50))
    assert [(back, row) for row, back, _value, _text in read["left"]] == [
        (back, row) for back in (10, 30, 50) for row in ("plain", "lstm")
    ]
    for row, back, value, text in read["left"]:
        assert value == pytest.approx(wanted[row][back].item(), rel=1e-4)
        assert number_of(text) == pytest.approx(value, rel=0.051)
        if back == 50:  # the sentence has these two; the table has them all
            assert text in read["status"]
    left = wanted["plain"][50]
    verdict = "vanishes" if left < 0.01 else "explodes" if left > 100 else "neither vanishes nor explodes"
    assert f"the spectral radius {radius:g} the gradient of the plain network {verdict}:" in read["status"]
    assert f"the forget bias {forget_bias:g} it is" in read["status"]
    return str(read["status"])


@pytest.mark.thorough
def test_every_gradient_is_that_of_torch(browser: "Browser", small_site: Path) -> None:
    """Both sliders from end to end, by keys."""
    with other(browser, small_site, "recurrent") as (page, figure):
        said = {agrees_with_torch(figure, 1, 1).split(":")[0]}
        radius, forget_bias = figure.get_by_role("slider").all()
        radius.press("Home")
        for k in range(5, 31):
            said.add(agrees_with_torch(figure, k / 10, 1).split("network ")[1].split(":")[0])
            radius.press("ArrowRight" if k % 2 else "ArrowUp")  # stays at the highest
        assert said > {"vanishes", "explodes", "neither vanishes nor explodes"}
        forget_bias.press("End")
        for k in range(50, -1, -1):
            agrees_with_torch(figure, 3, k / 10)
            page.keyboard.press("ArrowLeft" if k % 2 else "ArrowDown")
        page.keyboard.press("PageUp")
        agrees_with_torch(figure, 3, 0.5)
        radius.press("PageDown")
        agrees_with_torch(figure, 2.5, 0.5)


@pytest.mark.thorough
@pytest.mark.parametrize("width", [390, 1280])
def test_sliders_by_pointer(browser: "Browser", small_site: Path, width: int) -> None:
    with other(browser, small_site, "recurrent", width=width) as (page, figure):
        values = []
        for slider, row in zip(figure.get_by_role("slider").all(), ("radius", "forget_bias"), strict=True):
            slider.scroll_into_view_if_needed()
            box = slider.bounding_box()
            assert box
            page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
            page.mouse.down()
            page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2, steps=3)
            page.mouse.up()
            values.append(
                float(figure.locator(f"data[data-row={row}]:not([data-back])").get_attribute("value") or "nan")
            )
        assert values == [pytest.approx(2.25, abs=0.2), pytest.approx(3.5, abs=0.4)]
        agrees_with_torch(figure, values[0], values[1])


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["recurrent", "stacked"])
def test_keys_of_the_others_stay_there_too(browser: "Browser", small_site: Path, name: str) -> None:
    mine = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"]
    mine += ["PageUp", "PageDown"] if name == "recurrent" else ["Enter", " "]
    with other(browser, small_site, name, height=400) as (page, figure):
        page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key))")
        figure.locator("input, .live-net").first.focus()
        before = page.evaluate("scrollY")
        for key in mine:
            page.keyboard.press(key)
        assert page.evaluate("heard") == []
        assert page.evaluate("scrollY") == pytest.approx(before, abs=1)  # a pixel of rounding; a key scrolls by tens
        for key in ("a", "Alt+ArrowUp", "Tab"):
            page.keyboard.press(key)
        assert set(page.evaluate("heard")) == {"a", "Alt", "ArrowUp", "Tab"}


READ_NET = """host => ({
  halves: [...host.querySelectorAll('.live-net i')].flatMap((cell) => [...cell.children].map((half, way) =>
    [Number(cell.dataset.layer), way, Number(cell.dataset.step), half.classList.contains('live-on')])),
  cells: [...host.querySelectorAll('.live-net i.live-on')].map((cell) => [+cell.dataset.layer, +cell.dataset.step]),
  here: [...host.querySelectorAll('.live-net i.live-here')].map((cell) => [+cell.dataset.layer, +cell.dataset.step]),
  letters: [...host.querySelectorAll('.live-net b[data-step]')].map((letter) =>
    [letter.firstChild.textContent, letter.classList.contains('live-on'), letter.querySelector('small').textContent]),
  seen: Number(host.querySelector('.live-net data').value),
  count: host.querySelector('.live-net data').textContent,
  pressed: [...host.querySelectorAll('[aria-pressed=true]')].map((button) => button.textContent),
  status: host.querySelector('[role=status]').textContent,
})"""
NAMES_OF = {False: "one direction", True: "two directions"}


def sees_as_torch(figure: "Locator", num_layers: int, bidirectional: bool, layer: int, step: int, seen: Tensor) -> None:
    """Compare all marks of the figure with the gradients of a network of `layer` layers."""
    read = figure.evaluate(READ_NET)
    assert read["pressed"] == [f"{num_layers} layer{'s' if num_layers > 1 else ''}", NAMES_OF[bidirectional]]
    assert read["here"] == [[layer, step]]
    chosen = {**STACKED, "num_layers": num_layers, "bidirectional": bidirectional, "layer": layer, "step": step}
    assert len(read["halves"]) == num_layers * (1 + bidirectional) * len(LETTERS)
    for *half, marked in read["halves"]:
        assert marked == stacked.reaches(chosen, *half), half
    assert {tuple(cell) for cell in read["cells"]} == {(half[0], half[2]) for half in read["halves"] if half[3]}
    for t, (letter, marked, ways) in enumerate(read["letters"]):
        assert letter == LETTERS[t].replace(" ", "\u2423")
        assert marked == bool(seen[:, step, t].any())
        assert ways == "".join(way for k, way in enumerate("→←") if bidirectional and seen[k, step, t])
    whole = int(seen[:, step].any(dim=0).sum())
    assert (read["seen"], read["count"]) == (whole, f"{whole} of 14")
    ahead, *behind = seen[:, step].sum(dim=1).tolist()
    at = f"Layer {layer} at letter {step + 1} sees"
    if not bidirectional:
        wanted = f"{at} letters 1 to {ahead} of 14." if ahead > 1 else f"{at} letter 1 of 14, and nothing else."
    elif ahead == behind[0] == 14:
        wanted = f"{at} all 14 letters, and so does each of its halves alone: the layer below has read from both ends."
    else:
        forward = {1: "letter 1 alone", 14: "all of them"}.get(ahead, f"letters 1 to {ahead}")
        backward = {1: "letter 14 alone", 14: "all of them"}.get(behind[0], f"letters {15 - behind[0]} to 14")
        wanted = f"{at} all 14 letters: its forward half (→) {forward}, its backward half (←) {backward}."
    assert read["status"] == wanted


@pytest.mark.thorough
@pytest.mark.parametrize(("num_layers", "bidirectional"), NETWORKS)
def test_every_cell_sees_what_has_a_gradient(
    browser: "Browser", small_site: Path, num_layers: int, bidirectional: bool
) -> None:
    """All cells of all networks, by keys."""
    with other(browser, small_site, "stacked") as (page, figure):
        sees_as_torch(figure, 2, False, 2, 4, stacked.sees(14, 2, False))
        figure.get_by_role("button", name=f"{num_layers} layer").press("Enter")
        figure.get_by_role("button", name=NAMES_OF[bidirectional]).press(" ")
        figure.locator(".live-net").focus()
        for _layer in range(3):
            page.keyboard.press("ArrowDown")  # stays at the lowest
        for layer in range(1, num_layers + 1):
            seen = stacked.sees(14, layer, bidirectional)
            page.keyboard.press("Home")
            for step in range(14):
                sees_as_torch(figure, num_layers, bidirectional, layer, step, seen)
                page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        sees_as_torch(figure, num_layers, bidirectional, num_layers, 12, seen)
        page.keyboard.press("End")
        sees_as_torch(figure, num_layers, bidirectional, num_layers, 13, seen)


@pytest.mark.thorough
@pytest.mark.parametrize("width", [390, 1280])
def test_cells_by_taps(browser: "Browser", small_site: Path, width: int) -> None:
    with other(browser, small_site, "stacked", width=width) as (page, figure):
        figure.get_by_role("button", name="two directions").click()
        figure.get_by_role("button", name="3 layers").click()
        sees_as_torch(figure, 3, True, 2, 4, stacked.sees(14, 2, True))
        figure.locator("i[data-layer='1'][data-step='9'] span").last.click()
        sees_as_torch(figure, 3, True, 1, 9, stacked.sees(14, 1, True))
        cell = figure.locator("i[data-layer='1'][data-step='3']").bounding_box()
        assert cell is not None
        page.mouse.click(cell["x"] - 2, cell["y"] - 2)  # beside the cell, between two columns and two rows
        sees_as_torch(figure, 3, True, 1, 3, stacked.sees(14, 1, True))
        figure.locator("b[data-step='0']").click()
        sees_as_torch(figure, 3, True, 1, 0, stacked.sees(14, 1, True))
        figure.locator("b[data-layer='3']").click()
        sees_as_torch(figure, 3, True, 3, 0, stacked.sees(14, 3, True))
        for name in ("Next letter", "Next letter", "Previous letter", "Layer below"):
            figure.get_by_role("button", name=name).click()
        sees_as_torch(figure, 3, True, 2, 1, stacked.sees(14, 2, True))
        figure.get_by_role("button", name="1 layer").click()  # the chosen layer is no longer there
        sees_as_torch(figure, 1, True, 1, 1, stacked.sees(14, 1, True))
        figure.get_by_role("button", name="one direction").click()
        figure.get_by_role("button", name="2 layers").click()
        figure.get_by_role("button", name="Layer above").click()
        sees_as_torch(figure, 2, False, 2, 1, stacked.sees(14, 2, False))


@pytest.mark.thorough
def test_lines_lead_to_cells_and_strong_ones_to_the_chosen(browser: "Browser", small_site: Path) -> None:
    with other(browser, small_site, "stacked") as (_page, figure):
        figure.get_by_role("button", name="two directions").click()
        figure.locator("i[data-layer='1'][data-step='5']").click()
        lines = figure.evaluate("""host => [...host.querySelectorAll('.live-net i')].flatMap((cell) => [
            [+cell.dataset.layer, +cell.dataset.step, 'up', getComputedStyle(cell, '::after').borderLeftWidth],
            ...[...cell.children].map((half, way) => [+cell.dataset.layer, +cell.dataset.step, way,
              getComputedStyle(half, '::before').display === 'none' ? '0px'
                : getComputedStyle(half, '::before').borderTopWidth])])""")
        assert len(lines) == 2 * 14 * 3
        for layer, step, way, width in lines:
            if (way == 0 and step == 0) or (way == 1 and step == 13):
                assert width == "0px"  # no state before the first step
            else:
                strong = layer == 1 and (way == "up" or (step <= 5 if way == 0 else step >= 5))
                assert width == ("3px" if strong else "1px"), (layer, step, way)


# A notebook's side of a widget, as the anywidget host gives it to a module.
HOST = """<!doctype html><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="live.css"><div class="host"></div><script type="module">
import widget from './figure.mjs';
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


@contextmanager
def hosted(browser: "Browser", folder: Path, widget: Any) -> Iterator[tuple["Page", "Locator"]]:
    """A widget as a notebook shows it."""
    sent = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
    (folder / "state.json").write_text(json.dumps(sent), "utf-8")
    (folder / "figure.mjs").write_text(widget._esm, "utf-8")
    (folder / "live.css").write_text(widget._css, "utf-8")
    (folder / "index.html").write_text(HOST, "utf-8")
    with served(folder) as address, watched(browser, address, "index.html", width=700) as page:
        yield page, ready(page)


@pytest.mark.thorough
def test_the_same_file_in_a_notebook(browser: "Browser", tmp_path: Path) -> None:
    sentence = "Nous sommes malades."
    with hosted(browser, tmp_path, LSTMFigure(sentence=sentence, unit=UNIT)) as (page, figure):
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


@pytest.mark.thorough
def test_gradients_in_a_notebook(browser: "Browser", tmp_path: Path) -> None:
    with hosted(browser, tmp_path, RecurrentFigure(radius=2)) as (page, figure):
        agrees_with_torch(figure, 2, 1)
        figure.get_by_role("slider", name="forget bias").press("ArrowRight")
        assert page.evaluate("model.saved") == [{"forget_bias": 1.1}]
        page.evaluate("model.python('radius', 0.7)")
        agrees_with_torch(figure, 0.7, 1.1)
        page.evaluate("model.python('forget_bias', 4)")
        agrees_with_torch(figure, 0.7, 4)
        assert page.evaluate("model.saved.length") == 1
        page.evaluate("window.stop(); model.python('radius', 3)")
        agrees_with_torch(figure, 0.7, 4)


@pytest.mark.thorough
def test_cells_in_a_notebook(browser: "Browser", tmp_path: Path) -> None:
    with hosted(browser, tmp_path, StackedFigure(num_layers=1, step=19)) as (page, figure):
        one, two = stacked.sees(14, 1, False), stacked.sees(14, 1, True)
        sees_as_torch(figure, 1, False, 1, 13, one)  # the last letter, the top layer
        figure.locator("i[data-step='2']").click()
        figure.get_by_role("button", name="two directions").click()
        assert page.evaluate("model.saved") == [{"layer": 1, "step": 2}, {"bidirectional": True}]
        sees_as_torch(figure, 1, True, 1, 2, two)
        page.evaluate("model.python('num_layers', 2)")
        sees_as_torch(figure, 2, True, 1, 2, two)
        page.evaluate("model.python('step', 7)")
        page.evaluate("model.python('layer', 2)")
        sees_as_torch(figure, 2, True, 2, 7, stacked.sees(14, 2, True))
        page.evaluate("model.python('bidirectional', false)")
        sees_as_torch(figure, 2, False, 2, 7, stacked.sees(14, 2, False))
        page.evaluate("window.stop(); model.python('step', 3)")
        sees_as_torch(figure, 2, False, 2, 7, stacked.sees(14, 2, False))


def test_gates_are_packed_in_the_order_of_the_course() -> None:
    assert GATES == "ifgo"
    assert "['i', 'f', 'g', 'o']" in (FOLDER / "lstm.mjs").read_text("utf-8")
