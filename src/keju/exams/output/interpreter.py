"""Runs a program given as a tree of Python's ``ast``, node by node, and tells every step.

Nothing is ever executed by Python itself: what is not in the tables below cannot happen. The tree
covers what the exam ``output`` draws: whole numbers, texts, lists, dictionaries, functions with
defaults and closures, generators, comprehensions, ``if``, ``for``, ``while``, ``break``, ``print``.

Not covered: classes, exceptions, imports, floats, ``global``, keyword arguments, f-strings.
"""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from keju.exams.output.reductions import reductions
from keju.exams.output.vocabulary import (
    BINARY,
    COMPARE,
    METHODS,
    SIGNS,
    UNARY,
    Function,
    Scope,
    shown,
)

__all__ = ["Outcome", "TooMuch", "run"]


class TooMuch(Exception):  # noqa: N818 - a verdict on the draw, not a fault
    """The program runs too long, or a value grows too large, for the exam that drew it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was printed, and a line for every step."""

    printed: str
    trace: tuple[str, ...]


@dataclass(slots=True)
class _Returned:
    value: Any


class _Broken:
    pass


_Signal = _Returned | _Broken | None
_Steps = Generator[Any, None, _Signal]


def run(source: str, steps: int = 2_000, largest: int = 10**9, *, traced: bool = True) -> Outcome:
    """Run ``source``; without ``traced`` it is quicker and tells no steps.

    Raises TooMuch beyond so many statements or so large a number, and what Python raises where
    the program itself is wrong (LookupError, TypeError, ValueError, ZeroDivisionError).
    """
    machine = _Machine(source.split("\n"), steps, largest, traced)
    for _ in machine.block(ast.parse(source).body, Scope()):
        pass
    return Outcome("\n".join(machine.printed), tuple(machine.trace))


