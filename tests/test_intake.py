"""Intake: every careless submission is mended or refused in a sentence, and what was graded is what was written."""

import base64
import io
import json
import os
import random
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course_lib.grading import notebooks
from course_lib.grading.intake import rebuild
from course_lib.grading.intake.rebuild import Intake

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
EXERCISE = notebooks.from_text("small", TEXT)
RELEASED = EXERCISE.student
F, NET = "def f(x):\n    return x + x", "class Net:\n    size = 3"
Cells = list[dict[str, Any]]


def submission() -> dict[str, Any]:
    """The released notebook with both answers, as JSON."""
    notebook: dict[str, Any] = json.loads(notebooks.to_json(RELEASED))
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
    return rebuild.from_folder(folder, RELEASED)


def after_editing(tmp_path: Path, edit: Callable[[Cells], object]) -> Intake:
    notebook = submission()
    edit(notebook["cells"])
    return take(tmp_path, notebook)


def sources(taken: Intake) -> list[tuple[str, str]]:
    """What the student wrote in the rebuilt notebook: kind and text, in order."""
    assert taken.notebook is not None, taken.refusal
    return [
        (cell.id if notebooks.kind(cell) == "answer" else notebooks.kind(cell), cell.source)
        for cell in taken.notebook.cells
        if notebooks.kind(cell) in ("answer", "own")
    ]


def kinds(taken: Intake) -> list[str]:
    assert taken.notebook is not None
    return [notebooks.kind(cell) for cell in taken.notebook.cells]


RIGHT = [("f", F), ("Net", NET)]


# ------------------------------------------------------------------------------------------------------ nothing wrong
def test_a_careful_submission_passes_untouched(tmp_path: Path) -> None:
    taken = take(tmp_path, submission())
    assert taken.refusal is None
    assert taken.repairs == ()
    assert taken.blank == ()
    assert not taken.wrote
    assert sources(taken) == RIGHT
    given = [cell for cell in taken.notebook.cells if notebooks.kind(cell) != "answer"]
    assert given == [cell for cell in RELEASED.cells if notebooks.kind(cell) != "answer"]


def test_released_notebook_is_not_changed_and_is_blank(tmp_path: Path) -> None:
    before = deepcopy(RELEASED)
    taken = take(tmp_path, notebooks.to_json(RELEASED))
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


TWO_TASKS = notebooks.from_text(
    "small",
    TEXT + '\n# %% [markdown]\n# ## Another\n\n# %% [markdown] task="how" points=1\n# How?\n',
).student


@pytest.mark.parametrize(
    ("below_why", "below_how", "unanswered"),
    [
        ([], [], ("why", "how")),
        ([markdown("Because.")], [], ("how",)),
        ([], [markdown("So.")], ("why",)),
        ([markdown("Because.")], [code("1 + 1"), markdown("So.")], ()),
        ([code("1+1")], [code("# so\n2")], ("why", "how")),
        ([markdown(" \n")], [{**markdown("So."), "cell_type": "raw"}], ("why",)),
    ],
)
def test_each_written_answer_is_a_text_below_its_question(
    tmp_path: Path, below_why: Cells, below_how: Cells, unanswered: tuple[str, ...]
) -> None:
    notebook = json.loads(notebooks.to_json(TWO_TASKS))
    notebook["cells"].insert(0, markdown("my name"))
    at = notebook["cells"].index(find(notebook["cells"], "why")) + 1
    notebook["cells"][at:at] = below_why
    notebook["cells"] += below_how
    file = _write(tmp_path / "small.ipynb", notebook)
    assert rebuild.from_file(file, TWO_TASKS).unanswered == unanswered


def test_a_written_answer_in_the_question_is_one(tmp_path: Path) -> None:
    assert take(tmp_path, submission()).unanswered == ("why",)
    for text in ("Why? Answer below.\n\nBecause.", "I wrote over the question."):
        edited = after_editing(tmp_path, lambda cells, text=text: find(cells, "why").update(source=text))
        assert edited.unanswered == ()


def test_changed_check_is_put_back(tmp_path: Path) -> None:
    taken = after_editing(tmp_path, lambda cells: find(cells, "f-check").update(source="10.0"))
    assert sources(taken) == RIGHT
    assert taken.repairs == ("The check f-check was changed; the released one was put back.",)
    assert "10.0" not in [cell.source for cell in taken.notebook.cells]


