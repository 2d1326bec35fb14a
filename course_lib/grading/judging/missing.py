"""What a room without network, keyboard and other programs cannot give: a person looks at it, it is never a silent 0.

A plain mistake stays one. A name that does not exist, in torch as anywhere, is the student's; so is a file that a
function reads while it is checked, since no exercise has one.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice

from course_lib.grading.running.session import Cell, CellReport
from course_lib.grading.text import shown
from course_lib.language import _

_COURSE = ("torch", "numpy", "matplotlib", "course_lib", "IPython")
"""What every notebook of the course can import."""

_LOOKING_AROUND = (
    r"ls|pwd|cat|head|tail|echo|which|date|whoami|df|free|lscpu|nvidia-smi|(python3?|pip) +(--version|list|show|freeze)"
)
"""Commands from which no later cell can get anything."""


_ERROR_CHARS = 4000
"""Of an error; a worker sends fewer of an honest one."""
_CELLS = 100
"""That crashed and are looked at: a notebook with more of them is not missing a package."""


@dataclass(frozen=True)
class _Lack:
    """Something that is not there: how it shows in an error, and what to call it."""

    shows: tuple[str, ...]
    """Plain words, one of which stands in the error."""
    sentence: Callable[[str], str]
    """What is missing, given its name."""
    name: Callable[[str], str | None] = lambda _error: ""
    """Its name in the error; None where the words are there, and it is something else all the same."""
    source: str = ""
    """A pattern of what the cell has to say, too; the error alone could have another reason."""
    in_answers: bool = True
    """Whether it counts when it happens in a function that is being checked."""


_NO_MODULE = ("No module named '", 'No module named "')
_FORBIDDEN = (
    *("PermissionError", "[Errno 1]", "[Errno 13]", "[Errno 30]"),
    *("Operation not permitted", "Read-only file system", "BlockingIOError"),
)
_MISSING_FILE = "No such file or directory"


def _package(name: str) -> str:
    return _("the package “{name}”, which is not installed here").format(name=name)


# what follows reads a text that a student may have written, so no pattern has two parts that could share its letters
def _module(error: str) -> str | None:
    found = re.search(r"No module named ['\"]([\w.]+)['\"]", error)
    return found and found[1]


def _of_colab(error: str) -> str | None:
    return "" if re.search(r"No module named ['\"]google(?:\.colab)?['\"]", error) else None


def _shared_object(error: str) -> str | None:
    before = error.partition(": cannot open shared object")[0]
    name = re.split(r"[^\w.+-]", before[-200:])[-1]
    raised = "ImportError" in before or "OSError" in before
    return name if raised and any(ending in name for ending in (".so", ".dll", ".dylib")) else None


def _installed_by_pip(error: str) -> str | None:
    found = re.search(r"\bpip3?(?:', '| )install ([^'\"]{1,200})", error)
    if found is None or not any(words in error for words in ("Operation not permitted", "shell not found")):
        return None
    return " ".join(dropwhile(lambda word: word.startswith("-"), found[1].split()))


def _file(error: str) -> str | None:
    run = re.search(r"File [`'\"]{1,9}([^`'\"]{1,200})[`'\"]{1,9} not found", error)
    if run is not None:
        return run[1]
    if "FileNotFoundError" not in error:
        return None
    opened = re.search(_MISSING_FILE + r": ['\"]([^'\"]{1,200})['\"]", error)
    return opened[1] if opened else ""


def _lacks() -> Iterator[_Lack]:
    yield _Lack(_NO_MODULE, lambda _name: _("Google Colab (google.colab)"), _of_colab)
    yield _Lack(_NO_MODULE, _package, _module)
    yield _Lack((": cannot open shared object",), _package, _shared_object)
    yield _Lack(
        ("EOFError", "StdinNotImplementedError"),
        lambda _name: _("a person at the keyboard: input()"),
        source=r"\b(?:input|getpass)\b",
    )
    yield _Lack(
        (
            "not compiled with CUDA",
            "Found no NVIDIA driver",
            "No CUDA GPUs are available",
            "no CUDA-capable device",
            "CUDA driver",
            "on a CUDA device",
            "CUDA error",
            "CUDA unknown error",
            "CUDA generator",
            "'CUDA' backend",
            "'MPS' backend",
            "not linked with support for mps",
        ),
        lambda _name: _("a graphics processor (CUDA)"),
    )
    yield _Lack(
        (
            *("urlopen error", "URLError", "name resolution", "Name or service not known", "nodename nor servname"),
            *("getaddrinfo failed", "Network is unreachable", "Connection refused", "ConnectionError"),
            *("Max retries exceeded", "HTTPSConnectionPool", "Cannot connect to host", "couldn't connect to"),
            *("nltk.download", "LocalEntryNotFoundError"),
        ),
        lambda _name: _("the network"),
    )
    yield _Lack(
        _FORBIDDEN,
        lambda _name: _("the network"),
        source=r"\b(?:urllib|urlopen|requests|httpx|aiohttp|socket|wget|gdown|load_dataset|hf_hub_download|download)\b",
    )
    yield _Lack(("install ",), _package, _installed_by_pip)
    yield _Lack(
        (*_FORBIDDEN, "FileNotFoundError", "CalledProcessError", "shell not found"),
        lambda _name: _("another program (a shell command, or subprocess)"),
        source=r"\b(?:subprocess|Popen|os\.system|os\.popen|os\.exec\w+|pexpect)\b"
        r"|^[ \t]*(?:\w+ *= *)?!|^%%(?:bash|sh|script|!)|^[ \t]*%(?:pip|conda|mamba|system|sx)\b",
    )
    yield _Lack(
        (
            *(*_FORBIDDEN, "can't start new thread", "DataLoader worker", "Resource temporarily unavailable"),
            f"{_MISSING_FILE}\n",  # at the end of a line: no file is named
        ),
        lambda _name: _("processes or threads of its own"),
        source=r"\b(?:num_workers|multiprocessing|ProcessPoolExecutor|ThreadPoolExecutor|Thread|Process|Pool|os\.fork"
        r"|set_num_threads)\b",
    )
    yield _Lack(
        ("FileNotFoundError", " not found"),
        lambda name: _("the file “{name}”").format(name=name) if name else _("a file"),
        _file,
        in_answers=False,
    )
    yield _Lack(("Dataset not found",), lambda _name: _("data that would have to be downloaded"), in_answers=False)
    yield _Lack(_FORBIDDEN, lambda _name: _("a file that may not be read or written here"))


# ----------------------------------------------------------------------------------------------------- what is missing
def missing(cells: Sequence[Cell], reports: Sequence[CellReport]) -> str | None:
    """What the cells asked for that is not there, named in a few words; None if they miss nothing.

    Only a cell that crashed misses something: one that went on without it, or caught the error, has all that it needs.
    """
    installed = _installed(cells)
    crashed = (pair for pair in zip(cells, reports, strict=True) if pair[1].status == "crashed")
    for cell, report in islice(crashed, _CELLS):
        if not _only_looks_around(cell.source):
            found = _lack(report.error, cell.source, in_answer=False, installed=installed)
            if found is not None:
                return found
    return None


def missing_in_answer(message: str, source: str = "") -> str | None:
    """What an answer asked for while it was checked; ``message`` is what the check said when it crashed."""
    return _lack(message, source, in_answer=True)


def _installed(cells: Sequence[Cell]) -> frozenset[str]:
    """The packages that the notebook would install."""
    commands = [found for cell in cells for found in re.findall(r"\bpip3?[ \t]+install\b(.*)", cell.source)]
    return frozenset(word.replace("-", "_") for command in commands for word in re.findall(r"[\w-]+", command))


def _lack(error: str, source: str, in_answer: bool, installed: frozenset[str] = frozenset()) -> str | None:
    error = error[:_ERROR_CHARS] + "\n"
    for lack in _lacks():
        if (in_answer and not lack.in_answers) or not any(words in error for words in lack.shows):
            continue
        name = lack.name(error)
        if name is None or re.search(lack.source, f"{source}\n{error}", re.MULTILINE) is None:
            continue
        if lack.shows == _NO_MODULE and name and _is_a_slip(name, installed):
            return None
        return lack.sentence(shown(name))
    return None


def _only_looks_around(source: str) -> bool:
    """Whether a cell is nothing but shell commands that show something: without them nothing is lost."""
    lines = [line.strip() for line in source.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return bool(lines) and all(re.fullmatch(rf"[!%] *(?:{_LOOKING_AROUND})(?: [^|&;><]*)?", line) for line in lines)


# -------------------------------------------------------------------------------------------------- a package or a slip
def _is_a_slip(name: str, installed: frozenset[str]) -> bool:
    """Whether a module that does not exist is a mistake of the student's, who would see the same error at home.

    It is, where the module is part of a package that is there, or its name differs by one letter from one that is
    there and the notebook does not install it.
    """
    top = name.partition(".")[0]
    if top in _COURSE or top in sys.stdlib_module_names:
        return True
    known = (name for name in (*_COURSE, *sys.stdlib_module_names) if len(name) > 4)  # short ones are like any other
    return top not in installed and any(_one_letter_apart(top, name) for name in known)


def _one_letter_apart(first: str, second: str) -> bool:
    """Whether one letter was left out, added, taken for another, or two neighbours were exchanged."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    begin = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    left, right = first[begin:], second[begin:]
    exchanged = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or exchanged
