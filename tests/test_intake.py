"""Intake: every careless submission is mended or refused in a sentence, and what was graded is what was written."""

import json
import os
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course_lib.grading import exercises, intake
from course_lib.grading.intake import Intake

TEXT = """\
# %% [markdown]
# # Exercise: small

# %% given="setup"
check = print

# %% [markdown]
# ## First

# %% answer="f"
def f(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="f" points=10
check("f", f)

# %% [markdown]
# ## Second

# %% answer="Net"
class Net:
    ### BEGIN SOLUTION
    pass
    ### END SOLUTION

# %% check="Net" points=8
check("Net", Net)

# %% [markdown] task="why" points=2
# Why? Answer below.
"""
EXERCISE = exercises.from_text("small", TEXT)
RELEASED = EXERCISE.student
F, NET = "def f(x):\n    return x + x", "class Net:\n    size = 3"
Cells = list[dict[str, Any]]


def submission() -> dict[str, Any]:
    """The released notebook with both answers, as JSON."""
    notebook: dict[str, Any] = json.loads(exercises.to_json(RELEASED))
    for cell, source in ((find(notebook["cells"], "f"), F), (find(notebook["cells"], "Net"), NET)):
        cell["source"] = source
    return notebook


def find(cells: Cells, name: str) -> dict[str, Any]:
    return next(cell for cell in cells if cell.get("id") == name)


def code(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "execution_count": 3, "outputs": [], "source": source, **more}


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def take(tmp_path: Path, notebook: object, name: str = "small.ipynb") -> Intake:
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), "utf-8")
    return intake.from_folder(folder, RELEASED)


def after_editing(tmp_path: Path, edit: Callable[[Cells], object]) -> Intake:
    notebook = submission()
    edit(notebook["cells"])
    return take(tmp_path, notebook)


def sources(taken: Intake) -> list[tuple[str, str]]:
    """What the student wrote in the rebuilt notebook: kind and text, in order."""
    assert taken.notebook is not None, taken.refusal
    return [
        (cell.id if exercises.kind(cell) == "answer" else exercises.kind(cell), cell.source)
        for cell in taken.notebook.cells
        if exercises.kind(cell) in ("answer", "own")
    ]


def kinds(taken: Intake) -> list[str]:
    assert taken.notebook is not None
    return [exercises.kind(cell) for cell in taken.notebook.cells]


RIGHT = [("f", F), ("Net", NET)]


# ------------------------------------------------------------------------------------------------------ nothing wrong
def test_a_careful_submission_passes_untouched(tmp_path: Path) -> None:
    taken = take(tmp_path, submission())
    assert taken.refusal is None
    assert taken.repairs == ()
    assert taken.blank == ()
    assert not taken.wrote
    assert sources(taken) == RIGHT
    given = [cell for cell in taken.notebook.cells if exercises.kind(cell) != "answer"]
    assert given == [cell for cell in RELEASED.cells if exercises.kind(cell) != "answer"]


def test_released_notebook_is_not_changed_and_is_blank(tmp_path: Path) -> None:
    before = deepcopy(RELEASED)
    taken = take(tmp_path, exercises.to_json(RELEASED))
    take(tmp_path, submission())
    assert before == RELEASED
    assert taken.notebook == RELEASED
    assert taken.blank == ("f", "Net")


def test_metadata_outputs_and_order_are_the_instructors(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        find(cells, "f-check")["metadata"]["nbgrader"].update(points=100, grade=False, solution=True)
        find(cells, "f-check")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "100"}]
        find(cells, "f")["metadata"].update(tags=["own"], trusted=True)
        cells.reverse()

    taken = after_editing(tmp_path, edit)
    assert sources(taken) == RIGHT
    assert [cell.id for cell in taken.notebook.cells] == [cell.id for cell in RELEASED.cells]
    assert [cell.metadata for cell in taken.notebook.cells] == [cell.metadata for cell in RELEASED.cells]
    assert not any(cell.get("outputs") for cell in taken.notebook.cells)


