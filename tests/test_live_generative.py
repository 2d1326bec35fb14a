"""The live figure that writes: its network is torch's on the same weights, and its text is what Python would write."""

import json
import math
import re
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
import traitlets
from torch import Tensor

from course_lib import checkpoints, recipes
from course_lib.data.documents import END
from course_lib.data.vocabulary import Vocabulary
from course_lib.generative import CharLM, NumpyCharLM, bits_per_character, next_character_batches
from course_lib.live import FOLDER, figures, generative, module, state
from course_lib.live.generative import (
    AGES,
    LEVELS,
    GenerativeFigure,
    generate,
    packed,
    quantised,
    reader,
    unpacked,
)
from course_lib.recipes import generative_live, runs
from course_lib.recipes.generative import corpora, lstm
from course_lib.recipes.generative.recipe import MEASURED
from course_lib.recipes.runs import Place
from tests.conftest import REPOSITORY
from tests.pages import served, watched
from tests.test_book import contrast
from tests.test_live import build, hosted, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

STATE = state("generative")
ALPHABET, UNITS, UNIT = STATE["alphabet"], STATE["units"], STATE["unit"]
every_age = pytest.mark.parametrize("age", AGES)


def network(age: str) -> CharLM:
    """What the module computes with, as torch computes it."""
    return unpacked(generative.weights()[age], STATE)


def levels(c: Any) -> list[int]:
    return np.rint(LEVELS * np.tanh(c)).astype(int).tolist()  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------------------------------- weights
def test_the_files_are_those_of_the_checkpoint_and_small() -> None:
    made = generative.files()
    assert list(made) == list(STATE["files"].values())
    for name, text in made.items():
        assert (FOLDER / name).read_text("utf-8") == text, "run python -m course_lib.live.export generative"
    assert sum(len(text.encode()) for text in made.values()) <= 450_000
    assert {file.name for file in FOLDER.glob("*.js")} == set(made)


def test_a_row_is_its_scale_times_whole_numbers() -> None:
    rows = np.random.default_rng(0).normal(size=(5, 40)).astype(np.float32)
    rows[2] = 0
    scales, whole = quantised(rows)
    assert whole.dtype == np.int8
    assert np.abs(whole).max(axis=1).tolist() == [127, 127, 0, 127, 127]
    assert (np.abs(scales[:, None] * whole - rows) <= scales[:, None] * 0.5001).all()


@every_age
def test_bytes_are_enough(age: str) -> None:
    """Hardly a bit is lost; what is packed comes back, without the symbol of unknown letters."""
    model, small = reader(age), network(age)
    scale = model.readout.weight.abs().max().item() / 127
    torch.testing.assert_close(small.readout.weight, model.readout.weight[1:].double(), rtol=0, atol=scale)
    torch.testing.assert_close(small.readout.bias, model.readout.bias[1:].double())
    (kept,), (layer,) = model.lstm.layers, small.lstm.layers
    torch.testing.assert_close(layer.b, kept.b.double())
    torch.testing.assert_close(layer.U, kept.U[:, 1:].double(), rtol=0, atol=kept.U.abs().max().item() / 127)
    text = torch.tensor([ALPHABET.index(letter) for letter in STATE["still"]["text"]])
    assert bits_per_character(small, text) == pytest.approx(bits_per_character(model, 1 + text), abs=0.04)
    assert torch.equal(unpacked(packed_again(small), STATE).readout.weight, small.readout.weight)


def packed_again(model: CharLM) -> str:
    """With the symbol that is left out put back."""
    whole = CharLM(1 + len(ALPHABET), UNITS).double()
    with torch.no_grad():
        for name, parameter in whole.named_parameters():
            values = model.get_parameter(name)
            if parameter.shape != values.shape:
                axis = 1 if name.endswith("U") else 0
                values = torch.cat((torch.zeros_like(values.narrow(axis, 0, 1)), values), dim=axis)
            parameter.copy_(values)
    return packed(whole)