PLAY = """
# %% play="see_it_learn"
train(f, Net)
"""


def test_a_changed_cell_to_play_with_is_not_graded(tmp_path: Path) -> None:
    released = notebooks.from_text("small", TEXT + PLAY).student
    notebook = json.loads(notebooks.to_json(released))
    find(notebook["cells"], "f")["source"] = F
    find(notebook["cells"], "see_it_learn")["source"] = "train(f, Net, hours=10)"
    (tmp_path / "small.ipynb").write_text(json.dumps(notebook), "utf-8")
    taken = rebuild.from_folder(tmp_path, released)
    assert sources(taken)[0] == ("f", F)
    assert "own" not in kinds(taken)
    assert [cell.source for cell in taken.notebook.cells if notebooks.kind(cell) == "play"] == ["train(f, Net)"]
    assert taken.repairs == ()


def test_an_answer_written_into_a_cell_to_play_with_is_found(tmp_path: Path) -> None:
    released = notebooks.from_text("small", TEXT + PLAY).student
    notebook = json.loads(notebooks.to_json(released))
    find(notebook["cells"], "see_it_learn")["source"] = F
    (tmp_path / "small.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert sources(rebuild.from_folder(tmp_path, released))[0] == ("f", F)


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
    assert taken.repairs == ("There are 4 cells of f; the last one that defines it was taken.",)
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
    assert taken.repairs == (
        "This notebook belongs to another version of the exercise; it was graded by the current one.",
    )


@pytest.mark.parametrize("name", ["small (1).ipynb", "Small.ipynb", "small.ipynb.txt", "SMALL.IPYNB"])
def test_renamed_file_is_read(tmp_path: Path, name: str) -> None:
    taken = take(tmp_path, submission(), name)
    assert sources(taken) == RIGHT
    assert taken.repairs == (f"The file is called “{name}”, not small.ipynb; it was read nevertheless.",)


def test_the_right_name_wins(tmp_path: Path) -> None:
    take(tmp_path, "{}", "old.ipynb")
    taken = take(tmp_path, submission())
    assert sources(taken) == RIGHT
    assert taken.repairs == ("small.ipynb counts; old.ipynb does not.",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    notebook = submission()
    find(notebook["cells"], "f")["source"] = F + "  # déjà vu"
    file = tmp_path / "small.ipynb"
    file.write_bytes(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    taken = rebuild.from_file(file, RELEASED)
    assert sources(taken)[0] == ("f", F + "  # déjà vu")
    assert taken.repairs == (
        ("The file is not in UTF-8; it was read as Windows-1252.",) if encoding == "cp1252" else ()
    )


def test_half_characters_zeros_and_line_ends_become_writable(tmp_path: Path) -> None:
    notebook = submission()
    find(notebook["cells"], "f")["source"] = ["def f(x):\r\n", "    return '\ud800\0'"]
    taken = take(tmp_path, notebook)
    assert sources(taken)[0] == ("f", "def f(x):\n    return '?'")
    notebooks.to_json(taken.notebook).encode("utf-8")


# ------------------------------------------------------------------------------------------------------------- refused
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        (" \n", "The file is empty."),
        ("<!DOCTYPE html><html>", "The file is a web page"),
        ('{"cells": [', "The file is damaged: it is not JSON at line 1, column 12."),
        ('{"cells": []\n<<<<<<< HEAD\n', "The file holds a conflict of two versions (lines with <<<<<<<)."),
        ("\0" * 7, "The file is empty."),
        ("import torch\n", "The file holds text but not a notebook."),
        ("%PDF-1.7", "The file is a PDF, whatever its name says."),
        ("{\\rtf1 }", "The file is a text with formats (RTF), whatever its name says."),
        ('{"cells": []}{"cells": []}', "The file holds two notebooks, one after the other"),
        ('{"cells": ' + "[" * 100_000, "The file is nested too deeply"),
        ('{"cells": [{"cell_type": ' + '{"cell_type": ' * 50_000, "The file is"),
        ("[1, 2]", "The file is JSON but not a notebook"),
        ('{"cells": {"a": 1}}', "The file is JSON but not a notebook"),
        ('{"worksheets": 3}', "The file is JSON but not a notebook"),
        ("[" * 100_000, "The file is nested too deeply"),
        ('{"cells": [], "n": ' + "9" * 10_000 + "}", "Nothing of the exercise “small” is in this notebook"),
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


@pytest.mark.parametrize("metadata", [True, False], ids=["whole", "without metadata"])
@pytest.mark.parametrize("other", [slug for slug in notebooks.slugs() if slug != "lstm"])
def test_the_notebook_of_another_exercise_is_refused(tmp_path: Path, other: str, metadata: bool) -> None:
    made = notebooks.build(other)
    notebook = json.loads(notebooks.to_json(made.source if metadata else made.instructor))
    if not metadata:
        del notebook["metadata"]["course"]
    (tmp_path / "lstm.ipynb").write_text(json.dumps(notebook), "utf-8")
    taken = rebuild.from_folder(tmp_path, notebooks.released("lstm"))
    assert taken.notebook is None
    assert taken.refusal == (
        f"This is a notebook of the exercise “{other}”, not of “lstm”: hand in lstm.ipynb."
        if metadata
        else "Nothing of the exercise “lstm” is in this notebook: is it the right file?"
    )


def test_beside_the_notebook_of_another_exercise_the_right_one_counts(tmp_path: Path) -> None:
    other = submission()
    other["metadata"]["course"]["exercise"] = "another"
    files = {"small.ipynb": other, "my work.ipynb": submission()}
    taken = put(tmp_path, {name: json.dumps(notebook) for name, notebook in files.items()})
    assert sources(taken) == RIGHT


@pytest.mark.parametrize("told", [None, 3, [], {}])
def test_what_names_no_exercise_refuses_nobody(tmp_path: Path, told: object) -> None:
    notebook = submission()
    notebook["metadata"]["course"]["exercise"] = told
    assert sources(take(tmp_path, notebook)) == RIGHT


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course_lib.grading.intake.find.SIZE_LIMIT", 1 << 20)
    notebook = submission()
    find(notebook["cells"], "f")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (1 << 20)}]
    taken = take(tmp_path, notebook)
    assert taken.refusal is not None
    assert "larger than 1 MB" in taken.refusal


def test_no_notebook_or_too_many(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True)
    (folder / "small.zip").write_bytes(b"PK")
    refusal = rebuild.from_folder(folder, RELEASED).refusal
    assert refusal == (
        "There is no notebook: small.ipynb was expected. The submission holds: small.zip. “small.zip” is damaged or not a "
        "zip archive. Download it again, or unpack it and give the folder. Hand in the notebook itself, which ends in "
        ".ipynb: in Jupyter and Colab by File, Download."
    )
    for name in ("a.ipynb", "b.ipynb"):
        notebook = submission()
        find(notebook["cells"], "f")["source"] = f"def f(x):\n    return '{name}'"
        (folder / name).write_text(json.dumps(notebook), "utf-8")
    refusal = rebuild.from_folder(folder, RELEASED).refusal
    assert refusal is not None
    assert refusal.startswith("There are 2 notebooks and none is called small.ipynb")
    assert rebuild.from_folder(tmp_path / "nobody" / "small", RELEASED).refusal is not None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_text(json.dumps(submission()), "utf-8")
    folder = tmp_path / "submitted" / "ada" / "small"
    folder.mkdir(parents=True)
    (folder / "small.ipynb").symlink_to(elsewhere)
    refusal = rebuild.from_folder(folder, RELEASED).refusal
    assert refusal == "“small.ipynb” is a link or not a plain file. Hand in the file itself."
    (folder / "small.ipynb").unlink()
    os.mkfifo(folder / "small.ipynb")
    assert rebuild.from_folder(folder, RELEASED).refusal == refusal
    (tmp_path / "submitted" / "eve").symlink_to(tmp_path / "submitted" / "ada")
    refusal = rebuild.from_folder(tmp_path / "submitted" / "eve" / "small", RELEASED).refusal
    assert refusal == "The folder “eve” is a link, which is not followed. Hand in the folder itself."


# -------------------------------------------------------------------------------------------------- which file it is
def put(tmp_path: Path, files: dict[str, str | bytes]) -> Intake:
    folder = tmp_path / "ada" / "small"
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return rebuild.from_folder(folder, RELEASED)


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


WHOLE, BLANK = json.dumps(submission()), notebooks.to_json(RELEASED)


@pytest.mark.parametrize(
    "files",
    [
        {"small/small.ipynb": WHOLE},
        {"small/work/Untitled.ipynb": WHOLE, "small/.ipynb_checkpoints/Untitled-checkpoint.ipynb": "{}"},
        {"small.zip": zipped({"small.ipynb": WHOLE, "data.csv": "1"})},
        {"all.zip": zipped({"a/b.ipynb": WHOLE, "__MACOSX/a/._b.ipynb": "x", "a/.ipynb_checkpoints/b.ipynb": BLANK})},
        {"all.zip": zipped({"small.ipynb": WHOLE, "old.ipynb": "{}"})},
        {"small.ipynb": zipped({"small.ipynb": WHOLE})},
        {"small.ipynb": "", "small (1).ipynb": WHOLE},
        {"small.ipynb": BLANK, "small (1).ipynb": WHOLE},
        {"a.ipynb": WHOLE, "b.ipynb": WHOLE},
        {"a.ipynb": BLANK, "b.ipynb": WHOLE, "c.ipynb": "{}"},
        {"small.ipynb": WHOLE, "other.ipynb": WHOLE.replace("x + x", "3")},
    ],
)
def test_the_notebook_is_found_where_it_is(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    taken = put(tmp_path, files)
    assert sources(taken) == RIGHT
    assert taken.blank == ()
    assert taken.repairs or list(files) == ["small.ipynb"]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"small.html": "<html>"}, "The submission holds: small.html (a web page). Hand in the notebook itself"),
        ({"small.py": "def f(x): ..."}, "The submission holds: small.py (a script)."),
        ({"small.pdf": "%PDF", "small.docx": "PK"}, "small.docx (a document of an office program), small.pdf (a PDF)."),
        ({"small.ipynb.crdownload": "{"}, "small.ipynb.crdownload (an unfinished download)."),
        ({"small.gdoc": "{}"}, "small.gdoc (the address of a file, not the file)."),
        ({".hidden.ipynb": WHOLE, "timestamp.txt": "now"}, "The submission holds: –."),
        ({"all.zip": zipped({"a.txt": ""})}, "The submission holds: all.zip."),
        ({"all.zip": zipped({str(number): "" for number in range(1500)})}, "“all.zip” holds more than 1000 files"),
        ({"small.ipynb": zipped({"word/document.xml": ""})}, "The file is a zip archive or a document"),
        (
            {"small.ipynb": BLANK, "a.ipynb": WHOLE, "b.ipynb": WHOLE.replace("x + x", "3")},
            "not clear which one counts",
        ),
        ({"a/small.ipynb": WHOLE, "b/small.ipynb": WHOLE.replace("x + x", "3")}, "not clear which one counts"),
        ({".left-out.txt": "“small.ipynb” was left out: it is larger than 20 MB."}, "it is larger than 20 MB."),
    ],
)
def test_what_is_no_notebook_is_told(tmp_path: Path, files: dict[str, str | bytes], sentence: str) -> None:
    taken = put(tmp_path, files)
    assert taken.notebook is None
    assert sentence in str(taken.refusal)


