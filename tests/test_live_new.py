"""A live figure more: its module, its state, its sentences, and nothing else, in a copy of the course."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from course_lib.live import FOLDER, figures
from tests.conftest import REPOSITORY
from tests.pages import served, watched
from tests.test_live import build, hosted, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

MODULE = """// One line of a haiku at a time.

function build({ get, change, words, status, tell }) {
  const last = get('lines').length - 1;
  const control = slider(words.line, { min: 0, max: last }, () => get('line'),
    (line) => change({ line: within(0, line, last) }));
  const again = button(words.again, () => change({ line: 0 }));

  function draw() {
    control.value = get('line');
    tell('said', { line: get('lines')[get('line')], poet: get('poem').poet });
  }
  return { parts: [labelled(words.line, control), again, status], draw };
}

export default figure('haiku', ['line'], build);
"""
PYTHON = '''"""One line of a haiku at a time."""

from typing import Any

from course_lib.live import Figure


class HaikuFigure(Figure):
    """Python can read and set `line`."""

    slug = "haiku"


def numbers() -> dict[str, Any]:
    lines = ["an old silent pond", "a frog jumps in", "the sound of water"]
    return {"line": 1, "lines": lines, "speed": 0.5, "loud": True, "poem": {"poet": "Basho"}}


def words() -> dict[str, str]:
    return {"figure": "A haiku", "line": "Line", "again": "Again", "said": "{poet}: {line}."}


def still(state: dict[str, Any], alt: str) -> str:
    return f'<p role="img" aria-label="{alt}">{state["lines"][state["line"]]}</p>'
'''


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course with a chapter `haiku` and its figure, exported."""
    folder = tmp_path_factory.mktemp("haiku")
    large = shutil.ignore_patterns("grading", "*.safetensors", "*.xz", "__pycache__")
    shutil.copytree(REPOSITORY / "course_lib", folder / "course_lib", ignore=large)
    chapters = folder / "course_lib" / "chapters.py"
    listed = chapters.read_text("utf-8").replace('    "libraries",\n', '    "libraries",\n    "haiku",\n')
    chapters.write_text(listed, "utf-8")
    (folder / "course_lib" / "haiku.py").touch()
    (folder / "course_lib" / "live" / "haiku.mjs").write_text(MODULE, "utf-8")
    (folder / "course_lib" / "live" / "haiku.py").write_text(PYTHON, "utf-8")
    python(folder, "-m", "course_lib.live.export", "haiku")
    return folder


def python(folder: Path, *arguments: str) -> str:
    """What Python prints in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


WIDGET = """
import json
from course_lib.live import figures
from course_lib.live.haiku import HaikuFigure
figure = HaikuFigure(line=2)
figure.line = 0
traits = {name: type(trait).__name__ for name, trait in figure.traits(sync=True).items()}
print(json.dumps({"state": figure.get_state(), "traits": traits, "figures": figures()}))
"""


@pytest.fixture(scope="module")
def shown(copied: Path) -> dict[str, Any]:
    """The widget of the figure as a notebook gets it, after Python has set its line."""
    found: dict[str, Any] = json.loads(python(copied, "-c", WIDGET))
    return found


def test_a_new_figure_is_exported(copied: Path) -> None:
    numbers = json.loads((copied / "course_lib" / "live" / "haiku.json").read_text("utf-8"))
    assert (numbers["line"], numbers["poem"], list(numbers)[1:3]) == (1, {"poet": "Basho"}, ["lines", "speed"])


def test_the_widget_of_a_new_figure_has_the_keys_of_its_state(shown: dict[str, Any]) -> None:
    assert shown["figures"] == [*figures(), "haiku"]
    kinds = {"line": "Int", "lines": "List", "speed": "Float", "loud": "Bool", "poem": "Dict", "words": "Dict"}
    assert shown["traits"].items() >= {**kinds, "_esm": "Unicode", "_css": "Unicode"}.items()
    state = shown["state"]
    assert (state["line"], state["speed"], state["loud"], state["words"]["again"]) == (0, 0.5, True, "Again")
    assert state["_esm"] == (FOLDER / "figure.mjs").read_text("utf-8") + "\n" + MODULE


def moves(figure: "Locator") -> None:
    """By keys and by taps, from its second line."""
    status, control = figure.get_by_role("status"), figure.get_by_role("slider", name="Line")
    assert figure.get_by_role("group", name="A haiku").count() == 1
    assert status.inner_text() == "Basho: a frog jumps in."
    control.press("ArrowRight")
    assert status.inner_text() == "Basho: the sound of water."
    control.press("PageUp")  # stays at the last
    assert control.input_value() == "2"
    figure.get_by_role("button", name="Again").click()
    assert status.inner_text() == "Basho: an old silent pond."


@pytest.mark.thorough
def test_a_new_figure_moves_on_a_page(
    browser: "Browser", copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied)
    monkeypatch.setenv("PYTHONPATH", str(copied))
    built = build(tmp_path, "html", "# Page\n\n```{anywidget} haiku.mjs\n:alt: A haiku.\n```\n")
    assert built.returncode == 0, built.stderr
    page_of_it = tmp_path / "html" / "deeper" / "page.html"
    assert '<p role="img" aria-label="A haiku.">a frog jumps in</p>' in page_of_it.read_text("utf-8")
    with served(tmp_path / "html") as address, watched(browser, address, "deeper/page.html") as page:
        moves(ready(page))
    page = browser.new_page()
    try:
        page.goto(page_of_it.as_uri())  # from a folder
        moves(ready(page))
    finally:
        page.close()


@pytest.mark.thorough
def test_a_new_figure_moves_in_a_notebook(browser: "Browser", shown: dict[str, Any], tmp_path: Path) -> None:
    state = {**shown["state"], "line": 1}
    widget = SimpleNamespace(get_state=lambda: state, _esm=state["_esm"], _css=state["_css"])
    with hosted(browser, tmp_path, widget) as (page, figure):
        moves(figure)
        assert page.evaluate("model.saved") == [{"line": 2}, {"line": 2}, {"line": 0}]
        page.evaluate("model.python('line', 2)")
        assert figure.get_by_role("status").inner_text() == "Basho: the sound of water."