class _Machine:
    def __init__(self, lines: list[str], steps: int, largest: int, traced: bool) -> None:  # noqa: FBT001 - one caller, beside it
        self.lines = lines
        self.left = steps
        self.largest = largest
        self.traced = traced
        self.printed: list[str] = []
        self.trace: list[str] = []

    def text(self, node: ast.expr) -> str:
        """Return the source of an expression; every one stands on one line."""
        return self.lines[node.lineno - 1][node.col_offset : node.end_col_offset]

    def tell(self, line: str) -> None:
        if self.traced:
            self.trace.append(line)

    def working(self, node: ast.expr, scope: Scope) -> list[str]:
        return reductions(node, scope.find) if self.traced else []

    def block(self, body: list[ast.stmt], scope: Scope) -> _Steps:
        """Run statements; what a block yields, the program yields."""
        for statement in body:
            self.left -= 1
            if self.left < 0:
                raise TooMuch
            signal = yield from self.statement(statement, scope)
            if signal is not None:
                return signal
        return None

    def statement(self, node: ast.stmt, scope: Scope) -> _Steps:
        match node:
            case ast.If():
                chosen = node.body if self.condition(node.test, scope) else node.orelse
                return (yield from self.block(chosen, scope))
            case ast.While():
                while self.condition(node.test, scope):
                    signal = yield from self.block(node.body, scope)
                    if signal is not None:
                        return None if isinstance(signal, _Broken) else signal
            case ast.For():
                return (yield from self.loop(node, scope))
            case ast.Return():
                value = self.value(node.value, scope) if node.value else None
                self.tell(f"return {shown(value)}")
                return _Returned(value)
            case ast.Break():
                self.tell("break")
                return _Broken()
            case ast.Expr(value=ast.Yield(value=ast.expr() as inner)):
                value = self.value(inner, scope)
                self.tell(f"yield {shown(value)}")
                yield value
            case _:
                self.simple(node, scope)
        return None

    def loop(self, node: ast.For, scope: Scope) -> _Steps:
        for value in self.value(node.iter, scope):
            self.left -= 1
            if self.left < 0:
                raise TooMuch
            self.assign(node.target, value, scope)
            self.tell(f"{self.text(node.target)} = {shown(value)}")
            signal = yield from self.block(node.body, scope)
            if signal is not None:
                return None if isinstance(signal, _Broken) else signal
        return None

    def simple(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Assign(targets=[target]):
                worked = self.working(node.value, scope)
                value = self.value(node.value, scope)
                self.assign(target, value, scope)
                self.changed(target, worked, value, scope)
            case ast.AugAssign(target=target):
                self.augment(node, scope)
            case ast.FunctionDef():
                defaults = [self.value(each, scope) for each in node.args.defaults]
                lazy = any(isinstance(each, ast.Yield) for each in ast.walk(node))
                names = [each.arg for each in node.args.args]
                made = Function(node.name, names, defaults, node.body, scope, lazy)
                scope.names[node.name] = made
            case ast.Expr(value=ast.Call(func=ast.Name(id="print")) as call):
                values = [self.value(each, scope) for each in call.args]
                self.printed.append(" ".join(map(str, values)))
                self.tell(f"print {self.printed[-1]}")
            case ast.Expr():
                self.value(node.value, scope)
            case _:
                raise TypeError(f"no statement of ours: {node}")

    def augment(self, node: ast.AugAssign, scope: Scope) -> None:
        """``x += y`` changes a list in place, and so in every name it goes by."""
        old = self.value(node.target, scope)
        added = self.value(node.value, scope)
        if isinstance(old, list) and isinstance(node.op, ast.Add):
            old.extend(added)
            value: Any = old
        else:
            value = self.bounded(BINARY[type(node.op)](old, added))
        self.assign(node.target, value, scope)
        sign = SIGNS[type(node.op)]
        worked = [] if isinstance(old, list) else [f"{shown(old)} {sign} {shown(added)}"]
        self.changed(node.target, worked, value, scope)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        match target:
            case ast.Name():
                scope.names[target.id] = value
            case ast.Tuple():
                for each, part in zip(target.elts, value, strict=True):
                    self.assign(each, part, scope)
            case ast.Subscript():
                holder = self.value(target.value, scope)
                holder[self.value(target.slice, scope)] = value
            case _:
                raise TypeError(f"no target of ours: {target}")

    def changed(self, target: ast.expr, worked: list[str], value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Subscript):
            holder: ast.expr = target
            while isinstance(holder, ast.Subscript):
                holder = holder.value
            self.tell(f"{self.text(holder)} = {shown(self.value(holder, scope))}")
            return
        self.tell(" = ".join([self.text(target), *worked, shown(value)]))

    def condition(self, node: ast.expr, scope: Scope) -> bool:
        worked = self.working(node, scope)
        value = self.value(node, scope)
        words = worked[-1] if worked else self.text(node)
        self.tell(f"{words}: {bool(value)}")
        return bool(value)

    def bounded(self, value: Any) -> Any:
        large = abs(value) if isinstance(value, int) else 0
        if large > self.largest or (isinstance(value, (list, str)) and len(value) > 200):
            raise TooMuch
        return value

    def value(self, node: ast.expr, scope: Scope) -> Any:  # noqa: PLR0911 - a case a kind of node
        match node:
            case ast.Name():
                return scope.find(node.id)
            case ast.Constant():
                return node.value
            case ast.BinOp():
                left, right = self.value(node.left, scope), self.value(node.right, scope)
                return self.bounded(BINARY[type(node.op)](left, right))
            case ast.Compare():
                return self.compare(node, scope)
            case ast.UnaryOp():
                return UNARY[type(node.op)](self.value(node.operand, scope))
            case ast.Call():
                return self.call(node, scope)
            case ast.Subscript():
                return self.value(node.value, scope)[self.value(node.slice, scope)]
            case _:
                return self.rarer(node, scope)

    def rarer(self, node: ast.expr, scope: Scope) -> Any:  # noqa: C901, PLR0911 - likewise
        match node:
            case ast.List():
                return [self.value(each, scope) for each in node.elts]
            case ast.Tuple():
                return tuple(self.value(each, scope) for each in node.elts)
            case ast.Dict():
                pairs = zip(node.keys, node.values, strict=True)
                return {self.value(key, scope): self.value(one, scope) for key, one in pairs if key}
            case ast.Slice():
                parts = (node.lower, node.upper, node.step)
                return slice(*(None if each is None else self.value(each, scope) for each in parts))
            case ast.BoolOp():
                wanted = isinstance(node.op, ast.Or)
                for each in node.values:
                    value = self.value(each, scope)
                    if bool(value) is wanted:
                        break
                return value
            case ast.IfExp():
                chosen = node.body if self.value(node.test, scope) else node.orelse
                return self.value(chosen, scope)
            case ast.ListComp():
                return list(self.each(node, scope))
            case ast.GeneratorExp():
                return self.each(node, scope)
            case ast.Lambda():
                body: list[ast.stmt] = [ast.Return(node.body)]
                names = [each.arg for each in node.args.args]
                defaults = [self.value(each, scope) for each in node.args.defaults]
                return Function("lambda", names, defaults, body, scope, lazy=False)
        raise TypeError(f"no expression of ours: {node}")

    def compare(self, node: ast.Compare, scope: Scope) -> bool:
        left = self.value(node.left, scope)
        for sign, other in zip(node.ops, node.comparators, strict=True):
            right = self.value(other, scope)
            if not COMPARE[type(sign)](left, right):
                return False
            left = right
        return True

    def each(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Iterator[Any]:
        """Return the values of a comprehension; what it runs over is worked out at once."""
        (part,) = node.generators
        over = iter(self.value(part.iter, scope))
        inner = Scope(outer=scope)

        def values() -> Iterator[Any]:
            for value in over:
                self.assign(part.target, value, inner)
                if all(self.value(test, inner) for test in part.ifs):
                    yield self.value(node.elt, inner)

        return values()

    def call(self, node: ast.Call, scope: Scope) -> Any:
        if isinstance(node.func, ast.Attribute):
            return self.method(node, node.func, scope)
        function = self.value(node.func, scope)
        arguments = [self.value(each, scope) for each in node.args]
        if not isinstance(function, Function):
            return self.bounded(function(*arguments))
        missing = len(function.parameters) - len(arguments)
        filled = arguments + function.defaults[len(function.defaults) - missing :]
        names = dict(zip(function.parameters, filled, strict=True))
        inner = Scope(names, function.home)
        told = ", ".join(f"{name} = {shown(value)}" for name, value in names.items())
        body = self.block(function.body, inner)
        if function.lazy:
            return body
        self.tell(f"{function.name}: {told}")
        try:
            next(body)
        except StopIteration as ended:
            return ended.value.value if isinstance(ended.value, _Returned) else None
        raise TypeError("only a generator yields")

    def method(self, node: ast.Call, func: ast.Attribute, scope: Scope) -> Any:
        if func.attr not in METHODS:
            raise TypeError(f"no method of ours: {func.attr}")
        holder = self.value(func.value, scope)
        arguments = [self.value(each, scope) for each in node.args]
        value = getattr(holder, func.attr)(*arguments)
        if isinstance(holder, list) and func.attr not in {"count", "index"}:
            self.bounded(holder)
            self.tell(f"{self.text(func.value)} = {shown(holder)}")
        return value