def test_an_archive_that_is_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course_lib.grading.intake.find.SIZE_LIMIT", 1 << 20)
    bomb = zipped({"small.ipynb": " " * (50 << 20)})
    tracemalloc.start()
    taken = put(tmp_path, {"small.zip": bomb})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken.refusal == "“small.ipynb” in “small.zip” was not read: it is larger than 1 MB."
    assert peak < 20 << 20


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True)
    with (folder / "small.ipynb").open("wb") as file:
        file.truncate(200 << 20)
    tracemalloc.start()
    refusal = rebuild.from_folder(folder, RELEASED).refusal
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal is not None
    assert "larger than 20 MB" in refusal
    assert peak < 1 << 20


def test_ten_thousand_files_beside(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True)
    for number in range(10_000):
        (folder / f"{number}.txt").touch()
    started = time.process_time()
    refusal = rebuild.from_folder(folder, RELEASED).refusal
    assert refusal is not None
    assert "0.txt, 1.txt, 10.txt, 100.txt, 1000.txt, 1001.txt, 1002.txt, 1003.txt and 9992 more" in refusal
    assert sources(put(tmp_path, {"small.ipynb": WHOLE})) == RIGHT
    assert time.process_time() - started < 20


# ------------------------------------------------------------------------------------------------------ damaged files
def pretty(notebook: object) -> str:
    return json.dumps(notebook, indent=1, sort_keys=True)


