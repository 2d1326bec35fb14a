"""Who may use whom: what the import contracts of pyproject.toml forbid is all that the architecture forbids."""

import logging.config
import re
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import iter_modules

import grimp
import pytest
from importlinter.cli import lint_imports

import course_lib
from course_lib.chapters import CHAPTERS, written
from tests.conftest import REPOSITORY

OPTIONS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in OPTIONS["contracts"]}
PARTS = [found.name for found in iter_modules(course_lib.__path__)]
BELOW = {"language", "files", "chapters", "progress"}
TOOLS = ("figures", "training", "data", "checkpoints", "metrics")

USES = {
    "cli": {*PARTS},
    "grading": {*CHAPTERS, "decoding", *BELOW},
    "live": {"recipes", "figures", "data", "checkpoints", *CHAPTERS, "decoding", *BELOW},
    "see_it_learn": {"recipes", "music", "figures", *TOOLS, *CHAPTERS, "decoding", *BELOW},
    "recipes": {"music", "training", "data", "checkpoints", "metrics", *CHAPTERS, "decoding", *BELOW},
    "music": {"metrics", *BELOW},
    **{tool: {*BELOW} for tool in TOOLS},
    "training": {"decoding", *BELOW},
    **{slug: {*CHAPTERS[:place], "decoding", "language"} for place, slug in enumerate(CHAPTERS)},
    "decoding": {*BELOW},
    "files": {"language"},
    "progress": {"language"},
    "chapters": {"language"},
    "language": set(),
}
"""What the design lets each part of the library import of the others."""

OF_OTHERS = {
    "figures": {"torch", "anywidget", "ipywidgets"},
    "music": {"torch", "matplotlib", "anywidget", "ipywidgets"},
    "recipes": {"matplotlib", "anywidget", "ipywidgets"},
    **{slug: {"matplotlib", "anywidget", "nbgrader", "safetensors", "numpy"} for slug in CHAPTERS},
    "generative": {"matplotlib", "anywidget", "nbgrader", "safetensors"},  # it has a writer in NumPy
}
"""What it does not let them import of other packages."""

ALONE = {
    "layers": ("recurrent", "lstm"),
    "chapters": ("seq2seq", "numpy"),
    "tools": ("metrics", "lstm"),
    "figures": ("figures", "torch"),
    "music": ("music", "data"),
    "recipes": ("recipes", "figures"),
    "live": ("live", "training"),
    "rooms": ("grading/reports", "course_lib.grading.classroom"),
    "grading": ("grading", "data"),
    "steps": ("metrics", "decoding"),
    "worker": ("grading/worker", "lstm"),
    "exercises": ("grading/checks/stacked", "course_lib.grading.checks.lstm"),
}
"""For each contract an import that no other one forbids."""


def home(part: str, folder: Path) -> Path:
    """The file of a part of the library: the module, or the head of the package."""
    module = folder / "course_lib" / f"{part}.py"
    return module if module.is_file() else folder / "course_lib" / part / "__init__.py"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library's code with its contracts."""
    folder = tmp_path_factory.mktemp("contracts")
    for file in (REPOSITORY / "course_lib").rglob("*.py"):
        to = folder / file.relative_to(REPOSITORY)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)
    shutil.copyfile(REPOSITORY / "pyproject.toml", folder / "pyproject.toml")
    return folder


@pytest.fixture
def lint(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[str, str], str]]:
    """What lint-imports says of the copy when one of its parts has some lines more."""
    changed: dict[Path, str] = {}

    def say(part: str = "language", lines: str = "") -> str:
        file = home(part, copied)
        changed[file] = file.read_text("utf-8") if file.is_file() else ""
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{changed[file]}\n{lines}\n", "utf-8")
        monkeypatch.chdir(copied)
        monkeypatch.syspath_prepend(copied)
        monkeypatch.delitem(sys.modules, "course_lib")  # so that the copy is found and not what is loaded
        monkeypatch.setattr(logging.config, "dictConfig", lambda _settings: None)  # it silences all other loggers
        lint_imports(no_cache=True, no_logo=True)
        return " ".join(capsys.readouterr().out.split())

    yield say
    for file, text in changed.items():
        file.write_text(text, "utf-8") if text else shutil.rmtree(file.parent)


def broken(said: str) -> set[str]:
    """The contracts, by their ids, that lint-imports calls broken."""
    assert all(contract["name"] in said for contract in CONTRACTS.values()), said
    return {name for name, contract in CONTRACTS.items() if f"{contract['name']} BROKEN" in said}


# ------------------------------------------------------------------------------------------------------------ contracts
def test_a_copy_keeps_all_contracts(lint: Callable[..., str]) -> None:
    said = lint()
    assert broken(said) == set(), said


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_contract_is_broken_by_an_import_that_no_other_forbids(contract: str, lint: Callable[..., str]) -> None:
    part, other = ALONE[contract]
    imported = f"from course_lib import {other}" if other in PARTS else f"import {other}"
    assert broken(lint(part, imported)) == {contract}


@pytest.mark.parametrize("part", PARTS)
def test_every_import_that_the_design_forbids_is_told(part: str, lint: Callable[..., str]) -> None:
    forbidden = [f"course_lib.{other}" for other in PARTS if other != part and other not in USES[part]]
    forbidden += sorted(OF_OTHERS.get(part, ()))
    said = lint(part, "\n".join(f"import {name}" for name in forbidden))
    told = set(re.findall(rf"course_lib\.{part} -> ([\w.]+) \(l\.\d+", said))
    assert told >= set(forbidden)
    assert bool(broken(said)) == bool(forbidden)


def test_a_new_part_has_to_find_its_place(lint: Callable[..., str]) -> None:
    said = lint("somewhere")
    assert broken(said) == {"layers"}
    assert "The following modules are not listed as layers: - course_lib.somewhere" in said


# ---------------------------------------------------------------------------------------------------------------- lists
def test_contracts_list_the_chapters_that_there_are() -> None:
    layers = [layer.strip("()") for layer in CONTRACTS["layers"]["layers"]]
    assert [layer for layer in layers if layer in CHAPTERS] == [*reversed(CHAPTERS)], "pyproject.toml, contract layers"
    modules = [f"course_lib.{slug}" for slug in written()]
    assert CONTRACTS["chapters"]["source_modules"] == modules, "pyproject.toml, contract chapters: source_modules"
    assert CONTRACTS["tools"]["forbidden_modules"] == modules, "pyproject.toml, contract tools: forbidden_modules"
    hidden = CONTRACTS["worker"]["forbidden_modules"]
    assert hidden[: len(modules)] == modules, "pyproject.toml, contract worker: forbidden_modules"


def test_a_chapter_may_use_no_other_package_than_torch_and_jaxtyping() -> None:
    graph = grimp.build_graph("course_lib", include_external_packages=True, cache_dir=None)
    others = {module for module in graph.modules if not module.startswith("course_lib")} - sys.stdlib_module_names
    listed = {module for module in CONTRACTS["chapters"]["forbidden_modules"] if not module.startswith("course_lib")}
    sentence = "pyproject.toml, contract chapters: forbidden_modules are all packages that anyone of course_lib imports"
    assert listed == others - {"torch", "jaxtyping"}, sentence
    hidden = {module for module in CONTRACTS["worker"]["forbidden_modules"] if not module.startswith("course_lib")}
    sentence = "pyproject.toml, contract worker: forbidden_modules are all packages but those that its room may use"
    assert hidden == others - {"torch", "numpy", "IPython", "traitlets", "matplotlib"}, sentence