# ----------------------------------------------------------------------------------------------------- text and colours
def test_the_text_that_stands_there_was_written_by_the_network() -> None:
    still = STATE["still"]
    assert (still["age"], still["unit"], still["text"][: still["given"]]) == ("end", UNIT, STATE["prompt"])
    generated = generate(network("end"), STATE, len(still["text"]), seed=0)
    assert generated.text == still["text"]
    assert still["levels"] == levels(generated.c[:, UNIT])
    numbers = torch.tensor([[ALPHABET.index(letter) for letter in END + still["text"]]])
    _logits, ((_h, c),) = network("end")(numbers)
    assert c[0].tolist() == pytest.approx(generated.c[-1].tolist(), abs=1e-9)
    assert len(set(still["levels"])) > LEVELS  # one sees something
    assert set(STATE["found"]) <= set(generative.FEATURES.values())
    assert next(iter(STATE["found"].values()))[0] == UNIT


def test_low_temperatures_take_the_likeliest_letter() -> None:
    cold = generate(network("end"), STATE | {"temperature": 0.01}, 60, seed=0).text
    assert cold == generate(network("end"), STATE | {"temperature": 0.01}, 60, seed=5).text
    assert cold != generate(network("end"), STATE, 60, seed=0).text


def test_draws_are_spread_evenly() -> None:
    for seed in range(3):
        source = generative.draws(seed)
        drawn = [next(source) for _number in range(20_000)]
        assert 0 < min(drawn) < 1e-3
        assert 0.999 < max(drawn) < 1
        counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
        assert ((counts - 1000) ** 2 / 1000).sum() < 45  # chi squared, 19 degrees of freedom, p = 0.0007
        assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.03
    firsts = [next(generative.draws(seed)) for seed in range(200)]
    assert np.std(firsts) == pytest.approx(1 / math.sqrt(12), rel=0.15)


PIECE = re.compile(r'<span data-level="(-?\d)"( data-given)?>([^<]+)</span>')


def test_the_still_text_has_its_colours() -> None:
    shown = STATE["still"]
    html = generative.still(STATE, 'a <text> & "colours"')
    assert 'aria-label="a &lt;text&gt; &amp; &quot;colours&quot;"' in html
    pieces = PIECE.findall(html)
    assert "".join(text for *_marks, text in pieces) == shown["text"]
    assert [int(level) for level, _given, text in pieces for _letter in text] == shown["levels"]
    assert "".join(text for _level, given, text in pieces if given) == STATE["prompt"]
    odd = STATE | {"still": {"given": 1, "text": f"a<{END}", "levels": [0, 0, -3]}}
    assert PIECE.findall(generative.still(odd, "")) == [("0", " data-given", "a"), ("0", "", "&lt;"), ("-3", "", "¶")]


# ------------------------------------------------------------------------------------------------------------ notebooks
def test_the_widget_has_the_weights_with_it() -> None:
    figure = GenerativeFigure()
    assert figure.weights == generative.weights()
    assert (figure.text, GenerativeFigure(unit=3, age="once").age) == ("", "once")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"temperature": 2}, r"temperature is 2\.0; wanted a number from 0\.1 to 1\.5\."),
        ({"unit": 128}, r"unit is 128; wanted a number from 0 to 127\."),
        ({"age": "old"}, r"age is old; wanted one of before, once, end\."),
        ({"prompt": "À la"}, r"The prompt has the letters à, which the network never learned\."),
    ],
)
def test_the_widget_wants_what_can_be_chosen(values: dict[str, Any], said: str) -> None:
    with pytest.raises(traitlets.TraitError, match=said):
        GenerativeFigure(**values)
    figure = GenerativeFigure(prompt="The Union")
    ((name, value),) = values.items()
    with pytest.raises(traitlets.TraitError, match=said):
        setattr(figure, name, value)
    assert figure.prompt == "The Union"


# ---------------------------------------------------------------------------------------------------------- the browser
BLOCK = """```{{anywidget}} generative.mjs
:alt: A text of coloured letters.
:caption: Let it write.

{body}
```
"""