def conflict(ours: str, theirs: str, old: str | None = None) -> str:
    base = "" if old is None else f"||||||| base\n{old}\n"
    return f"<<<<<<< HEAD\n{ours}\n{base}=======\n{theirs}\n>>>>>>> other"


@pytest.mark.parametrize("old", [None, '   "execution_count": 1,'])
def test_a_conflict_about_nothing_is_mended(tmp_path: Path, old: str | None) -> None:
    line = '   "execution_count": 3,'
    notebook = submission()
    notebook["cells"].append(code("f(3)"))
    text = pretty(notebook).replace(line, conflict(line, line.replace("3", "4"), old), 1)
    assert "<<<<<<<" in text
    taken = take(tmp_path, text)
    assert sources(taken) == [*RIGHT, ("own", "f(3)")]
    assert taken.repairs == ("The file holds a conflict of two versions; their answers are the same.",)


def test_a_conflict_about_an_answer_is_refused(tmp_path: Path) -> None:
    line = json.dumps(F)
    text = pretty(submission()).replace(
        f'   "source": {line}', conflict(f'   "source": {line}', '   "source": "f = 2"')
    )
    assert "<<<<<<<" in text
    refusal = take(tmp_path, text).refusal
    assert refusal == (
        "The file holds a conflict of two versions with different answers. Choose one, and save it again."
    )


