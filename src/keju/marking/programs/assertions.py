"""Assertions about a function, as HumanEval and MBPP write them: read, never executed here."""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keju.core.errors import InputError
from keju.marking.programs.expectations import FunctionTest
from keju.marking.programs.extraction import Wanted, syntax_tree
from keju.marking.programs.literals import NotLiteralError, literal

__all__ = ["Assertions", "read_assertions", "simple_tests"]

_BUILTINS = frozenset(dir(builtins)) | {"__name__"}


@dataclass(frozen=True, slots=True)
class Assertions:
    """Test code: ``prompt`` and ``setup`` define what it uses, ``tree`` asserts of ``function``.

    ``self_contained``: of the program it uses that one function and nothing else.
    """

    function: str
    prompt: str
    setup: str
    tree: ast.Module
    self_contained: bool

    @property
    def count(self) -> int:
        """How many assert statements there are; a loop may run one of them often."""
        return sum(isinstance(node, ast.Assert) for node in ast.walk(self.tree))

    @property
    def wanted(self) -> Wanted:
        """What an answer must define."""
        return Wanted(self.function, self.prompt)


def read_assertions(reference: Any) -> Assertions:
    """Return the assertions of a reference. Raises InputError unless they can be used.

    A reference is ``{"function": name or null, "setup": text, "asserts": text}``, and may have the
    ``prompt`` that an answer may continue. A function ``check(candidate)`` is called, as HumanEval
    does. Without a name the function is the one that the assertions call and do not define.
    """
    if not isinstance(reference, Mapping):
        raise InputError(
            'the reference must be {"function": name or null, "setup": text, "asserts": text},'
            f" not {str(reference)[:60]!r}"
        )
    texts = [reference.get(name) or "" for name in ("prompt", "setup", "asserts")]
    if not all(isinstance(text, str) for text in texts):
        raise InputError("prompt, setup and asserts must be texts")
    prompt, setup, asserts = texts
    tree, before = syntax_tree(asserts, math.inf), syntax_tree(setup, math.inf)
    if tree is None or before is None:
        raise InputError(f"its {'setup' if before is None else 'asserts'} is not Python")
    if not any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
        raise InputError("a test without expected output: asserts has no assert statement")
    known = _defined(before) | _defined(syntax_tree(prompt) or ast.Module([], []))
    unknown = _unknown(tree, known)
    function = _function(reference.get("function"), tree, unknown)
    return Assertions(function, prompt, setup, _called(tree, function), unknown <= {function})


def simple_tests(assertions: Assertions) -> list[FunctionTest] | None:
    """Return one test for each assertion; None where some say more than ``f(1, 2) == 3`` does.

    ``==`` means what Python means by it; ``assert f(1)`` and ``assert not f(1)`` ask for truth.
    """
    tests = []
    try:
        for node, names in _statements(assertions):
            if _says_nothing(node):
                continue
            if not isinstance(node, ast.Assert):
                return None
            tests.append(_test(node.test, assertions.function, names))
    except NotLiteralError:
        return None
    return tests or None


def _statements(assertions: Assertions) -> Iterator[tuple[ast.stmt, frozenset[str]]]:
    """Yield what is executed in order, with the names that mean the function there."""
    name = assertions.function
    for node in assertions.tree.body:
        match node:
            case ast.FunctionDef("check", ast.arguments(args=[argument]), body):
                yield from ((each, frozenset({argument.arg, name})) for each in body)
            case ast.Expr(ast.Call(ast.Name("check"))):
                pass
            case _:
                yield node, frozenset({name})


def _says_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Expr(ast.Constant() | ast.Name()) | ast.Assert(ast.Constant(True)):
            return True
        case ast.Assign([ast.Name("METADATA")]):
            return True
    return False


def _test(node: ast.expr, function: str, names: frozenset[str]) -> FunctionTest:
    match node:
        case ast.UnaryOp(ast.Not(), ast.Call() as call):
            value, checker = False, "truth"
        case ast.Call() as call:
            value, checker = True, "truth"
        case ast.Compare(ast.Call() as call, [ast.Eq()], [right]):
            value, checker = literal(right), "python"
        case ast.Compare(left, [ast.Eq()], [ast.Call() as call]):
            value, checker = literal(left), "python"
        case ast.Compare(ast.Call() as call, [ast.Is()], [ast.Constant(True | False | None) as it]):
            value, checker = literal(it), "exact"
        case _:
            raise NotLiteralError(type(node).__name__)
    arguments, named = _arguments(call, names)
    return FunctionTest(function, arguments, value, checker, named=named)


def _arguments(call: ast.Call, names: frozenset[str]) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """Return the arguments by position and by name."""
    if not isinstance(call.func, ast.Name) or call.func.id not in names:
        raise NotLiteralError("another call")
    if any(each.arg is None for each in call.keywords):
        raise NotLiteralError("arguments in a dictionary")
    named = {str(each.arg): literal(each.value) for each in call.keywords}
    return tuple(literal(each) for each in call.args), named


def _function(name: Any, tree: ast.Module, unknown: frozenset[str]) -> str:
    if name is not None:
        if not isinstance(name, str) or not name.isidentifier():
            raise InputError(f"{str(name)[:60]!r} is no name of a function")
        return name
    called = [each for each in _called_names(tree) if each in unknown]
    if not called:
        raise InputError("its asserts call no function; name it in the reference")
    return called[0]


def _called_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that assert statements call, the outermost first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            for inner in ast.walk(node.test):
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
                    yield inner.func.id


def _called(tree: ast.Module, function: str) -> ast.Module:
    """Return the tree with a call of ``check`` at its end, where it defines that and calls none."""
    defines = any(isinstance(n, ast.FunctionDef) and n.name == "check" for n in tree.body)
    calls = any(_calls_check(node) for node in tree.body)
    if not defines or calls:
        return tree
    call = ast.parse(f"check({function})").body
    return ast.Module([*tree.body, *call], [])


def _calls_check(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Call(ast.Name("check"))):
            return True
    return False


def _unknown(tree: ast.Module, known: frozenset[str]) -> frozenset[str]:
    """Return the names that the tree uses and nobody but the program can have defined."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return frozenset(used) - _defined(tree) - known - _BUILTINS


def _defined(tree: ast.Module) -> frozenset[str]:
    return frozenset(name for node in ast.walk(tree) for name in _bound(node))


def _bound(node: ast.AST) -> Sequence[str]:
    match node:
        case ast.Name(name, ast.Store()):
            return (name,)
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
            return (name,)
        case ast.arg(name):
            return (name,)
        case ast.Import(names) | ast.ImportFrom(names=names):
            return [(alias.asname or alias.name).split(".")[0] for alias in names]
        case ast.ExceptHandler(name=str(name)):
            return (name,)
    return ()