# the look of the book, whose colours a figure takes
THEME = f"""html_theme = "sphinx_book_theme"
html_static_path = [{str(REPOSITORY / "book" / "_static")!r}]
html_css_files = ["book.css"]
html_context = {{"default_mode": "auto"}}
"""


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page in a folder, with two figures: one as it is, and one that writes what stands there."""
    folder = tmp_path_factory.mktemp("generative")
    blocks = BLOCK.format(body="{}") + "\n" + BLOCK.format(body='{"seed": 0, "pace": 1}')
    built = build(folder, "html", "# Page\n\n" + blocks, THEME)
    assert built.returncode == 0, built.stderr
    return folder / "html"


@contextmanager
def opened(browser: "Browser", site: Path, nth: int = 0, **options: Any) -> Iterator[tuple["Page", "Locator"]]:
    with served(site) as address, watched(browser, address, "deeper/page.html", **options) as page:
        ready(page, 1)
        yield page, ready(page, nth)


READ = """host => ({
  pieces: [...host.querySelectorAll('.live-text span')].map((span) =>
    [Number(span.dataset.level), 'given' in span.dataset, span.textContent]),
  status: host.querySelector('[role=status]').textContent,
  legend: host.querySelector('.live-legend').textContent,
  ages: [...host.querySelectorAll('[type=radio]')].filter((radio) => radio.checked).map((radio) => radio.value),
  sliders: [...host.querySelectorAll('[type=range]')].map((input) => Number(input.value)),
  shown: [...host.querySelectorAll('data')].map((data) => data.textContent),
})"""


def read(figure: "Locator") -> dict[str, Any]:
    found = figure.evaluate(READ)
    pieces = found["pieces"]
    found["text"] = "".join(text for *_marks, text in pieces).replace("¶", END)
    found["levels"] = [level for level, _given, text in pieces for _letter in text]
    found["given"] = "".join(text for _level, given, text in pieces if given)
    return found  # type: ignore[no-any-return]


def press(figure: "Locator", name: str) -> None:
    figure.get_by_role("button", name=name, exact=True).click()


def until(figure: "Locator", letters: int) -> None:
    figure.page.wait_for_function(
        "([host, letters]) => host.querySelector('.live-text').textContent.length >= letters",
        arg=[figure.element_handle(), letters],
    )


def is_what_python_writes(found: dict[str, Any], seed: int, age: str = "end", unit: int = UNIT, **changes: Any) -> None:
    """Compare text, prompt and colours; the last letter's c is said in words."""
    settings = STATE | changes
    generated = generate(network(age), settings, len(found["text"]), seed)
    assert found["text"] == generated.text
    assert found["given"] == settings["prompt"]
    assert found["levels"] == levels(generated.c[:, unit])
    c = f"{generated.c[-1, unit]:.2f}".replace("-", "−")
    assert f"c of unit {unit + 1} is" in found["legend"]
    assert found["legend"].endswith(f"After the last letter it is {c}.")


@pytest.mark.thorough
def test_weights_and_scripts_are_copied(small_site: Path) -> None:
    folder = small_site / "_static" / "live"
    for name in STATE["files"].values():
        assert (folder / name).read_bytes() == (FOLDER / name).read_bytes()
    for name in figures():
        script = (folder / f"{name}.js").read_text("utf-8")
        assert module(name).partition("export default")[0] in script
        assert "export" not in script
    page = (small_site / "deeper" / "page.html").read_text("utf-8")
    assert page.count('"end":"./../_static/live/generative-end.js?v=') == 2
    assert not re.search(r'<script[^>]+src="[^"]*_static/live', page)  # nothing of it is loaded with the page


@pytest.mark.thorough
@every_age
def test_scores_are_those_of_torch(browser: "Browser", small_site: Path, age: str) -> None:
    """Over 100 letters, one after the other."""
    numbers = torch.randint(len(ALPHABET), (100,), generator=torch.Generator().manual_seed(0)).tolist()
    with opened(browser, small_site) as (page, _figure):
        logits, c = page.evaluate(
            """async ([weights, vocabSize, units, numbers]) => {
              const { network } = (await import('../_static/live/generative.mjs')).default;
              const made = network(weights, vocabSize, units);
              return [numbers.map((number) => [...made.step(number)]), [...made.c]];
            }""",
            [generative.weights()[age], len(ALPHABET), UNITS, numbers],
        )
    wanted, ((_h, c_wanted),) = network(age)(torch.tensor([numbers]))
    torch.testing.assert_close(Tensor(logits).double(), wanted[0].detach(), rtol=0, atol=1e-4)
    torch.testing.assert_close(Tensor(c).double(), c_wanted[0].detach(), rtol=0, atol=1e-4)


