"""What a closed room cannot give goes to a person; a plain mistake stays one."""

import json
import time
from pathlib import Path

import pytest

from course_lib.grading import notebooks
from course_lib.grading.classroom.executors import grade_submission
from course_lib.grading.intake import rebuild
from course_lib.grading.judging import missing as lacks
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.running import isolation
from course_lib.grading.running.session import Cell, CellReport, Limits
from tests import classroom

CASES = {case.student: case for case in classroom.cases(classroom.CLOSED_ROOM)}


def graded(case: classroom.Case, folder: Path, tier: int) -> Graded:
    classroom.hand_in(folder, [case])
    taken = rebuild.from_folder(folder / "submitted" / case.student / "lstm", notebooks.released("lstm"))
    return grade_submission(GradingTask("lstm", case.student, taken, None, 1, Limits(), 2, tier))


@pytest.mark.parametrize("tier", ["best", pytest.param("none", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("name", CASES)
def test_submission_gets_what_it_must(name: str, tier: str, tmp_path: Path) -> None:
    case = CASES[name]
    results = graded(case, tmp_path, isolation.probe().tier if tier == "best" else 0).results
    assert {result.check: result.points for result in results} == case.points
    assert {result.check: result.status for result in results} == (dict.fromkeys(case.points, "passed") | case.statuses)
    [message] = [result.message for result in results if result.check == "lstm_step"]
    assert case.missing in message
    assert ("A person looks at it" in message) == bool(case.missing)


def test_there_are_enough_of_them() -> None:
    assert sum(bool(case.missing) for case in CASES.values()) >= 10
    assert sum(not case.missing for case in CASES.values()) >= 4


def missing(source: str, error: str) -> str | None:
    return lacks.missing([Cell("own-1", source)], [CellReport("own-1", "crashed", error=error)])


@pytest.mark.parametrize(
    ("source", "error", "wanted"),
    [
        (
            "from google.colab import drive",
            "ModuleNotFoundError: No module named 'google'",
            "Google Colab (google.colab)",
        ),
        ("import einops", "No module named 'einops'", "the package “einops”, which is not installed here"),
        ("import numpyro", "No module named 'numpyro'", "the package “numpyro”, which is not installed here"),
        ("import x", "ImportError: libcudart.so.12: cannot open shared object file", "the package “libcudart.so.12”"),
        ("x = input()", "EOFError: EOF when reading a line", "a person at the keyboard: input()"),
        ("import getpass", "EOFError: (no message)", "a person at the keyboard: input()"),
        ("x = input()", "StdinNotImplementedError: raw_input was called", "a person at the keyboard: input()"),
        ("x.cuda()", "AssertionError: Torch not compiled with CUDA enabled", "a graphics processor (CUDA)"),
        ("x.cuda()", "RuntimeError: Found no NVIDIA driver on your system.", "a graphics processor (CUDA)"),
        ("x", "RuntimeError: No CUDA GPUs are available", "a graphics processor (CUDA)"),
        ("x", "Attempting to deserialize object on a CUDA device", "a graphics processor (CUDA)"),
        ("x", "Could not run 'aten::empty' with arguments from the 'MPS' backend", "a graphics processor (CUDA)"),
        ("torch.load('w.pt')", "FileNotFoundError: [Errno 2] No such file or directory: 'w.pt'", "the file “w.pt”"),
        ("%run a.py", "Exception: File `'a.py'` not found.", "the file “a.py”"),
        ("socket.create_connection(a)", "PermissionError: [Errno 1] Operation not permitted", "the network"),
        ("urlopen(a)", "URLError: <urlopen error [Errno -3] Temporary failure in name resolution>", "the network"),
        ("import subprocess", "PermissionError: [Errno 1] Operation not permitted", "another program"),
        ("!wget a\nx = 1", 'OSError: "sh" shell not found', "another program"),
        ("files = !find . -name '*.pt'", "PermissionError: [Errno 1] Operation not permitted", "another program"),
        ("%%bash\necho", "PermissionError: [Errno 1] Operation not permitted", "another program"),
        ("%pip install x\ny = 1", 'OSError: "sh" shell not found', "another program"),
        ("%pip install -q x", "“run_line_magic('pip', 'install -q x')”: \"sh\" shell not found", "the package “x”"),
        (
            "DataLoader(x, num_workers=2)",
            "FileNotFoundError: [Errno 2] No such file or directory",
            "processes or threads",
        ),
        ("Thread(target=f).start()", "RuntimeError: can't start new thread", "processes or threads"),
        (
            "open('/x', 'w')",
            "OSError: [Errno 30] Read-only file system: '/x'",
            "a file that may not be read or written",
        ),
        (
            "open('/x', 'w')",
            "PermissionError: [Errno 13] Permission denied: '/x'",
            "a file that may not be read or written",
        ),
        ("MNIST('.')", "RuntimeError: Dataset not found. You can use download=True", "data that would have to be"),
    ],
)
def test_what_is_missing_is_named(source: str, error: str, wanted: str) -> None:
    assert (missing(source, error) or "").startswith(wanted)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("foo", "NameError: name 'foo' is not defined"),
        ("from torch import lstmm", "ImportError: cannot import name 'lstmm' from 'torch'"),
        ("import torch.nnn", "ModuleNotFoundError: No module named 'torch.nnn'"),
        ("from course_lib.solutions import x", "ModuleNotFoundError: No module named 'course_lib.solutions'"),
        ("import trch", "ModuleNotFoundError: No module named 'trch'"),
        ("import nupmy", "ModuleNotFoundError: No module named 'nupmy'"),
        ("import maths.x", "ModuleNotFoundError: No module named 'course_libb'"),
        ("!ls -la\n# what is here?\n!nvidia-smi", 'OSError: "sh" shell not found'),
        ("!pip list", 'OSError: "sh" shell not found'),
        ("next(lines)", "StopIteration: (no message)"),
        ("x[3]", "IndexError: index 3 is out of bounds"),
        ("raise EOFError", "EOFError: (no message)"),
        ("torch.ones(2) @ torch.ones(3)", "RuntimeError: inconsistent tensor size, expected tensor [2]"),
    ],
)
def test_a_plain_mistake_is_no_lack(source: str, error: str) -> None:
    assert missing(source, error) is None


def test_a_package_that_the_notebook_installs_is_no_slip() -> None:
    cells = [Cell("1", "%pip install -q torchh"), Cell("2", "import torchh")]
    reports = [CellReport("1", "ok"), CellReport("2", "crashed", error="No module named 'torchh'")]
    assert lacks.missing(cells, reports) == "the package “torchh”, which is not installed here"
    assert lacks.missing(cells[1:], reports[1:]) is None


def test_cells_that_went_on_miss_nothing() -> None:
    cell = Cell("1", "try:\n    import google.colab\nexcept ImportError:\n    pass")
    assert lacks.missing([cell], [CellReport("1", "ok", output="No module named 'google'")]) is None
    assert lacks.missing([cell], [CellReport("1", "timeout", error="No module named 'google'")]) is None


def test_in_an_answer_a_file_is_a_mistake_and_a_package_is_not() -> None:
    assert lacks.missing_in_answer("your code raised FileNotFoundError: No such file or directory: 'x'") is None
    assert lacks.missing_in_answer("your code raised ModuleNotFoundError: No module named 'einops'") == (
        "the package “einops”, which is not installed here"
    )
    assert lacks.missing_in_answer("your code raised AssertionError: Torch not compiled with CUDA enabled") == (
        "a graphics processor (CUDA)"
    )


HOSTILE = (
    "ImportError " + "a.so" * 400,
    "ImportError " * 80 + ".so" * 300 + ": cannot open shared objec",
    "pip install " * 200,
    "pip install " + "-q " * 600 + "Operation not permitte",
    "pip install -a " * 130 + "shell not foun",
    "File '" * 300,
    "File " + "'" * 1900,
    "FileNotFoundError" * 110 + "No such file or directory: '",
    "No module named '" * 100,
    "No module named '" + "." * 1900,
    "[Errno 1] " + " " * 1900,
)


@pytest.mark.parametrize("error", HOSTILE, ids=lambda error: error[:20])
def test_an_error_that_was_written_to_be_slow_to_read_is_not(error: str) -> None:
    """A thousand cells with forged errors and sources cost what a few cost: plain words are looked for first."""
    cells = [Cell(str(number), "x = 1" + " " * 10_000) for number in range(1000)]
    reports = [CellReport(cell.name, "crashed", error=error) for cell in cells]
    started = time.process_time()
    lacks.missing(cells, reports)
    lacks.missing_in_answer(error * 50, "w " * 50_000)
    assert time.process_time() - started < 10  # some 0.1 s; it was minutes


def test_a_shared_object_is_named_without_its_folder() -> None:
    error = "OSError: /usr/lib/x/libcudart.so.12: cannot open shared object file: No such file or directory"
    assert missing("import x", error) == "the package “libcudart.so.12”, which is not installed here"
    assert missing("import x", "ValueError: notes.txt: cannot open shared object file") is None


def test_names_are_fit_to_be_shown() -> None:
    error = "FileNotFoundError: No such file or directory: '\x1b[31m" + "x" * 150 + "'"
    found = missing("open(x)", error)
    assert found is not None
    assert found.isprintable()
    assert len(found) < 100
    json.dumps(found).encode("cp1252")
