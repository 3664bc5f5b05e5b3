"""The program that an answer commits to.

The rule, in the order in which it is applied:

1. Code stands in fences (three or more backticks or tildes). A fence that is never closed is no
   answer, even where an earlier one is complete: the model had not said its last word.
2. Blocks of another language are passed over; what counts is ``python``, ``py`` and the like first,
   blocks without a language second.
3. The last block that does what is asked counts: it defines the function, or reads input. Where
   none does, the last block marked as Python, else the last one that is Python by its grammar.
4. Without fences the whole text counts, if it is a Python program.

Where the question began a function (``prompt``), a block or a text that only continues it counts
as well, put after the prompt.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from keju.marking.thoughts import without_thought

__all__ = ["Wanted", "program_in", "same_program", "syntax_tree"]

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_PYTHON = frozenset({"python", "py", "python3", "python2", "py3", "pypy", "pypy3"})
_INPUT = re.compile(r"\binput\s*\(|\bstdin\b|\bopen\s*\(\s*(?:0|['\"]/dev/stdin)|\bfileinput\b")
#: Characters of a program, more than any contest takes: a parser's time is bounded by it.
_LONGEST = 100_000
#: How many blocks of a kind are looked at, from the last one on.
_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer must define (None: it must read input), and what the question began."""

    function: str | None = None
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    language: str
    code: str


def program_in(text: str, wanted: Wanted | None = None) -> str | None:
    """Return the program that ``text`` commits to, or None; see the module for the rule."""
    visible = without_thought(text)
    if visible is None:
        return None
    wanted = wanted or Wanted()
    blocks = _blocks(visible)
    if blocks is None:
        return None
    if not blocks:
        return _whole(visible, wanted)
    block = _chosen(blocks, wanted)
    return None if block is None else _completed(block.code, wanted)


def same_program(left: str, right: str) -> bool | None:
    """Whether two programs are the same but for comments and layout; None for no Python."""
    if left == right:
        return True
    one, other = syntax_tree(left), syntax_tree(right)
    if one is None or other is None:
        return None
    return ast.dump(one) == ast.dump(other)


def syntax_tree(code: str, most: float = _LONGEST) -> ast.Module | None:
    """Return the tree of a program; None when it is not Python, or longer than ``most`` characters.

    Nothing is executed. Trees are shared and are not to be changed.
    """
    return _parsed(code) if len(code) <= most else None


@lru_cache(4)
def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as of escapes that Python means to forbid
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _blocks(text: str) -> list[_Block] | None:
    """Return the fenced blocks in order; None when the last fence is never closed."""
    blocks: list[_Block] = []
    opened: re.Match[str] | None = None
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        fence = _FENCE.match(line)
        if opened is None:
            if fence is not None:
                opened, lines = fence, []
        elif fence is not None and _closes(fence, opened):
            code = _without_indent(lines, opened["indent"])
            blocks.append(_Block(_language(opened["info"]), code))
            opened = None
        else:
            lines.append(line)
    return blocks if opened is None else None


def _closes(fence: re.Match[str], opened: re.Match[str]) -> bool:
    return (
        not fence["info"].strip()
        and fence["fence"][0] == opened["fence"][0]
        and len(fence["fence"]) >= len(opened["fence"])
    )


def _language(info: str) -> str:
    return info.strip().strip("{}.").split(",")[0].split(" ")[0].casefold()


def _without_indent(lines: list[str], indent: str) -> str:
    return "\n".join(line.removeprefix(indent) for line in lines) if indent else "\n".join(lines)


def _chosen(blocks: list[_Block], wanted: Wanted) -> _Block | None:
    marked = [block for block in blocks if block.language in _PYTHON]
    bare = [block for block in blocks if not block.language]
    latest_first = [*reversed(marked[-_BLOCKS:]), *reversed(bare[-_BLOCKS:])]
    for serves in (_serves, _continues):
        for block in latest_first:
            if serves(block.code, wanted):
                return block
    if marked:
        return marked[-1]
    return next((block for block in latest_first if _is_program(block.code, wanted)), None)


def _serves(code: str, wanted: Wanted) -> bool:
    if wanted.function is None:
        return _INPUT.search(code) is not None
    return _defines(code, wanted.function)


def _continues(code: str, wanted: Wanted) -> bool:
    return _continued(code, wanted) is not None


def _defines(code: str, function: str) -> bool:
    """Whether ``code`` has a definition of the function, or of the class that holds it."""
    first, _, method = function.partition(".")
    tree = syntax_tree(code)
    for node in tree.body if tree is not None else ():
        if first in _named(node) and (not method or isinstance(node, ast.ClassDef)):
            return True
    return False


def _named(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _whole(text: str, wanted: Wanted) -> str | None:
    """Return a text without fences, if it is a program or continues the prompt."""
    code = text.strip("\n").rstrip()
    if not code or not (_is_program(code, wanted) or _continued(code, wanted)):
        return None
    return _completed(code, wanted)


def _is_program(code: str, wanted: Wanted) -> bool:
    """Whether ``code`` is Python that does something: a word or a sum is Python as well."""
    if wanted.function is not None:
        return _defines(code, wanted.function)
    tree = syntax_tree(code)
    return tree is not None and any(
        isinstance(node, ast.Call | ast.Import | ast.ImportFrom) for node in ast.walk(tree)
    )


def _completed(code: str, wanted: Wanted) -> str:
    """Return ``code`` after the prompt that it continues or repeats, if there is one."""
    if not wanted.prompt or wanted.function is None:
        return code
    if not _defines(code, wanted.function):
        return _continued(code, wanted) or code
    if (
        "from __future__" in code
    ):  # must stand first, and the prompt's imports are then its own affair
        return code
    return f"{wanted.prompt.rstrip()}\n\n\n{code}\n" if _parses(wanted.prompt) else code


def _continued(code: str, wanted: Wanted) -> str | None:
    """Return the prompt with ``code`` as the rest of its function, if that is Python."""
    if not wanted.prompt or wanted.function is None or _defines(code, wanted.function):
        return None
    head = wanted.prompt.rstrip()
    bodies = (code, textwrap.indent(code, "    "), f"    {code.lstrip()}")
    whole = (f"{head}\n{body}\n" for body in bodies)
    return next((each for each in whole if _grew(each, wanted)), None)


def _grew(code: str, wanted: Wanted) -> bool:
    """Whether the function of ``code`` has more of a body than the prompt gave it."""
    tree, before = syntax_tree(code), syntax_tree(wanted.prompt)
    if tree is None:
        return False
    return before is None or _body(tree, wanted) > _body(before, wanted)


def _body(tree: ast.Module, wanted: Wanted) -> int:
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return max((len(node.body) for node in named if node.name == wanted.function), default=0)


def _parses(code: str) -> bool:
    return syntax_tree(code) is not None