@pytest.mark.thorough
def test_it_writes_what_python_writes_and_goes_on_where_it_stopped(browser: "Browser", small_site: Path) -> None:
    with opened(browser, small_site, 1) as (page, figure):
        begun = read(figure)
        assert (begun["text"], begun["levels"]) == (STATE["still"]["text"], STATE["still"]["levels"])
        press(figure, "Start")
        for letters in (60, 130, 200):
            until(figure, letters)
            press(figure, "Stop")
            found = read(figure)
            assert letters <= len(found["text"]) < 1000
            is_what_python_writes(found, seed=0)
            assert found["status"] == f"{len(found['text']) - len(STATE['prompt'])} letters, written after training."
            page.wait_for_timeout(50)
            assert read(figure)["text"] == found["text"]  # it rests
            press(figure, "Go on")
        press(figure, "Clear")
        assert read(figure)["text"] == ""
        assert read(figure)["status"] == "Nothing is written yet."
        press(figure, "Start")  # another text
        until(figure, 60)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=1)
    with opened(browser, small_site, 1) as (_page, figure):  # the same again
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=0)


@pytest.mark.thorough
def test_weights_come_when_they_are_asked_for(browser: "Browser", small_site: Path) -> None:
    with opened(browser, small_site) as (page, figure):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0]))
        figure.get_by_role("radio", name="before training").check()
        assert read(figure)["text"] == ""
        page.wait_for_timeout(50)
        assert asked == []
        press(figure, "Start")
        until(figure, 60)
        assert asked == ["generative-before.js"]
        figure.get_by_role("radio", name="after one reading").check()  # it starts anew
        until(figure, 60)
        press(figure, "Stop")
        assert asked == ["generative-before.js", "generative-once.js"]
        is_what_python_writes(read(figure), seed=2, age="once")
        figure.get_by_role("radio", name="before training").check()
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        assert len(asked) == 2
        is_what_python_writes(read(figure), seed=3, age="before")


@pytest.mark.thorough
def test_weights_that_do_not_come(browser: "Browser", small_site: Path) -> None:
    with opened(browser, small_site, strict=False) as (page, figure):
        page.route("**/generative-end.js*", lambda route: route.abort())
        press(figure, "Start")
        figure.get_by_text("could not be loaded").wait_for()
        assert figure.get_by_role("button", name="Start").is_visible()
        page.unroute("**/generative-end.js*")
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=1)


@pytest.mark.thorough
def test_another_unit_colours_the_same_text(browser: "Browser", small_site: Path) -> None:
    """Also the text that stood there, whose other units nobody has computed yet."""
    with opened(browser, small_site) as (page, figure):
        figure.get_by_role("slider", name="Unit").press("Home")
        figure.get_by_text("c of unit 1 is").wait_for()
        page.wait_for_function(
            "host => host.querySelector('.live-legend').textContent.includes('After')", arg=figure.element_handle()
        )
        found = read(figure)
        assert found["text"] == STATE["still"]["text"]
        is_what_python_writes(found, seed=0, unit=0)
        press(figure, "Start")  # a new text, not the old one
        until(figure, 60)
        press(figure, "Stop")
        figure.get_by_role("slider", name="Unit").press("End")
        found = read(figure)
        assert (found["sliders"][1], found["shown"][1]) == (128, "128")
        is_what_python_writes(found, seed=1, unit=127)


@pytest.mark.thorough
def test_letters_that_were_never_learned_are_named(browser: "Browser", small_site: Path) -> None:
    with opened(browser, small_site) as (_page, figure):
        field = figure.get_by_role("textbox", name="Begin with")
        field.fill("L'été à Paris")
        field.press("Enter")
        said = read(figure)["status"]
        assert said.startswith("The network never learned é à; of marks it knows ")
        assert set(said.partition("knows ")[2]) == set(re.sub(r"[\w\s\x03]", "", ALPHABET)) | {"."}
        assert field.get_attribute("aria-invalid") == "true"
        assert figure.get_by_role("button", name="Start").is_visible()
        field.fill("In Paris, ")  # capitals are read as small letters
        field.press("Enter")
        until(figure, 40)
        press(figure, "Stop")
        assert field.get_attribute("aria-invalid") == "false"
        is_what_python_writes(read(figure), seed=1, prompt="in paris, ")
        field.fill("")
        press(figure, "Start")  # another beginning, another text
        until(figure, 40)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=2, prompt="")


