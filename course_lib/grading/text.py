"""Text that may have been written by anybody: fit for a sentence of ours, for a page, and as the name of a file."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""What is a device on Windows."""

NAME_LIMIT = 128
"""Letters of a student's name that every database of nbgrader keeps."""

_FORMULA = re.compile(r"(?:\A|(?<=[;\t\r\n]))(?=[=+@\t\r\n＝＋－＠-])")
"""Where a spreadsheet would begin to calculate."""


# ---------------------------------------------------------------------------------------------------- to be read
def shown(name: str, length: int = 80) -> str:
    """A name as it can stand in a sentence: some file systems allow anything in it."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:length]


def plain(text: str) -> str:
    """Text without escape sequences, control characters, and those that turn the direction of what is read."""
    text = re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-_])", "", text)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter for letter in text if letter in "\n\t" or not _is_control(letter))


def _is_control(letter: str) -> bool:
    code = ord(letter)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069


def inert(text: str) -> str:
    """Markdown in which nothing runs and nothing is loaded when it is opened; all else reads as before.

    What goes: tags, entities, pictures of other places, links that are no web or mail address, references that would
    hide where a link leads, commands of MathJax that make links, styles and ids.
    """
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"&(?=#|\w+;)", "& ", text)
    # a bracket in the text of a picture could hold a second picture, whose address would be taken for the first one's
    text = re.sub(r"!(?=\[)(?!\[[^\[\]\n]*\]\(attachment:[^\s()]+\))", "! ", text)
    text = re.sub(r"(?i)\](?=\()(?!\((https?://|mailto:|attachment:|#))", "] ", text)
    text = re.sub(r"\](?=:)", "] ", text)
    text = re.sub(r"\\(?=(href|url|style|class|cssId|require|html[A-Za-z]*|mmlToken|includegraphics)\b)", r"\\ ", text)
    return re.sub(r"(?i)(javascript|vbscript|data)\\*:(?=\S)", r"\1 : ", text)


# ---------------------------------------------------------------------------------------------- as the name of a file
def split_ending(name: str) -> tuple[str, str]:
    """A file's name without its ending, and the ending: .ipynb.txt is one."""
    found = re.fullmatch(r"(.*?)((?:\.ipynb)?\.\w{1,8})", name, re.DOTALL)
    return (found[1], found[2]) if found is not None else (name, "")


def safe_file(name: str) -> str:
    """The name of a file as every system takes it; folders become part of the name."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    printable = "".join(letter if letter.isprintable() and letter not in '<>:"|?*\\/' else "_" for letter in name)
    stem, ending = split_ending(printable)
    return _not_reserved(f"{_cut(stem, 120).lstrip('.') or '_'}{ending}".rstrip(". "))


def safe_files(names: Iterable[str]) -> dict[str, str]:
    """A file's name for each name; of those that are too alike all but one get a mark made of the name."""
    safe: dict[str, str] = {}
    taken = set()
    for name in sorted(names, key=lambda name: (safe_file(name) != name, name)):
        whole = safe_file(name)
        stem, ending = split_ending(whole)
        marked = (f"{stem}-{mark_of(name, length)}{ending}" for length in range(6, 65))
        safe[name] = next(one for one in (whole, *marked) if one.casefold() not in taken)
        taken.add(safe[name].casefold())
    return safe


def safe_folders(names: Iterable[str]) -> dict[str, str]:
    """A folder's name for each name; those that are too alike get a mark made of the name, as long as it has to be."""
    safe = {name: _safe_folder(name) for name in names}
    often = Counter(folder.casefold() for folder in safe.values())
    taken = {folder for folder, count in often.items() if count == 1}
    for name, folder in sorted(safe.items()):
        if often[folder.casefold()] > 1:
            marked = (f"{folder}-{mark_of(name, length)}" for length in range(6, 65))
            safe[name] = next(one for one in marked if one.casefold() not in taken)
            taken.add(safe[name].casefold())
    return safe


def in_table(text: str) -> str:
    """A text as a cell of a table that a spreadsheet opens: one that it would take for a formula gets an apostrophe.

    So does what would become a cell of its own, where the spreadsheet parts cells by semicolons or tabs.
    """
    return _FORMULA.sub("'", text)


def _safe_folder(name: str) -> str:
    """Letters, digits and - _ . @ only: good for folders, addresses and tables."""
    safe = re.sub(r"(?:[^\w.@-]|_)+", "_", name.encode("utf-8", "replace").decode("utf-8"))
    return _not_reserved(_cut(safe, 100).strip("._-@") or "_")


def is_name(name: str) -> bool:
    """Whether a text can be a student's name: of a folder, in every gradebook, in nbgrader's pages and in tables."""
    plain = name.isprintable() and not set(name) & set('<>"/\\')  # half characters are not printable
    return plain and 0 < len(name) <= NAME_LIMIT and name not in (".", "..") and in_table(name) == name


def mark_of(name: str, length: int = 6) -> str:
    """A few letters that another name has not."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _cut(text: str, length: int) -> str:
    """A text of at most so many bytes: file systems count these."""
    return text.encode()[:length].decode("utf-8", "ignore")


def _not_reserved(name: str) -> str:
    return f"_{name}" if name.partition(".")[0].lower() in _RESERVED else name