def test_a_file_that_stops_behind_the_answers(tmp_path: Path) -> None:
    notebook = submission()
    notebook["cells"] += [markdown("Because of a reason."), code("print('a plot')")]
    text = pretty(notebook)
    taken = take(tmp_path, text[: text.index("Because of")])
    assert sources(taken) == RIGHT
    assert taken.lost
    assert taken.wrote, "a written answer may have been there"
    assert taken.digest != take(tmp_path, submission()).digest
    assert taken.repairs[0].startswith("The file is damaged from line ")
    assert taken.repairs[0].endswith(f"; {len(RELEASED.cells)} whole cells of it were read.")


def test_a_file_that_stops_before_an_answer_is_refused(tmp_path: Path) -> None:
    text = pretty(submission())
    taken = take(tmp_path, text[: text.index("class Net")])
    assert taken.notebook is None
    assert str(taken.refusal).endswith(
        "These answers may be in the part that cannot be read: Net. Hand the notebook in again."
    )


def test_damage_outside_the_cells_costs_nothing(tmp_path: Path) -> None:
    text = pretty(submission())
    taken = take(tmp_path, text[: text.rindex('"nbformat"')])
    assert sources(taken) == RIGHT
    assert not taken.lost
    assert taken.repairs[0].endswith("outside the cells, which were all read.")


def test_damage_in_a_cell_that_is_no_answer(tmp_path: Path) -> None:
    notebook = submission()
    notebook["cells"].insert(1, code("helper = 1"))
    taken = take(tmp_path, pretty(notebook).replace('"helper = 1"', '"helper = 1'))
    assert sources(taken) == RIGHT
    assert taken.lost


def test_text_behind_the_end_is_left_out(tmp_path: Path) -> None:
    taken = take(tmp_path, pretty(submission()) + '\n  "nbformat": 4\n}\n')
    assert sources(taken) == RIGHT
    assert taken.repairs == ("There is more text after the end of the notebook; it was left out.",)
    assert take(tmp_path, pretty(submission()) + "\0" * 512).repairs == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-8"])
def test_more_encodings(tmp_path: Path, encoding: str) -> None:
    data = json.dumps(submission(), ensure_ascii=False).encode(encoding)
    assert sources(put(tmp_path, {"small.ipynb": data})) == RIGHT