@pytest.mark.thorough
def test_everything_by_keys(browser: "Browser", small_site: Path) -> None:
    with opened(browser, small_site) as (page, figure):
        page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key))")
        figure.locator(".live-text").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        until(figure, 60)
        page.keyboard.press(" ")
        is_what_python_writes(read(figure), seed=1)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert read(figure)["text"] == ""
        page.keyboard.press("Tab")
        page.keyboard.type("we ")  # what stands there is chosen by Tab
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")
        assert read(figure)["ages"] == ["once"]
        page.keyboard.press("Tab")
        for _step in range(2):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowLeft")
        found = read(figure)
        assert found["sliders"] == [0.7, UNIT]
        assert found["shown"] == ["0.7", str(UNIT)]
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=2, age="once", unit=UNIT - 1, prompt="we ", temperature=0.7)
        assert set(page.evaluate("heard")) == {"Tab"}
        figure.get_by_role("button", name="Clear").press("ArrowDown")  # on a button the page may scroll
        assert page.evaluate("heard").pop() == "ArrowDown"


@pytest.mark.thorough
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_and_its_controls_have_names(browser: "Browser", small_site: Path, width: int) -> None:
    with opened(browser, small_site, width=width) as (page, figure):
        press(figure, "Start")
        until(figure, 300)
        press(figure, "Stop")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        controls = figure.evaluate("""host => [...host.querySelectorAll('button, input, [tabindex]')].map((node) => {
            const box = node.getBoundingClientRect();
            return [node.getAttribute('aria-label'), box.left, box.right, box.width, box.height];
        })""")
        assert len(controls) == 9
        for label, left, right, wide, high in controls:
            assert label
            assert left >= 0
            assert right <= width
            assert wide >= 40
            assert high >= 28
        spilt = """host => [...host.querySelectorAll('span, b, data, label, p')].filter((node) =>
            node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline')
            .map((node) => node.outerHTML)"""
        assert figure.evaluate(spilt) == []
        assert figure.evaluate("host => host.querySelectorAll('[id]').length") == 0


# what is behind letters of the deepest colours, once the colour of a level is laid over the page
SEEN = """host => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
    .getContext('2d', {willReadFrequently: true});
  const rgb = (...colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return '#' + [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((part) => part.toString(16).padStart(2, '0')).join('');
  };
  let paper = host;
  while (getComputedStyle(paper).backgroundColor === 'rgba(0, 0, 0, 0)' && paper.parentElement) paper = paper.parentElement;
  const ground = ['Canvas', getComputedStyle(paper).backgroundColor];
  return [...host.querySelectorAll('.live-legend span')].map((span) => {
    const style = getComputedStyle(span);
    return [rgb(...ground), rgb(getComputedStyle(host.querySelector('.live-text')).color),
      rgb(...ground, style.backgroundColor), rgb(style.borderBottomColor), style.borderBottomStyle,
      style.borderBottomWidth];
  });
}"""


@pytest.mark.thorough
@pytest.mark.parametrize("dark", [False, True])
def test_letters_can_be_read_on_their_colours(browser: "Browser", small_site: Path, dark: bool) -> None:
    with opened(browser, small_site, dark=dark) as (_page, figure):
        seen = figure.evaluate(SEEN)
    assert [line for *_colours, line, _width in seen] == ["solid", "dotted"]
    for paper, ink, ground, line, _style, width in seen:
        assert ground != paper
        assert contrast(ink, ground) >= 4.5
        assert contrast(line, paper) >= 3
        assert width == "3px"
        assert (contrast(paper, "#ffffff") > 10) == dark


@pytest.mark.thorough
def test_from_a_folder_it_writes_too(browser: "Browser", small_site: Path) -> None:
    page = browser.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    try:
        page.goto((small_site / "deeper" / "page.html").as_uri())
        figure = ready(page, 0)
        figure.get_by_role("radio", name="after one reading").check()
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=1, age="once")
        assert troubles == []
    finally:
        page.close()


@pytest.mark.thorough
def test_without_javascript_a_text_stands_there(browser: "Browser", small_site: Path) -> None:
    with (
        served(small_site) as address,
        watched(browser, address, "deeper/page.html", javascript=False) as page,
    ):
        text = page.get_by_role("group", name="A text of coloured letters.").first
        assert text.inner_text().strip() == STATE["still"]["text"].strip()
        assert page.get_by_text("Here it stands still").first.is_visible()


