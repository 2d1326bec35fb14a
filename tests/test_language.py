"""Every sentence for people can be translated: it goes through ``_`` whole, and old consoles can print it."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from course_lib import language

LIBRARY = Path(language.__file__).parent
MODULES = [
    path for path in sorted(LIBRARY.rglob("*.py")) if "_exercises" not in path.parts and "_solutions" not in path.parts
]
UNUSUAL = re.compile(
    r"\b(behind|(un)?likeliest|foretells?|foretold|rubbish|(is|are) fed|mend(ed|s)?|odds|turn(s|ed)? around"
    r"|asked for|all the same|is no \w+\.)(?!\w)",
    re.IGNORECASE,
)
"""Words for which the field, or plain English, has another one."""


def calls_of_underscore(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_sentences_are_literal_and_whole(path: Path) -> None:
    for call in calls_of_underscore(path):
        (argument,) = call.args
        assert isinstance(argument, ast.Constant), f"line {call.lineno}: a sentence is one literal"
        assert isinstance(argument.value, str)
        argument.value.encode("cp1252")  # a Windows console can print it


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_errors_speak_through_translation(path: Path) -> None:
    """No exception is raised with an untranslatable sentence: no f-string, no sum, no bare literal of several words."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            continue
        for argument in node.exc.args:
            assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"line {node.lineno}: a sentence from pieces"
            literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            assert not (literal and " " in str(argument.value).replace("not run", "")), (
                f"line {node.lineno}: not translatable"
            )


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if {"grading", "cli"} & set(path.relative_to(LIBRARY).parts)],
    ids=lambda path: path.relative_to(LIBRARY).as_posix(),
)
def test_messages_use_the_words_of_the_field(path: Path) -> None:
    """Most likely, predict, after, arbitrary values, fix, reverse: what grading and the command say to people."""
    for call in calls_of_underscore(path):
        sentence = ast.literal_eval(call.args[0])
        assert not UNUSUAL.search(sentence), f"line {call.lineno}: {sentence}"


def test_all_sentences_can_be_extracted() -> None:
    extracted = {message for _file, _line, message, _comments, _context in extract_from_dir(LIBRARY)}
    written = {call.args[0].value for path in MODULES for call in calls_of_underscore(path)}  # type: ignore[attr-defined]
    assert len(written) > 150
    assert written <= extracted


def test_another_language_is_spoken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    sentence = "the bias b is missing"
    assert language._(sentence) == sentence
    catalog = Catalog(locale="fr")
    catalog.add(sentence, "il manque le biais b")
    target = tmp_path / "fr" / "LC_MESSAGES" / "course.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    monkeypatch.setenv("COURSE_LANGUAGE", "fr")
    assert language._(sentence) == "il manque le biais b"
