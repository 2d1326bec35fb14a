"""One list of chapters: who must know a new chapter follows by itself, or a test says in a sentence where it is forgotten."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from course_lib import recipes
from course_lib.chapters import CHAPTERS, written
from course_lib.live import export
from tests import shapes
from tests.conftest import REPOSITORY

PARTS = (
    "book/{slug}.md",
    "solutions/{slug}.py",
    "exercises/{slug}/{slug}.ipynb",
    "course_lib/recipes/{slug}*",
    "course_lib/checkpoints/{slug}*.json",
    "course_lib/live/{slug}.mjs",
    "course_lib/live/{slug}.py",
    "course_lib/live/{slug}.json",
    "course_lib/grading/checks/{slug}*",
    "course_lib/see_it_learn/{slug}.py",
    "tests/test_{slug}.py",
    "tests/submissions/{slug}",
)
"""What a chapter has besides its module."""


# --------------------------------------------------------------------------------------------------------- every chapter
@pytest.mark.parametrize("slug", written())
def test_a_chapter_is_whole(slug: str) -> None:
    parts = [part.format(slug=slug) for part in PARTS]
    lacking = [part for part in parts if not any(REPOSITORY.glob(part))]
    assert not lacking, f"the chapter {slug} has a module and lacks {', '.join(lacking)}"


def test_the_shapes_of_every_chapter_are_checked() -> None:
    watched = {name.split(".")[1] for name in shapes.annotated()}
    assert [slug for slug in written() if slug not in watched] == []


def test_the_live_figure_of_every_chapter_is_exported() -> None:
    assert list(export.NAMES) == written()


def test_every_chapter_is_trained() -> None:
    trained = {slug.partition("_")[0] for slug, _changes in recipes.in_the_book()}
    sentence = "`course train --all` trains nothing of a chapter: course_lib/recipes/<slug>.py"
    assert [slug for slug in written() if slug not in trained] == [], sentence


def test_ruff_leaves_the_width_of_chapters_to_make() -> None:
    """`make format` formats them for the column of the book; plain `ruff format` would make their lines long again."""
    options = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["format"]
    library = REPOSITORY / "course_lib"
    modules = [f"{slug}/**" if (library / slug).is_dir() else f"{slug}.py" for slug in ("decoding", *written())]
    sentence = (
        "pyproject.toml, tool.ruff.format: it excludes the module of each chapter, which `make format` takes by itself"
    )
    left_out = [pattern for pattern in options["exclude"] if pattern.startswith("course_lib/")]
    assert left_out == [f"course_lib/{module}" for module in modules], sentence


def test_the_front_page_says_which_chapters_are_there() -> None:
    """In its table a chapter that is there is a link, the others have their name and the words “to come”."""
    text = (REPOSITORY / "book" / "intro.md").read_text("utf-8")
    rows = re.findall(r"^\| (?:\[\]\((\w+)\.md\)|(\w+)) +\| .* \|$", text.partition("{.chapters}")[2], re.MULTILINE)
    sentence = "book/intro.md: its table has a row for each chapter, with a link if it is there"
    assert [there or name.lower() for there, name in rows if name != "Chapter"] == [*CHAPTERS], sentence
    assert [there for there, _name in rows if there] == written(), sentence
    previews = re.findall(r"^:::\{grid-item-card\} \[\]\((\w+)\)\n```\{live-still\} (\w+)$", text, re.MULTILINE)
    assert previews == [(slug, slug) for slug in written()], "book/intro.md: a card for each live figure"


def test_the_map_names_all_chapters() -> None:
    assert f"`{'  '.join(CHAPTERS)}`" in (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8"), (
        "CONTRIBUTING.md: the slugs"
    )


def test_nobody_else_keeps_a_list_of_chapters() -> None:
    """Five of their names in a row are one; only the contracts have to, and are compared."""
    row = re.compile(rf"""(?:\b(?:{"|".join(CHAPTERS)})(?:_\w+)?[\s"',]+){{5}}""")
    code = [file for folder in ("course_lib", "tests", "book/_ext", ".ci", ".github") for file in files(folder)]
    lists = [file for file in (REPOSITORY / "Makefile", *code) if row.search(file.read_text("utf-8"))]
    sentence = "a list of chapters is typed; ask course_lib.chapters.written(), or name no chapter"
    assert lists == [REPOSITORY / "course_lib" / "chapters.py"], sentence


def files(folder: str) -> list[Path]:
    """The texts of a folder that are written by hand and run."""
    return [
        file
        for file in sorted((REPOSITORY / folder).rglob("*"))
        if file.suffix in {".py", ".mjs", ".yml", ".sh", ""} and file.is_file() and "submissions" not in file.parts
    ]


# ----------------------------------------------------------------------------------------------------- one chapter more
FORGOTTEN = {
    "test_chapters.py::test_a_chapter_is_whole[haiku]": "the chapter haiku has a module and lacks book/haiku.md, "
    "solutions/haiku.py, exercises/haiku/haiku.ipynb, course_lib/recipes/haiku*, course_lib/checkpoints/haiku*.json, "
    "course_lib/live/haiku.mjs, course_lib/live/haiku.py, course_lib/live/haiku.json, course_lib/grading/checks/haiku*, "
    "course_lib/see_it_learn/haiku.py, tests/test_haiku.py, tests/submissions/haiku",
    "test_chapters.py::test_every_chapter_is_trained": "`course train --all` trains nothing of a chapter",
    "test_chapters.py::test_ruff_leaves_the_width_of_chapters_to_make": "pyproject.toml, tool.ruff.format: it excludes",
    "test_chapters.py::test_the_front_page_says_which_chapters_are_there": "book/intro.md: its table has a row",
    "test_chapters.py::test_the_map_names_all_chapters": "CONTRIBUTING.md: the slugs",
    "test_contracts.py::test_contracts_list_the_chapters_that_there_are": "pyproject.toml, contract layers",
    "test_contracts.py::test_a_copy_keeps_all_contracts": "not listed as layers: - course_lib.haiku",
    "test_live.py::test_every_chapter_has_its_figure": "a chapter has course_lib/live/<slug>.mjs, <slug>.py, <slug>.json",
    "test_recipes.py::test_every_recipe_is_tried_small": "a recipe is tried nowhere with a few steps",
    "test_book.py::test_the_table_of_contents_has_the_chapters_in_their_order": "book/_toc.yml: its chapters are",
}
"""The tests that say where a chapter is forgotten, and what each says."""
FOLLOWING = {
    "test_chapters.py::test_the_shapes_of_every_chapter_are_checked",
    "test_chapters.py::test_the_live_figure_of_every_chapter_is_exported",
    "test_chapters.py::test_nobody_else_keeps_a_list_of_chapters",
    "test_sandbox.py::test_a_library_holds_the_worker_and_the_stand_ins_of_its_own_exercise",
}
"""The tests of those who follow by themselves."""
HAIKU = """
from jaxtyping import Float
from torch import Tensor


def syllables(lines: Float[Tensor, "line syllable"]) -> int:
    return lines.numel()
"""


def test_a_twelfth_chapter_is_forgotten_nowhere(tmp_path: Path) -> None:
    large = shutil.ignore_patterns(
        "*.safetensors", "*.xz", "submissions", "attacks", "__pycache__", "_static", "_vendor"
    )
    for name in ("course_lib", "tests", "book", ".ci", ".github"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=large)
    for name in ("conftest.py", "pyproject.toml", "Makefile", "CONTRIBUTING.md", "_config.yml"):
        shutil.copyfile(REPOSITORY / name, tmp_path / name)
    chapters = tmp_path / "course_lib" / "chapters.py"
    chapters.write_text(chapters.read_text("utf-8").replace('    "libraries",\n', '    "libraries",\n    "haiku",\n'))
    (tmp_path / "course_lib" / "haiku.py").write_text(HAIKU)
    (tmp_path / "course_lib" / "grading" / "worker" / "stand_ins" / "haiku.py").write_text("KINDS = {}\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-vv", "-p", "no:cacheprovider"]
        + [f"tests/{test}" for test in (*FORGOTTEN, *FOLLOWING)],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(tmp_path), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
    ).stdout
    for test in FOLLOWING:
        assert f"PASSED tests/{test}" in said, said
    for test, sentence in FORGOTTEN.items():
        assert re.search(rf"^FAILED tests/{re.escape(test)} - .*{re.escape(sentence)}", said, re.MULTILINE), said
