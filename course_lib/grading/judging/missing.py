"""What a room without network, keyboard and other programs cannot give: a person looks at it, it is never a silent 0.

A plain mistake stays one. A name that does not exist, in torch as anywhere, is the student's; so is a file that a
function reads while it is checked, since no exercise has one.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from course_lib.grading.running.session import Cell, CellReport
from course_lib.language import _

_COURSE = ("torch", "numpy", "matplotlib", "course_lib", "IPython")
"""What every notebook of the course can import."""

_LOOKING_AROUND = (
    r"ls|pwd|cat|head|tail|echo|which|date|whoami|df|free|lscpu|nvidia-smi|(python3?|pip) +(--version|list|show|freeze)"
)
"""Commands from which no later cell can get anything."""


@dataclass(frozen=True)
class _Lack:
    """Something that is not there: how it shows in an error, and what to call it."""

    shows: str
    sentence: Callable[[str], str]
    """What is missing, given the last group of the match."""
    source: str = ""
    """What the cell has to say, too; the error alone could have another reason."""
    in_answers: bool = True
    """Whether it counts when it happens in a function that is being checked."""


_FORBIDDEN = r"PermissionError|\[Errno (?:1|13|30)\]|Operation not permitted|Read-only file system|BlockingIOError"


def _lacks() -> Iterator[_Lack]:
    yield _Lack(r"No module named ['\"]google(?:\.colab)?['\"]", lambda _found: _("Google Colab (google.colab)"))
    yield _Lack(
        r"No module named ['\"]([\w.]+)['\"]",
        lambda name: _("the package “{name}”, which is not installed here").format(name=name),
    )
    yield _Lack(
        r"(?:ImportError|OSError)\b.*?([\w.+-]+\.(?:so|dll|dylib)[\w.]*): cannot open shared object",
        lambda name: _("the package “{name}”, which is not installed here").format(name=name),
    )
    yield _Lack(
        r"EOFError|StdinNotImplementedError",
        lambda _found: _("a person at the keyboard: input()"),
        source=r"\b(?:input|getpass)\b",
    )
    yield _Lack(
        r"not compiled with CUDA|Found no NVIDIA driver|No CUDA GPUs are available|no CUDA-capable device|CUDA driver"
        r"|on a CUDA device|CUDA error|CUDA unknown error|CUDA generator|'(?:CUDA|MPS)' backend"
        r"|not linked with support for mps",
        lambda _found: _("a graphics processor (CUDA)"),
    )
    yield _Lack(
        r"urlopen error|URLError|name resolution|Name or service not known|nodename nor servname|getaddrinfo failed"
        r"|Network is unreachable|Connection refused|ConnectionError|Max retries exceeded|HTTPSConnectionPool"
        r"|Cannot connect to host|couldn't connect to|nltk\.download|LocalEntryNotFoundError",
        lambda _found: _("the network"),
    )
    yield _Lack(
        _FORBIDDEN,
        lambda _found: _("the network"),
        source=r"\b(?:urllib|urlopen|requests|httpx|aiohttp|socket|wget|gdown|load_dataset|hf_hub_download|download)\b",
    )
    yield _Lack(
        r"\bpip3?(?:', '| )install (?:-\S+ )*([^'\"]{1,80}).*(?:Operation not permitted|shell not found)",
        lambda name: _("the package “{name}”, which is not installed here").format(name=name),
    )
    yield _Lack(
        rf"{_FORBIDDEN}|FileNotFoundError|CalledProcessError|shell not found",
        lambda _found: _("another program (a shell command, or subprocess)"),
        source=r"\b(?:subprocess|Popen|os\.system|os\.popen|os\.exec\w+|pexpect)\b"
        r"|^[ \t]*(?:\w+ *= *)?!|^%%(?:bash|sh|script|!)|^[ \t]*%(?:pip|conda|mamba|system|sx)\b",
    )
    yield _Lack(
        rf"{_FORBIDDEN}|can't start new thread|DataLoader worker|Resource temporarily unavailable"
        r"|No such file or directory$",
        lambda _found: _("processes or threads of its own"),
        source=r"\b(?:num_workers|multiprocessing|ProcessPoolExecutor|ThreadPoolExecutor|Thread|Process|Pool|os\.fork"
        r"|set_num_threads)\b",
    )
    yield _Lack(
        r"File [`'\"]+([^`'\"]+)[`'\"]+ not found"
        r"|FileNotFoundError(?:.*No such file or directory: ['\"]([^'\"]{1,200})['\"])?",
        lambda name: _("the file “{name}”").format(name=name) if name else _("a file"),
        in_answers=False,
    )
    yield _Lack(r"Dataset not found", lambda _found: _("data that would have to be downloaded"), in_answers=False)
    yield _Lack(_FORBIDDEN, lambda _found: _("a file that may not be read or written here"))


# ----------------------------------------------------------------------------------------------------- what is missing
def missing(cells: Sequence[Cell], reports: Sequence[CellReport]) -> str | None:
    """What the cells asked for that is not there, named in a few words; None if they miss nothing.

    Only a cell that crashed misses something: one that went on without it, or caught the error, has all that it needs.
    """
    installed = _installed(cells)
    for cell, report in zip(cells, reports, strict=True):
        if report.status == "crashed" and not _only_looks_around(cell.source):
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
    for lack in _lacks():
        if in_answer and not lack.in_answers:
            continue
        shown = re.search(lack.shows, error)
        if shown is None or re.search(lack.source, f"{source}\n{error}", re.MULTILINE) is None:
            continue
        name = next((group for group in reversed(shown.groups()) if group), "")
        if "No module named" in shown[0] and name and _is_a_slip(name, installed):
            return None
        return lack.sentence(_shown(name))
    return None


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


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