@pytest.mark.thorough
def test_two_figures_do_not_meet(browser: "Browser", small_site: Path) -> None:
    with opened(browser, small_site) as (page, first):
        second = ready(page, 1)
        first.get_by_role("radio", name="before training").check()
        assert (read(first)["ages"], read(second)["ages"]) == (["before"], ["end"])
        press(first, "Start")
        press(second, "Start")
        until(first, 60)
        until(second, 60)
        press(first, "Stop")
        press(second, "Stop")
        is_what_python_writes(read(first), seed=1, age="before")
        is_what_python_writes(read(second), seed=0)


@pytest.mark.thorough
def test_it_rests_after_a_thousand_letters(browser: "Browser", small_site: Path, tmp_path: Path) -> None:
    with hosted(browser, tmp_path, GenerativeFigure(pace=100_000)) as (_page, figure):
        press(figure, "Start")
        figure.get_by_role("button", name="Go on").wait_for()
        found = read(figure)
        assert found["status"] == "1000 letters, written after training."
        is_what_python_writes(found, seed=1)
        box = figure.locator(".live-text")
        assert box.evaluate("node => node.scrollTop + node.clientHeight >= node.scrollHeight - 1")


@pytest.mark.thorough
def test_the_same_file_in_a_notebook(browser: "Browser", tmp_path: Path) -> None:
    with hosted(browser, tmp_path, GenerativeFigure(prompt="we ", age="before", unit=5)) as (page, figure):
        assert read(figure)["text"] == ""
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        found = read(figure)
        is_what_python_writes(found, seed=1, age="before", unit=5, prompt="we ")
        assert page.evaluate("model.saved") == [{"text": found["text"]}]
        # from Python to the page
        page.evaluate("model.python('unit', 7)")
        is_what_python_writes(read(figure), seed=1, age="before", unit=7, prompt="we ")
        page.evaluate("model.python('age', 'end'); model.python('prompt', 'our '); model.python('temperature', 1.2)")
        press(figure, "Start")
        until(figure, 60)
        press(figure, "Stop")
        is_what_python_writes(read(figure), seed=2, unit=7, prompt="our ", temperature=1.2)
        # a view that is closed writes no more
        press(figure, "Go on")
        page.evaluate("window.stop(); model.python('unit', 3)")
        before = read(figure)["text"]
        page.wait_for_timeout(100)
        assert read(figure)["text"] == before


# ----------------------------------------------------------------------------------------------------------- the recipe
class Inline:
    """Runs, one after the other, in this process."""

    def __init__(self, *_arguments: Any) -> None: ...

    def __enter__(self) -> "Inline":
        return self

    def __exit__(self, *_error: object) -> None: ...

    def submit(self, run: Any, *arguments: Any) -> Any:
        done: Future[Any] = Future()
        done.set_result(run(*arguments))
        return done


TINY = {"hidden_size": 8, "batch": 4, "time": 8}


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> corpora.Corpus:
    """A corpus of a few documents."""
    documents = [
        f'the {animal} said "{sound}" to me.\n' * 12 for animal in ("cat", "dog") for sound in ("miaow", "woof")
    ]
    texts = [END.join(documents) + END, documents[0] * 4 + END, documents[1] * 4 + END]
    corpus = corpora.Corpus(*texts, Vocabulary.from_tokens(texts[0], min_count=1))
    monkeypatch.setattr(corpora, "corpus_of", lambda _recipe: corpus)
    monkeypatch.setattr(lstm, "LENGTH", 20)
    monkeypatch.setattr(runs, "pool", Inline)
    return corpus