def test_one_damaged_letter_leaves_the_others(tmp_path: Path) -> None:
    notebook = submission()
    find(notebook["cells"], "f")["source"] = F + "  # déjà vu, œuvre, façade"
    data = json.dumps(notebook, ensure_ascii=False).encode().replace("œ".encode(), b"\xff")
    taken = put(tmp_path, {"small.ipynb": data})
    assert sources(taken)[0] == ("f", F + "  # déjà vu, \ufffduvre, façade")
    assert taken.repairs == ("1 characters of the file are damaged; they were read as “?”.",)


def test_careless_json(tmp_path: Path) -> None:
    text = json.dumps(submission()).replace("\\n", "\n").replace('"nbformat": 4', '"nbformat": NaN, "n": ' + "9" * 9999)
    assert sources(take(tmp_path, text)) == RIGHT


@pytest.mark.parametrize(
    "damage",
    [
        lambda cell: cell.update(cell_type="cade"),
        lambda cell: cell.pop("cell_type"),
        lambda cell: cell.update(metadata=[], outputs=None),
        lambda cell: cell.update(source=[F[:9], None, F[9:], 3]),
        lambda cell: cell.update(id=[1], metadata={"nbgrader": "no"}),
        lambda cell: cell.update(id="other", metadata={"nbgrader": {"grade_id": "renamed"}}),
        lambda cell: cell.update(attachments={"a": 3, "b": {"image/png": [1]}}),
    ],
)
def test_damaged_cells_keep_their_answers(tmp_path: Path, damage: Callable[[dict[str, Any]], object]) -> None:
    taken = after_editing(tmp_path, lambda cells: damage(find(cells, "f")))
    assert sources(taken) == RIGHT


def test_an_answer_whose_text_is_gone_is_refused_not_blank(tmp_path: Path) -> None:
    taken = after_editing(tmp_path, lambda cells: find(cells, "f").update(source={"a": 1}))
    assert taken.notebook is None
    assert taken.refusal == (
        "1 cells are damaged. These answers may be in the part that cannot be read: f. Hand the notebook in again."
    )


