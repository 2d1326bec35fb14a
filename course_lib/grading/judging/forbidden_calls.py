"""Finds answers that let torch do the exercise: a built-in that is the whole answer, or autograd where it says by hand.

Two ways, neither of which runs anything here. The syntax tree of the submission, read from each graded name through
the notebook's own functions: an answer that calls a helper that calls ``nn.LSTMCell`` is found, an own cell that
compares an answer with ``nn.LSTMCell`` is nobody's answer. And the names of the functions that ran, which
``tracing.Traced`` notes.

What is found is told to the instructor. It changes no points.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.grading.judging.built_ins import which_built_in
from course_lib.grading.judging.check import Check
from course_lib.grading.notebooks import Notebook, kind, parse_cell

NOTEBOOK_LIMIT = 500_000
"""Letters of all cells that are read; those behind are not."""
_PATHS_LIMIT, _PATH_LIMIT = 8, 200
"""Dotted names that one name may stand for, and their letters: more is no code that somebody wrote."""


def in_source(notebook: Notebook, checks: Iterable[Check]) -> dict[str, tuple[str, ...]]:
    """The built-ins that each check's answer names, itself or through what it uses of the notebook, in order.

    Checks whose answers name none are left out. Cells that are no Python, or that nobody could read, are passed over.
    """
    found = {}
    definitions = _Definitions()
    left = NOTEBOOK_LIMIT
    for cell in notebook.cells:
        if cell.cell_type == "code" and kind(cell) in ("given", "answer", "own") and len(cell.source) <= left:
            definitions.read(cell.source)
            left -= len(cell.source)
    for check in checks:
        try:
            names = definitions.built_ins(check.name, check.built_ins)
        except RecursionError:  # nested deeper than anybody writes by hand
            continue
        if names:
            found[check.name] = names
    return found


def merge(check: Check, in_source: Iterable[str], called: Iterable[str]) -> tuple[str, ...]:
    """What to report of an answer: the built-ins in its source, then those that were seen running.

    ``called`` comes from where the student's code ran: of it counts only what is the name of one of the built-ins.
    """
    seen = (which_built_in(name, check.built_ins) for name in called if _is_dotted(name))
    return tuple(dict.fromkeys([*in_source, *filter(None, seen)]))


def _is_dotted(name: object) -> bool:
    return (
        isinstance(name, str) and len(name) <= 80 and re.fullmatch(r"[A-Za-z_]\w*(\.\w+)+", name, re.ASCII) is not None
    )


# -------------------------------------------------------------------------------------------------- a notebook's names
_Meaning = str | ast.AST
"""What a name stands for: a dotted name of some library, or the code that made it."""


@dataclass
class _Scope:
    """The local names of a function, and those around it; an alias of a library has its dotted names."""

    names: dict[str, list[str]] = field(default_factory=dict)
    around: "_Scope | None" = None

    def lookup(self, name: str) -> list[str] | None:
        """The dotted names of a local name; None if it is not local."""
        if name in self.names:
            return self.names[name]
        return None if self.around is None else self.around.lookup(name)


@dataclass(frozen=True)
class _Use:
    """Something that code uses: of a library (“library”), of the notebook (“own”), or a method of something unknown."""

    kind: str
    name: str


class _Definitions:
    """What the names of a notebook mean after all its cells have run, as far as that can be read."""

    def __init__(self) -> None:
        self._meanings: dict[str, list[_Meaning]] = {}
        self._stars: list[str] = []
        """Modules of ``from module import *``."""
        self._methods: set[str] = set()
        """The names of all functions that the notebook defines anywhere."""

    # --- reading ---

    def read(self, source: str) -> None:
        """Take in one cell."""
        tree = parse_cell(source)
        if tree is None:
            return
        self._methods |= {node.name for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)}
        try:
            for statement in tree.body:
                self._take(statement, surely=True)
        except RecursionError:
            return

    def _take(self, statement: ast.stmt, surely: bool) -> None:
        """What a statement at the top of a cell, or in an ``if`` or ``try`` there, defines."""
        match statement:
            case ast.Import() | ast.ImportFrom():
                for name, path in _imports(statement):
                    if name == "*":
                        _extend(self._stars, [path])
                    else:
                        self._define(name, [path], surely)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._define(statement.name, [statement], surely)
            case ast.Assign():
                for target in statement.targets:
                    self._assign(target, statement.value, surely)
            case ast.AnnAssign(value=ast.expr() as value):
                self._assign(statement.target, value, surely)
            case ast.AugAssign():
                self._assign(statement.target, statement.value, surely=False)
            case ast.Delete():
                for target in statement.targets:
                    if isinstance(target, ast.Name) and surely:
                        self._meanings.pop(target.id, None)
            case _:
                for inner in ast.iter_child_nodes(statement):
                    self._take_inside(inner)

    def _take_inside(self, node: ast.AST) -> None:
        """What stands in a block may or may not have run: what its names meant before stays possible."""
        match node:
            case ast.stmt():
                self._take(node, surely=False)
            case ast.ExceptHandler() | ast.match_case():
                for statement in node.body:
                    self._take(statement, surely=False)

    def _assign(self, target: ast.expr, value: ast.expr, surely: bool) -> None:
        match target, value:
            case ((ast.Tuple() | ast.List()), (ast.Tuple() | ast.List())) if len(target.elts) == len(value.elts):
                for one_target, one_value in zip(target.elts, value.elts, strict=True):
                    self._assign(one_target, one_value, surely)
            case ((ast.Tuple() | ast.List()), _):
                for one_target in target.elts:
                    self._assign(one_target, value, surely)
            case ast.Name(), _:
                self._define(target.id, self._meanings_of(value), surely)
            case ((ast.Attribute() | ast.Subscript() | ast.Starred()), _) if root := _root(target):
                self._define(root, self._meanings_of(value), surely=False)  # it is put into an object

    def _meanings_of(self, value: ast.expr) -> list[_Meaning]:
        paths = self.paths(value, _Scope())
        return [*paths] if paths else [] if _is_data(value) else [value]

    def _define(self, name: str, meanings: Sequence[_Meaning], surely: bool) -> None:
        if surely:
            self._meanings[name] = []
        _extend(self._meanings.setdefault(name, []), meanings)

    # --- asking ---

    def built_ins(self, name: str, built_ins: Sequence[str]) -> tuple[str, ...]:
        """The built-ins that are named by what a name stands for, and by all that it uses of the notebook."""
        if not built_ins:
            return ()
        found: dict[str, None] = {}
        waiting, seen = [name], {name}
        read: set[int] = set()  # code that several names share is read once
        while waiting:
            for use in self._uses(waiting.pop(0), read):
                if use.kind == "own":
                    if use.name not in seen:
                        seen.add(use.name)
                        waiting.append(use.name)
                    continue
                find = self._method if use.kind == "method" else which_built_in
                known = find(use.name, built_ins)
                if known is not None:
                    found[known] = None
        return tuple(found)

    def _method(self, name: str, built_ins: Sequence[str]) -> str | None:
        """The built-in method of that name, such as Tensor.backward, unless the notebook has one of its own."""
        if name in self._methods:
            return None
        return next((known for known in built_ins if known[:1] in _CLASS_LETTERS and known.endswith(f".{name}")), None)

    def _uses(self, name: str, read: set[int]) -> Iterator[_Use]:
        """What the code behind a name uses, once each."""
        for meaning in self._meanings.get(name, ()):
            if isinstance(meaning, str):
                yield _Use("library", meaning)
            elif id(meaning) not in read:
                read.add(id(meaning))
                yield from dict.fromkeys(self.walk(meaning, _Scope()))

    def walk(self, node: ast.AST, scope: _Scope) -> Iterator[_Use]:
        """What a piece of code uses. Annotations and questions of type use nothing."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
                defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
                yield from self._walk_all([*decorators, *defaults], scope)
                body = [node.body] if isinstance(node, ast.Lambda) else node.body
                yield from self._walk_all(body, self._inside(node, scope))
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from self._walk_all(ast.iter_child_nodes(node), self._inside(node, scope))
            case ast.AnnAssign():
                yield from self._walk_all(filter(None, [node.value]), scope)
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
                yield from self.walk(node.args[0], scope) if node.args else ()
            case ast.expr() if paths := self.paths(node, scope):
                yield from (_Use("library", path) for path in paths)
            case ast.Name(ctx=ast.Load()) if scope.lookup(node.id) is None:
                yield _Use("own", node.id)
            case ast.Call(func=ast.Attribute() as method) if not self.paths(method, scope):
                yield _Use("method", method.attr)
                yield from self._walk_all(ast.iter_child_nodes(node), scope)
            case _:
                yield from self._walk_all(ast.iter_child_nodes(node), scope)

    def _walk_all(self, nodes: Iterable[ast.AST], scope: _Scope) -> Iterator[_Use]:
        for node in nodes:
            yield from self.walk(node, scope)

    def _inside(self, node: ast.AST, around: _Scope) -> _Scope:
        """The names that are local to a function or comprehension."""
        scope = _Scope({name: [] for name in _bound_in(node)}, around)
        for inner in _own_nodes(node):
            match inner:
                case ast.Import() | ast.ImportFrom():
                    for name, path in _imports(inner):
                        _extend(scope.names.setdefault(name, []), [path])
                case ast.Assign(targets=[ast.Name(id=name)]) if name in scope.names:
                    _extend(scope.names[name], self.paths(inner.value, scope))
        return scope

    def paths(self, node: ast.AST, scope: _Scope) -> list[str]:
        """The dotted names of a library that an expression may mean: ``F.linear``, ``getattr(torch, "lstm_cell")``."""
        match node:
            case ast.Name(id=name):
                local = scope.lookup(name)
                if local is not None:
                    return local
                if name not in self._meanings:
                    return [f"{module}.{name}" for module in self._stars]
                return [meaning for meaning in self._meanings[name] if isinstance(meaning, str)]
            case ast.Attribute(value=value, attr=name):
                return [f"{path}.{name}" for path in self.paths(value, scope)]
            case ast.Call(func=ast.Name(id="getattr"), args=[value, name_of, *_]) if name := _text(name_of):
                return [f"{path}.{name}" for path in self.paths(value, scope)]
            case ast.Subscript(value=space, slice=name_of) if name := _text(name_of):
                match space:
                    case ast.Call(func=ast.Name(id="vars"), args=[value]) | ast.Attribute(value=value, attr="__dict__"):
                        return [f"{path}.{name}" for path in self.paths(value, scope)]
            case ast.Call(func=ast.Name(id="__import__"), args=[name_of, *_]) if name := _text(name_of):
                return [name.split(".")[0]]
            case ast.Call(args=[name_of, *_]) if name := _text(name_of):
                if "importlib.import_module" in self.paths(node.func, scope):
                    return [name]
        return []


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_CLASS_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
"""A built-in that begins so is a method of a class: Tensor.backward."""


