"""What a network has learned of C: whether brackets and comments close, what is declared, how a file begins.

Generated text need not compile, so nothing here parses C; the same measures of real files say what they are worth.
"""

import re
from collections.abc import Iterator

from course_lib.language import _

__all__ = ["KEYWORDS", "closing_brackets", "comments", "keyword_share", "declared_first", "prologue", "in_order"]

KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        "auto break case char const continue default do double else enum extern float for goto if inline int long "
        "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while",
    )
)
_COMMENT = r"/\*.*?(?:\*/|\Z)|//[^\n]*"
_QUOTED = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
_NOT_CODE = re.compile(f"{_COMMENT}|{_QUOTED}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def _code(text: str) -> str:
    """The text without comments, and with empty strings; lines stay lines."""

    def plain(match: re.Match[str]) -> str:
        piece = match[0]
        return piece[0] * 2 if piece[0] in "\"'" else "\n" * piece.count("\n") or " "

    return _NOT_CODE.sub(plain, text)


def closing_brackets(text: str) -> tuple[int, int]:
    """How many closing brackets close the one that was opened last, and how many there are.

    Brackets in strings and comments do not count, and what is open at the end is no fault: the text may just end there.
    A bracket that does not fit changes nothing for the others.

    >>> closing_brackets('f(a[1]); /* ) */ g("]"); }')
    (3, 4)
    """
    opened: list[str] = []
    right = total = 0
    for bracket in re.findall(r"[()\[\]{}]", _code(text)):
        if bracket in _PAIRS.values():
            opened.append(bracket)
            continue
        total += 1
        if opened and opened[-1] == _PAIRS[bracket]:
            opened.pop()
            right += 1
    return right, total


def comments(text: str) -> tuple[int, int]:
    """How many comments are closed before the next one begins, and how many are opened; not the last, if it is open.

    >>> comments("/* one */ x = 1; /* two /* three */ y(); /* at the end")
    (2, 3)
    """
    starts = [match.start() for match in re.finditer(r"/\*", text)]
    ends = [*starts, len(text)][1:]
    closed = [text.find("*/", start + 2, end) >= 0 for start, end in zip(starts, ends, strict=True)]
    if closed and not closed[-1]:
        closed.pop()
    return sum(closed), len(closed)


def keyword_share(text: str) -> tuple[int, int]:
    """How many of the words of the code are keywords of C, and how many words there are.

    >>> keyword_share("static int count; /* if */")
    (2, 3)
    """
    words = _WORD.findall(_code(text))
    return sum(word in KEYWORDS for word in words), len(words)


# ------------------------------------------------------------------------------------------------- declared or not
_FUNCTION = re.compile(r"^(?![ \t#}])[^;{}#=]*?\(([^;{}]*)\)[^;{}()]*\n?\{(.*?)(?:^\}|\Z)", re.DOTALL | re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
_TYPE = r"(?:(?:const|static|volatile|unsigned|signed|struct|union|enum|register|long|short)\s+)*[A-Za-z_]\w*"
_DECLARATION = re.compile(rf"(?:^|[;{{}}(])\s*{_TYPE}[\s*]+(?P<names>[A-Za-z_]\w*\b(?!\s*\()[^;{{}}()]*)")
_NAMES = re.compile(r"(?:^|,)[\s*]*([A-Za-z_]\w*)")


def declared_first(text: str) -> tuple[int, int]:
    """How many names that functions use were declared before they are first used there, and how many there are.

    A name is a word of small letters in the body of a function that is no keyword, no function that is called, no
    member behind a dot or an arrow, no type and no label. It is declared by the function, or stands above the function
    and outside of others. In real code some come from a header: the measure is read beside that of real files.

    >>> declared_first("int d;\\nint f(int a)\\n{\\n\\tint b = a;\\n\\treturn a + b + c + d;\\n}\\n")
    (3, 4)
    """
    right = total = 0
    known: set[str] = set()
    code, above = _DIRECTIVE.sub("", _code(text)), 0
    for match in _FUNCTION.finditer(code):
        known |= set(_WORD.findall(code[above : match.start()]))
        above = match.end()
        parameters, body = match.groups()
        declared = {words[-1] for part in parameters.split(",") if len(words := _WORD.findall(part)) > 1}
        for name, declares in _first_uses(body):
            right += declares or name in declared or name in known
            total += 1
    return right, total


def _first_uses(body: str) -> Iterator[tuple[str, bool]]:
    """Each local name of a body, and whether it first stands in a declaration."""
    declared_at: dict[str, int] = {}
    types: set[int] = set()
    for match in _DECLARATION.finditer(body):
        if _WORD.findall(match[0])[0] in ("return", "goto", "case", "else", "sizeof", "break", "continue"):
            continue
        types.update(place.start() + match.start() for place in _WORD.finditer(match[0][: -len(match["names"])]))
        for found in _NAMES.finditer(match["names"]):
            declared_at.setdefault(found[1], match.start("names") + found.start(1))
    seen: set[str] = set()
    for word in _WORD.finditer(body):
        name = word[0]
        before, after = body[: word.start()].rstrip(), body[word.end() :].lstrip()
        if name in seen or name in KEYWORDS or name != name.lower() or word.start() in types:
            continue
        if before.endswith((".", "->", "goto", "struct", "union", "enum")) or after.startswith("("):
            continue
        if after.startswith(":") and before.endswith((";", "}", "{")):  # a label
            continue
        seen.add(name)
        yield name, declared_at.get(name) == word.start()


# --------------------------------------------------------------------------------------------- how a new file begins
ORDER = ("licence", "includes", "macros", "code")


def prologue(text: str) -> tuple[str, ...]:
    """The kinds of things at the beginning of a file, in the order in which they first come.

    They are licence (any comment in front), includes, macros (#define), and code, behind which nothing is looked at.

    >>> prologue("// SPDX-License-Identifier: GPL-2.0\\n#include <linux/fs.h>\\n\\nint x;\\n#define A\\n")
    ('licence', 'includes', 'code')
    """
    kinds: list[str] = []
    rest = text.lstrip()
    while rest:
        if comment := re.match(_COMMENT, rest, re.DOTALL):
            kind, end = "licence" if not kinds else "", comment.end()
        elif directive := re.match(r"#\s*(\w+)(?:\\\n|[^\n])*", rest):
            kind = {"include": "includes", "define": "macros"}.get(directive[1], "")
            end = directive.end()
        else:
            kinds.append("code")
            break
        kinds.append(kind)
        rest = rest[end:].lstrip()
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def in_order(kinds: tuple[str, ...]) -> bool:
    """Whether a file begins as files do: with a licence and includes, in this order, before macros and code.

    >>> in_order(("licence", "includes", "macros", "code")), in_order(("includes", "licence", "code"))
    (True, False)

    Raises:
        ValueError: there is a kind of another name.
    """
    strange = [kind for kind in kinds if kind not in ORDER]
    if strange:
        raise ValueError(
            _("There is no kind {kind}; there are: {kinds}.").format(kind=strange[0], kinds=", ".join(ORDER))
        )
    places = [ORDER.index(kind) for kind in kinds]
    return places == sorted(places) and {"licence", "includes"} <= set(kinds)