def test_an_answer_written_into_the_check_is_found(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        find(cells, "f")["source"] = RELEASED.cells[3].source
        find(cells, "f-check")["source"] = F + '\n\ncheck("f", f)'

    taken = after_editing(tmp_path, edit)
    assert sources(taken)[0] == ("f", F + '\n\ncheck("f", f)')
    assert taken.blank == ()
    assert "These answers were found in cells that do not bear their names: f." in taken.repairs


def test_an_answer_without_a_name_that_was_turned_into_text(tmp_path: Path) -> None:
    def edit(cells: Cells) -> None:
        cell = find(cells, "f")
        cell.clear()
        cell.update(markdown(F))

    assert sources(after_editing(tmp_path, edit)) == RIGHT


@pytest.mark.parametrize(
    "source",
    [
        "%%time\ndef f(x):\n    return 1",
        "!pip list\nasync def f(x): ...",
        "f: object = len",
        "try:\n    f = 1\nexcept: ...",
        "if True:\n    def f(x): ...",
        "def f(x:\n",
        "x =\nf = 3",
    ],
)
def test_what_defines_an_answer(tmp_path: Path, source: str) -> None:
    def edit(cells: Cells) -> None:
        cells[cells.index(find(cells, "f"))] = code(source)

    assert sources(after_editing(tmp_path, edit))[0] == ("f", source)


@pytest.mark.parametrize(
    "source", ["f(3)", "g = f = f(1) if 0 else f", "def g():\n    f = 3", "# def f(x)", "f == 3", "f += 1"]
)
def test_what_does_not_define_an_answer(tmp_path: Path, source: str) -> None:
    def edit(cells: Cells) -> None:
        cells[cells.index(find(cells, "f"))] = code(source)

    if source.startswith("g = f"):
        assert after_editing(tmp_path, edit).blank == ()
    else:
        assert after_editing(tmp_path, edit).blank == ("f",)


@pytest.mark.parametrize(
    "source", ["-" * 150_000 + "f", "(" * 50_000, "f" + ".f" * 80_000, "f = [" + "0, f, " * 27_000]
)
def test_sources_that_were_made_to_break_a_parser(tmp_path: Path, source: str) -> None:
    def edit(cells: Cells) -> None:
        cells.remove(find(cells, "f"))
        cells.extend([code(source)] * 3)

    started = time.process_time()
    assert after_editing(tmp_path, edit).notebook is not None
    assert time.process_time() - started < 30


def test_more_text_than_anybody_writes_is_refused(tmp_path: Path) -> None:
    taken = after_editing(tmp_path, lambda cells: cells.append(code("# data " * 100_000)))
    assert taken.refusal is not None
    assert "The cells hold 700 kB of text; 500 kB are allowed" in taken.refusal


@pytest.mark.parametrize(
    "source",
    [
        "if f == 0:\n    pass\n" + "elif f == 1:\n    f = 2\n" * 1500,
        "f = " + "1 if f else " * 1400 + "0",
        "f = " + "lambda: " * 1400 + "0",
        "f = " + " + ".join(["'f'"] * 1500),
        "f = " + "[" * 150 + "]" * 150,
    ],
    ids=["elif", "if else", "lambda", "sum", "list"],
)
def test_sources_nested_deeper_than_python_reads_are_an_answer(tmp_path: Path, source: str) -> None:
    def edit(cells: Cells) -> None:
        find(cells, "f")["source"] = source
        cells.extend([code(source)] * 2)

    assert ("f", source) in sources(after_editing(tmp_path, edit))


@pytest.mark.parametrize("inside", ["{}", "[]", '{"a": 0}', '"ab"'])
def test_a_file_that_would_grow_in_memory_is_refused(tmp_path: Path, inside: str) -> None:
    file = tmp_path / "small.ipynb"
    file.write_text('{"x": [' + f"{inside}, " * 1_000_000 + "0], " + pretty(submission())[1:], "utf-8")
    taken = rebuild.from_file(file, RELEASED)
    assert str(taken.refusal).startswith("The file holds far more lists and texts than a notebook.")


def test_archives_are_read_one_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True)
    size = 2 << 20
    for number in range(20):
        with zipfile.ZipFile(folder / f"part-{number}.zip", "w") as made:
            made.writestr(f"{number}.ipynb", pretty(submission()))
            made.writestr("data.bin", random.Random(number).randbytes(size))
    tracemalloc.start()
    try:
        taken = rebuild.from_folder(folder, RELEASED)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "20 notebooks" in str(taken.refusal)
    assert peak < 6 * size


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_of_any_kind_is_a_sentence(tmp_path: Path, method: int) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as made:
        made.writestr("small.ipynb", pretty(submission()))
    draw = random.Random(method)
    folder = tmp_path / "ada" / "small"
    folder.mkdir(parents=True)
    for _round in range(60):
        damaged = bytearray(data.getvalue())
        for _flip in range(draw.choice((1, 3, 30))):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        (folder / "small.zip").write_bytes(damaged)
        sane(rebuild.from_folder(folder, RELEASED))


def test_only_pictures_become_pictures(tmp_path: Path) -> None:
    bundle = {"image/png": base64.b64encode(b"<svg onload=alert(1)>").decode(), "image/jpeg": '"><script>'}
    taken = after_editing(
        tmp_path, lambda cells: cells.append({**markdown("![x](attachment:x)"), "attachments": {"x": bundle}})
    )
    assert "attachments" not in taken.notebook.cells[-1]


# ---------------------------------------------------------------------------------------------------- random damage
def mutated_bytes(draw: random.Random, text: bytes) -> bytes:
    data = bytearray(text)
    for _change in range(draw.choice((1, 1, 2, 5, 30))):
        at, to = sorted(draw.randrange(len(data) + 1) for _end in range(2))
        match draw.randrange(6):
            case 0 if at < len(data):
                data[at] = draw.randrange(256)
            case 1:
                data[at:at] = draw.choice((b"\0", b'"', b"}", b"]", b"\n<<<<<<< a\n", b"\xff", b"{", b",", b"\\u"))
            case 2:
                del data[at : min(to, at + 40)]
            case 3:
                data[at:at] = data[at : min(to, at + 200)]
            case 4 if draw.random() < 0.2:
                del data[at:]
            case 5 if at < len(data):
                data[at] ^= 1 << draw.randrange(8)
        if not data:
            break
    return bytes(data)