def _extend(known: list[Any], more: Sequence[Any]) -> None:
    """Add what is new, up to a limit: ``F = F.x``, a thousand times, must not grow without end."""
    for meaning in list(more):
        fits = len(known) < _PATHS_LIMIT and (isinstance(meaning, ast.AST) or len(meaning) <= _PATH_LIMIT)
        if fits and meaning not in known:
            known.append(meaning)


def _imports(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names that an import makes, and the dotted names that they stand for."""
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            module = statement.module or ""
            yield (alias.asname or alias.name, module if alias.name == "*" else f"{module}.{alias.name}")
        elif alias.asname is not None:
            yield alias.asname, alias.name
        else:
            first = alias.name.split(".")[0]
            yield first, first


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or comprehension, without those of the functions and classes in it."""
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        inner = waiting.pop()
        yield inner
        if not isinstance(inner, _SCOPES):
            waiting.extend(ast.iter_child_nodes(inner))


def _bound_in(node: ast.AST) -> set[str]:
    """The names that a function or comprehension binds itself: parameters and everything that it assigns."""
    bound: set[str] = set()
    elsewhere: set[str] = set()
    for inner in _own_nodes(node):
        match inner:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                bound.add(inner.name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bound.add(name)
            case ast.Global() | ast.Nonlocal():
                elsewhere.update(inner.names)
            case ast.Import() | ast.ImportFrom():
                bound.update(name for name, _path in _imports(inner))
    return bound - elsewhere


def _root(target: ast.expr) -> str | None:
    """The name before the first dot or bracket: ``cell`` of ``cell.step``."""
    while isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def _is_data(value: ast.expr) -> bool:
    """Whether a value is hardly a thing to call: ``reference.hidden_size``, a sum, a number."""
    return isinstance(
        value, ast.Attribute | ast.Subscript | ast.BinOp | ast.UnaryOp | ast.Compare | ast.Constant | ast.JoinedStr
    )


def _text(node: ast.expr) -> str:
    """A text that stands in the code, in one piece or as a sum of pieces; empty if it is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _text(left), _text(right)
            return first + second if first and second else ""
    return ""