def test_the_recipe_keeps_three_ages(little: corpora.Corpus, tmp_path: Path) -> None:
    batches = len(next_character_batches(little.encode("train"), 4, 8))
    changes = TINY | {"steps": 3 * batches, "evaluate_every": batches, "lr": 1e-2}
    where = {"to": tmp_path, "work": tmp_path / "begun", "device": "cpu"}
    (file,) = recipes.train("generative_live", **where, changed=changes)
    card = json.loads(file.read_text("utf-8"))
    assert (file.stem, card["command"], set(card["data"])) == (
        "generative_live",
        recipes.command("generative_live", full=False, changed=changes),
        {"speeches"},
    )
    assert card["results"]["epochs"] == 3
    assert list(card["results"]["bits"]) == list(AGES)
    before, once, end = (card["results"]["bits"][age]["test"] for age in AGES)
    assert end < once < before == pytest.approx(math.log2(len(little.vocabulary)), abs=0.2)
    names = {record["name"] for record in card["records"]}
    assert names == {f"generative/live/bits/{age}" for age in AGES} | {
        f"generative/live/unit/{feature}" for feature in ("place-in-the-word", "place-in-the-sentence", "quotation")
    }
    kept = checkpoints.weights("generative_live", tmp_path)
    for age, bits in zip(AGES, (before, once, end), strict=True):
        model = CharLM(len(little.vocabulary), 8)
        model.load_state_dict({name: kept[f"{age}.{name}"] for name in model.state_dict()})
        assert bits_per_character(model.eval(), little.encode("test")) == pytest.approx(bits, rel=0.01)
    [first, *_others] = lstm.generate_texts(
        lstm.untrained(settings(changes), little.vocabulary), little, settings(changes)
    )
    work = next((tmp_path / "begun").iterdir())
    assert first == lstm.read(settings(changes), Place(work))["ages"]["before"][0]


def settings(changes: dict[str, Any]) -> generative_live.Recipe:
    return generative_live.Recipe(**changes)


def test_the_recipe_wants_one_reading_at_least(little: corpora.Corpus, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"3 steps end before the corpus was read once; wanted at least \d+\."):
        generative_live.train_one(settings(TINY | {"steps": 3}), Place(tmp_path))


def test_the_corpus_has_as_many_batches_as_the_recipe_says() -> None:
    full = generative_live.FULL
    train = corpora.corpus_of(full).encode("train")
    assert len(next_character_batches(train, full.batch, full.time)) == full.evaluate_every
    assert (full.corpus, full.hidden_size, full.num_layers) == ("speeches", 128, 1)


def test_a_unit_that_keeps_something_in_mind_is_found() -> None:
    """One cell that counts letters and forgets them at a space, among others that do nothing of the kind."""
    text = 'so "the cat" sat. on it, and "we saw" it'
    vocabulary = Vocabulary.from_tokens(text)
    model = CharLM(len(vocabulary), 4)
    (layer,) = model.lstm.layers
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        layer.b[1], layer.b[5], layer.b[9] = 20, 20, 0.15  # i and f are open, g adds a little
        for symbol in vocabulary.symbols[1:]:
            if not symbol.isalpha():
                layer.U[5, vocabulary.encode(symbol)] = -40
                layer.U[9, vocabulary.encode(symbol)] = -0.15
    found = {one.feature: one for one in generative_live.units(model, text, vocabulary)}
    assert found["place in the word"].unit == 1
    assert found["place in the word"].correlation > 0.95
    memory = generative_live.memories(model, text, vocabulary)
    assert memory.shape == (len(text), 4)
    assert (memory[:, [0, 2, 3]] == 0).all()
    assert next(iter(found)) == "place in the word"  # the best comes first
    fast = NumpyCharLM(model)
    for symbol in vocabulary.encode(text).tolist():
        fast.step(symbol)
    assert fast.states[0][1].tolist() == memory[-1].tolist()


@pytest.mark.thorough
@every_age
def test_the_committed_card_is_true(age: str) -> None:
    """Bits and correlations, measured again."""
    card = checkpoints.card("generative_live")
    assert card["command"] == "course train generative_live --full"
    assert card["recipe"] == json.loads(json.dumps(vars(generative_live.FULL)))
    corpus = corpora.corpus_of(generative_live.FULL)
    assert card["results"]["symbols"] == list(corpus.vocabulary.symbols[1:])
    bits = bits_per_character(reader(age), corpus.encode("validation", MEASURED))
    assert bits == pytest.approx(card["results"]["bits"][age]["validation"], rel=2e-3)  # kept in float16
    if age == "end":
        found = {
            one.feature: one
            for one in generative_live.units(reader(age), corpus.validation[:10_000], corpus.vocabulary)
        }
        best = card["results"]["units"][0]
        assert found[best["feature"]].unit == best["unit"] == UNIT
        assert found[best["feature"]].correlation == pytest.approx(best["correlation"], abs=0.05)
