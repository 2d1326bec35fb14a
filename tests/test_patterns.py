"""No pattern of the grader takes long on a text that was written to make it: students write what they meet.

Each pattern that stands in the grader's code is tried on texts made of its own pieces, so a new one is tried by itself.
A pattern whose time grows with the square of a text would need a hundred times what is allowed.
"""

import ast
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course_lib import grading
from course_lib.grading.judging import missing
from course_lib.grading.judging.watchdog import TooMuchWork, processor_limit
from course_lib.grading.nbgrader.pages import markdown_to_html
from course_lib.grading.text import inert, plain

LETTERS = 50_000
SECONDS = 1.0
"""Of processor time for one text. Those that are linear need some 2 ms."""
TEXTS = 30
SEARCHES = {"findall", "finditer", "fullmatch", "match", "search", "split", "sub"}
PACKAGE = Path(grading.__file__).parent


def patterns() -> Iterator[tuple[str, str, str, int]]:
    """Where a pattern stands, what is done with it, its text and its flags."""
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Assign(targets=[ast.Name(name)], value=ast.Call(func=ast.Attribute(attr="compile")) as call):
                    uses = set(re.findall(rf"\b{name}\.(\w+)\(", source))
                case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=use)) if use in SEARCHES:
                    call, uses = node, {use}
                case ast.keyword(
                    arg="pattern", value=ast.Call(func=ast.Attribute(attr="compile")) as call
                ):  # of an LMS
                    uses = {"fullmatch"}
                case ast.keyword(arg="source", value=ast.Constant(str(text))):  # of what a closed room lacks
                    yield f"{path.stem}:{node.lineno}", "search", text, re.MULTILINE
                    continue
                case _:
                    continue
            flags = re.MULTILINE if "MULTILINE" in ast.unparse(call) else 0
            yield from (
                (f"{path.stem}:{node.lineno}", use, text, flags) for text in literal(call.args[0]) for use in uses
            )


def literal(node: ast.expr) -> Iterator[str]:
    """The text of a pattern; what is put in at run time counts as a word."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr(values):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in values)


PATTERNS = list(patterns())


def pieces(pattern: str) -> list[str]:
    """Words of a pattern, and letters of all the kinds that it could repeat."""
    words = re.findall(r"[A-Za-z_]{2,}|\d+|[^\w\s\\]", pattern)
    return [*words, "a", "1", "_", " ", "\t", "\n", "-", ".", "'", '"', "\\", "\x1b[", "é"]


def texts(pattern: str) -> Iterator[str]:
    """Repetitions of one, two or three pieces behind a beginning that may match."""
    chance = random.Random(pattern)
    found = pieces(pattern)
    for piece in dict.fromkeys(found):
        yield piece * (LETTERS // len(piece))
    for _number in range(TEXTS):
        begin = "".join(chance.choices(found, k=chance.randrange(4)))
        piece = "".join(chance.choices(found, k=chance.randrange(2, 4)))
        yield begin + piece * (LETTERS // len(piece))


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 40


def try_out(use: str, pattern: str, flags: int) -> None:
    matcher = re.compile(pattern, flags)
    for text in texts(pattern):
        with processor_limit(SECONDS):
            if use in ("match", "fullmatch"):  # at the beginning alone
                getattr(matcher, use)(text)
            else:
                sum(1 for _found in matcher.finditer(text))


@pytest.mark.parametrize(
    ("use", "pattern", "flags"), [found[1:] for found in PATTERNS], ids=[found[0] for found in PATTERNS]
)
def test_no_text_makes_a_pattern_slow(use: str, pattern: str, flags: int) -> None:
    try_out(use, pattern, flags)


@pytest.mark.parametrize("pattern", [r"<[^>]*>", r" *\([^()]*\)$", r"(\w+\.)*so", r"a.*?b.*c"])
def test_a_slow_pattern_is_noticed(pattern: str) -> None:
    with pytest.raises(TooMuchWork):
        try_out("search", pattern, 0)


# ------------------------------------------------------------------------------------------- whoever reads whole texts
PIECES = (
    *(r"\begin{a}", r"\end{a}", r"\begin{a}\end{b}", r"\\[", r"\\(", "$", "$$a", "$a$ ", r"$\frac", "`", "``a`", "[", "![", "](", "[a]("),
    *("**a", "_a", "<", "<a ", "&", "> ", "- ", "|a|\n|-|\n", "[a]: b\n", "```\n", "# a\n", "a\n=", "<!--", "\x1b[", "{", "\\", "\n"),
)  # fmt: skip
QUICK = (r"\begin{a}", r"\begin{a}\end{b}", r"\\[", "$$a", "[", "**a", "<a ", "\x1b[")
READERS: dict[str, Callable[[str], object]] = {
    "page": lambda text: markdown_to_html({"resources": {}}, text),
    "inert": inert,
    "plain": plain,
    "missing": lambda text: missing.missing_in_answer(text, text),
}


def seconds(reader: Callable[[str], object], text: str) -> float:
    """Of processor time, the least of two."""
    taken = []
    for _time in range(2):
        started = time.process_time()
        reader(text)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "piece", [pytest.param(piece, marks=[] if piece in QUICK else pytest.mark.thorough) for piece in PIECES], ids=repr
)
def test_four_times_the_text_takes_not_ten_times_as_long(reader: str, piece: str) -> None:
    """Sixteen times is what grows with the square."""
    short, long = (seconds(READERS[reader], piece * (letters // len(piece))) for letters in (7_000, 28_000))
    assert long < 10 * max(short, 0.02)