def mutated_json(draw: random.Random, notebook: dict[str, Any]) -> dict[str, Any]:
    odd: list[Any] = [None, 3, "x", [], {}, float("nan"), 1 << 70, True, "\ud800", [[]], {"source": 1}, "f", "\0"]
    for _change in range(draw.choice((1, 1, 2, 4))):
        parent: Any = notebook
        while True:
            keys = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
            if not keys:
                break
            key = draw.choice(keys)
            if isinstance(parent[key], dict | list) and parent[key] and draw.random() < 0.8:
                parent = parent[key]
                continue
            match draw.randrange(4):
                case 0:
                    parent[key] = deepcopy(draw.choice(odd))
                case 1:
                    del parent[key]
                case 2 if isinstance(parent, list):
                    parent.insert(draw.randrange(len(parent) + 1), deepcopy(parent[key]))
                case 3 if isinstance(parent, dict):
                    parent[draw.choice(("source", "id", "cells", "metadata", "cell_type", "worksheets"))] = deepcopy(
                        parent[key]
                    )
            break
    return notebook


def sane(taken: Intake) -> None:
    """A notebook that can be written and run, or a sentence."""
    assert (taken.notebook is None) == (taken.refusal is not None)
    for sentence in (*taken.repairs, *filter(None, [taken.refusal])):
        assert sentence.endswith((".", "?"))
        assert sentence.replace("?", "").isprintable()
    if taken.notebook is not None:
        released = {cell.id for cell in RELEASED.cells}
        assert released <= {cell.id for cell in taken.notebook.cells}
        notebooks.to_json(taken.notebook).encode("utf-8")


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_end_in_a_notebook_or_a_sentence(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    file = tmp_path / "small.ipynb"
    taken_whole = 0
    for _round in range(500):
        data = mutated_bytes(draw, pretty(submission()).encode())
        file.write_bytes(data)
        taken = rebuild.from_file(file, RELEASED)
        sane(taken)
        if taken.notebook is not None:
            taken_whole += 1
            texts = "\0".join(source for _kind, source in sources(taken))
            for name, answer in RIGHT:
                # an answer that stands whole in the file is graded, or somebody is told that something is missing
                whole = f'"source": {json.dumps(answer)}'.encode() in data
                assert not whole or answer in texts or taken.lost or taken.repairs, name
    assert taken_whole > 100


@pytest.mark.parametrize("seed", range(4))
def test_random_structures_lose_no_answer_silently(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    file = tmp_path / "small.ipynb"
    for _round in range(800):
        notebook = mutated_json(draw, submission())
        file.write_text(json.dumps(notebook), "utf-8")
        taken = rebuild.from_file(file, RELEASED)
        sane(taken)
        if taken.notebook is None:
            continue
        nbformat.validate(taken.notebook)
        texts = "\0".join(source for _kind, source in sources(taken))
        cells = notebook["cells"] if isinstance(notebook.get("cells"), list) else []
        for cell in cells:
            answer = cell.get("source") if isinstance(cell, dict) else None
            if answer in (F, NET):
                assert answer in texts or taken.repairs
                assert answer in texts or not {"f", "Net"} & {cell.get("id")}, notebook
        for name in taken.blank:
            assert not any(isinstance(cell, dict) and cell.get("source") == dict(RIGHT)[name] for cell in cells)


# -------------------------------------------------------------------------------------------------------------- digest
def test_digest_is_of_what_was_written(tmp_path: Path) -> None:
    digest = take(tmp_path, submission()).digest
    again = submission()
    again["metadata"]["widgets"] = {}
    find(again["cells"], "f")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    find(again["cells"], "f")["execution_count"] = 99
    assert rebuild.from_file(_write(tmp_path / "another name.ipynb", again), RELEASED).digest == digest
    find(again["cells"], "f")["source"] = F + " "
    assert rebuild.from_file(_write(tmp_path / "changed.ipynb", again), RELEASED).digest != digest
    again = submission()
    again["cells"].append(markdown("Because."))
    assert rebuild.from_file(_write(tmp_path / "more.ipynb", again), RELEASED).digest != digest


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
    assert rebuild.told_by(_write(tmp_path / "small.ipynb", notebook)) == told