# ------------------------------------------------------------------------------------------------------- own cells
def test_own_cells_stay_at_their_place(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        cells.insert(0, markdown("my name"))
        at = cells.index(find(cells, "f"))
        cells.insert(at, code("import math"))
        cells.insert(at + 2, code("f(3)"))
        cells.append(markdown("Because."))

    taken = after_editing(tmp_path, edit)
    assert kinds(taken) == (
        ["own", "text", "given", "text", "own", "answer", "own", "check", "text", "answer", "check", "task", "own"]
    )
    assert [text for _kind, text in sources(taken)] == ["my name", "import math", F, "f(3)", NET, "Because."]
    assert taken.repairs == ()
    assert taken.wrote


def test_changed_given_cell_runs_after_the_released_one(tmp_path: Path) -> None:
    taken = after_editing(tmp_path, lambda cells: find(cells, "setup").update(source="import math\ncheck = None"))
    at = kinds(taken).index("given")
    assert taken.notebook.cells[at].source == "check = print"
    assert taken.notebook.cells[at + 1].source == "import math\ncheck = None"


def test_answer_written_into_the_question_is_kept(tmp_path: Path) -> None:
    taken = after_editing(
        tmp_path, lambda cells: find(cells, "why").update(source="Why? Answer below.\n\n**Because** I say so.")
    )
    assert sources(taken)[-1] == ("own", "**Because** I say so.")
    assert taken.notebook.cells[-2].source.strip() == "Why? Answer below."


def test_changed_check_is_put_back(tmp_path: Path) -> None:
    taken = after_editing(tmp_path, lambda cells: find(cells, "f-check").update(source="10.0"))
    assert sources(taken) == RIGHT
    assert taken.repairs == ("The check f-check was changed; the released one was put back.",)
    assert "10.0" not in [cell.source for cell in taken.notebook.cells]


def test_empty_cells_and_cells_without_a_source_are_left_out(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        cells.extend([code(" \n"), {"cell_type": "code"}, markdown("")])

    assert sources(after_editing(tmp_path, edit)) == RIGHT


def test_pictures_stay_and_other_attachments_go(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        bundle = {"image/png": "iVBORw0KGgo=", "text/html": "<script>alert(1)</script>"}
        cells.append(
            {**markdown("![photo](attachment:a.png)"), "attachments": {"a.png": bundle, "b": {"text/html": "x"}}}
        )

    taken = after_editing(tmp_path, edit)
    assert taken.notebook.cells[-1].attachments == {"a.png": {"image/png": "iVBORw0KGgo="}}
    nbformat.validate(taken.notebook)


# ---------------------------------------------------------------------------------------------------- careless damage
def test_of_copied_cells_the_last_that_defines_the_answer_counts(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        original = find(cells, "f")
        at = cells.index(original)
        for number, source in enumerate((original["source"], "f(3)  # an experiment", RELEASED.cells[3].source)):
            cells.insert(at + 1 + number, {**deepcopy(original), "id": f"copy{number}", "source": source})
        original["source"] = "def f(x):\n    return 'first try'"

    taken = after_editing(tmp_path, edit)
    assert sources(taken) == [("f", F), ("own", "f(3)  # an experiment"), ("Net", NET)]
    assert taken.repairs == ("The cell of f is there 4 times; the last one that defines it was taken.",)
    assert [cell.id for cell in taken.notebook.cells].count("f") == 1


def test_stripped_metadata_answers_are_found_by_their_names(tmp_path: Path) -> None:
    notebook = submission()
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    at = notebook["cells"].index(next(cell for cell in notebook["cells"] if cell["source"] == F))
    notebook["cells"].insert(at, code("offset = 1"))
    taken = take(tmp_path, notebook)
    assert sources(taken) == [("own", "offset = 1"), *RIGHT]
    assert taken.repairs == ("These answers were found in cells that do not bear their names: f, Net.",)
    assert taken.blank == ()


def test_answer_above_a_blank_one_is_taken_in_its_place(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        find(cells, "f")["source"] = RELEASED.cells[3].source
        cells.insert(1, code(F))

    taken = after_editing(tmp_path, edit)
    assert sources(taken) == RIGHT
    assert taken.blank == ()


def test_answer_below_a_blank_one_counts_where_it_stands(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        find(cells, "f")["source"] = RELEASED.cells[3].source
        cells.append(code(F))

    taken = after_editing(tmp_path, edit)
    assert sources(taken) == [("f", RELEASED.cells[3].source), ("Net", NET), ("own", F)]
    assert taken.blank == ()
    assert taken.repairs == ()


def test_deleted_cells_come_back(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        for name in ("setup", "f", "f-check", "why"):
            cells.remove(find(cells, name))

    taken = after_editing(tmp_path, edit)
    assert [cell.id for cell in taken.notebook.cells] == [cell.id for cell in RELEASED.cells]
    assert taken.repairs == ("These cells were missing and were put back: setup, f-check, why.",)
    assert taken.blank == ("f",)


def test_answer_turned_into_text_is_code_again(tmp_path: Path) -> None:
    taken = after_editing(tmp_path, lambda cells: find(cells, "f").update(cell_type="raw"))
    assert sources(taken) == RIGHT
    assert next(cell for cell in taken.notebook.cells if cell.id == "f").cell_type == "code"


@pytest.mark.parametrize(
    "source",
    ["def f(x:\n    return", "%matplotlib inline\ndef f(x):\n    return 2 * x", "f = lambda x: 2 * x", "f(x)\n\\d"],
)
def test_answers_that_are_odd_python_are_still_the_answer(tmp_path: Path, source: str) -> None:
    taken = after_editing(tmp_path, lambda cells: find(cells, "f").update(source=source))
    assert sources(taken)[0] == ("f", source)


def test_old_format_is_converted(tmp_path: Path) -> None:
    cells = []
    for cell in submission()["cells"]:
        del cell["id"]
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
        cells.append(cell)
    taken = take(tmp_path, {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]})
    assert sources(taken) == RIGHT
    assert taken.repairs == ("The notebook is in an old format (version 3); it was converted.",)


def test_another_release_is_graded_with_a_note(tmp_path: Path) -> None:
    notebook = submission()
    notebook["metadata"]["course"]["release"] = "0123456789ab"
    find(notebook["cells"], "f-text")["source"] = "## First, in the words of last year"
    taken = take(tmp_path, notebook)
    assert sources(taken) == RIGHT
    assert taken.repairs == ("This is another version of the exercise; it was graded by the present one.",)


@pytest.mark.parametrize("name", ["small (1).ipynb", "Small.ipynb", "small.ipynb.txt", "SMALL.IPYNB"])
def test_renamed_file_is_read(tmp_path: Path, name: str) -> None:
    taken = take(tmp_path, submission(), name)
    assert sources(taken) == RIGHT
    assert taken.repairs == (f"The file is called “{name}”, not small.ipynb; it was read all the same.",)


def test_the_right_name_wins(tmp_path: Path) -> None:
    take(tmp_path, "{}", "old.ipynb")
    taken = take(tmp_path, submission())
    assert sources(taken) == RIGHT
    assert taken.repairs == ("Besides small.ipynb there is old.ipynb, which was not read.",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    notebook = submission()
    find(notebook["cells"], "f")["source"] = F + "  # déjà vu"
    file = tmp_path / "small.ipynb"
    file.write_bytes(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    taken = intake.from_file(file, RELEASED)
    assert sources(taken)[0] == ("f", F + "  # déjà vu")
    assert taken.repairs == (
        ("The file is not in UTF-8; it was read as Windows-1252.",) if encoding == "cp1252" else ()
    )


def test_half_characters_zeros_and_line_ends_become_writable(tmp_path: Path) -> None:
    notebook = submission()
    find(notebook["cells"], "f")["source"] = ["def f(x):\r\n", "    return '\ud800\0'"]
    taken = take(tmp_path, notebook)
    assert sources(taken)[0] == ("f", "def f(x):\n    return '?'")
    exercises.to_json(taken.notebook).encode("utf-8")


# ------------------------------------------------------------------------------------------------------------- refused
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        (" \n", "The file is empty."),
        ("<!DOCTYPE html><html>", "The file is a web page"),
        ('{"cells": [', "The file is damaged: it is no JSON at line 1, column 12."),
        ('{"cells": []\n<<<<<<< HEAD\n}', "The file is damaged: it is no JSON at line 2, column 1."),
        ("[1, 2]", "The file is JSON, but no notebook"),
        ('{"cells": {"a": 1}}', "The file is JSON, but no notebook"),
        ('{"worksheets": 3}', "The file is JSON, but no notebook"),
        ("[" * 100_000, "The file is nested too deeply"),
        ('{"cells": [], "n": ' + "9" * 10_000 + "}", "The file holds a number"),
        (json.dumps({"cells": [code("1")] * 1001}), "The notebook has 1001 cells; 1000 are allowed."),
        (json.dumps({"cells": [code("print(1)")]}), "Nothing of the exercise “small” is in this notebook"),
        (json.dumps({"cells": [None, 3, "x"]}), "Nothing of the exercise “small” is in this notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    taken = take(tmp_path, text)
    assert taken.notebook is None
    assert taken.refusal is not None
    assert taken.refusal.startswith(sentence)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SIZE_LIMIT", 1 << 20)
    notebook = submission()
    find(notebook["cells"], "f")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (1 << 20)}]
    taken = take(tmp_path, notebook)
    assert taken.refusal is not None
    assert "larger than 1 MB" in taken.refusal


def test_no_notebook_or_too_many(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True)
    (folder / "small.zip").write_bytes(b"PK")
    refusal = intake.from_folder(folder, RELEASED).refusal
    assert refusal == "There is no notebook: small.ipynb was expected. Files that are there: small.zip."
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_text(json.dumps(submission()), "utf-8")
    refusal = intake.from_folder(folder, RELEASED).refusal
    assert refusal is not None
    assert refusal.startswith("There are 2 notebooks and none is called small.ipynb")
    assert intake.from_folder(tmp_path / "nobody" / "small", RELEASED).refusal is not None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_text(json.dumps(submission()), "utf-8")
    folder = tmp_path / "submitted" / "ada" / "small"
    folder.mkdir(parents=True)
    (folder / "small.ipynb").symlink_to(elsewhere)
    refusal = intake.from_folder(folder, RELEASED).refusal
    assert refusal == "“small.ipynb” is a link or no plain file. Links are not followed."
    (folder / "small.ipynb").unlink()
    os.mkfifo(folder / "small.ipynb")
    assert intake.from_folder(folder, RELEASED).refusal == refusal
    (tmp_path / "submitted" / "eve").symlink_to(tmp_path / "submitted" / "ada")
    refusal = intake.from_folder(tmp_path / "submitted" / "eve" / "small", RELEASED).refusal
    assert refusal == "The folder “eve” is a link. Links are not followed."


# -------------------------------------------------------------------------------------------------------------- digest
def test_digest_is_of_what_was_written(tmp_path: Path) -> None:
    digest = take(tmp_path, submission()).digest
    again = submission()
    again["metadata"]["widgets"] = {}
    find(again["cells"], "f")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    find(again["cells"], "f")["execution_count"] = 99
    assert intake.from_file(_write(tmp_path / "another name.ipynb", again), RELEASED).digest == digest
    find(again["cells"], "f")["source"] = F + " "
    assert intake.from_file(_write(tmp_path / "changed.ipynb", again), RELEASED).digest != digest
    again = submission()
    again["cells"].append(markdown("Because."))
    assert intake.from_file(_write(tmp_path / "more.ipynb", again), RELEASED).digest != digest


def _write(file: Path, notebook: object) -> Path:
    file.write_text(json.dumps(notebook), "utf-8")
    return file


# ------------------------------------------------------------------------------------------------ which exercise it is
@pytest.mark.parametrize(
    ("setup", "told"),
    [
        ('check = checks_for("lstm")', ("lstm", {})),
        ("check = checks_for('lstm', gates='ofgi', time_first=True)", ("lstm", {"gates": "ofgi", "time_first": True})),
        ("check = checks_for(open('x').read())", ("small", {})),
        ("check = checks_for(", ("small", {})),
        ("check = None", ("small", {})),
    ],
)
def test_told_by_the_notebook(tmp_path: Path, setup: str, told: tuple[str, dict[str, Any]]) -> None:
    notebook = submission()
    find(notebook["cells"], "setup")["source"] = setup
    assert intake.told_by(_write(tmp_path / "small.ipynb", notebook)) == told
