"""The programs that run assertions in the sandbox, made from their trees; nothing runs here."""

from __future__ import annotations

import ast

from keju.marking.programs.assertions import Assertions

__all__ = ["driver", "together"]

#: Runs in the sandbox without the program. What is known stands in for it, as copies, because test
#: code may change what it gets.
_DRIVER = """
import copy, random

class KejuNeed(BaseException):
    pass

class KejuFailed(BaseException):
    pass

def keju_key(value):
    kind = type(value)
    if kind in (list, tuple):
        return [kind.__name__, [keju_key(each) for each in value]]
    if kind in (set, frozenset):
        return [kind.__name__, sorted(repr(keju_key(each)) for each in value)]
    if kind is dict:
        return ["dict", [[keju_key(key), keju_key(each)] for key, each in value.items()]]
    return repr(value)

def keju_call(arguments, named):
    return repr([keju_key(list(arguments)), keju_key(dict(sorted(named.items())))])

def keju_examine(known):
    answers = {keju_call(arguments, named): value for arguments, named, value in known}
    needs, said = [], {"held": 0, "failed": None, "got": ""}
    noted = set()

    def stand_in(*arguments, **named):
        key = keju_call(arguments, named)
        if key in answers:
            return copy.deepcopy(answers[key])
        if key not in noted:
            noted.add(key)
            needs.append(copy.deepcopy((arguments, named)))
        raise KejuNeed

    def holds(condition, words):
        if not condition:
            raise KejuFailed(words)
        said["held"] += 1

    random.seed(0)
    scope = {"__name__": "keju_tests"}
    for source in KEJU_BEFORE:
        exec(source, scope)
    scope.update({KEJU_FUNCTION: stand_in, "keju_need": KejuNeed, "keju_holds": holds})
    try:
        exec(KEJU_ASSERTS, scope)
    except KejuNeed:
        pass
    except KejuFailed as error:
        said["failed"], said["got"] = str(error), "an assertion that does not hold"
    except Exception as error:
        if not known:
            raise
        said["failed"] = "an assertion that can be evaluated"
        said["got"] = (type(error).__name__ + ": " + str(error))[:300]
    return {"needs": needs, **said}
"""

_TOGETHER = """

def keju_assertions(token):
    exec(compile({asserts!r}, "assertions", "exec"), globals())
    return token
"""

_WORDS = 200


def driver(assertions: Assertions) -> str:
    """Return the program whose ``keju_examine(known)`` runs the assertions on what is known."""
    before = [text for text in (assertions.prompt, assertions.setup) if _compiles(text)]
    asserts = ast.unparse(ast.fix_missing_locations(_Rewritten().visit(_copy(assertions.tree))))
    named = {
        "KEJU_BEFORE": before,
        "KEJU_FUNCTION": assertions.function,
        "KEJU_ASSERTS": asserts,
    }
    return _DRIVER + "".join(f"\n{name} = {value!r}" for name, value in named.items())


def together(code: str, assertions: Assertions) -> str:
    """Return ``code`` with a function that runs the assertions after it."""
    asserts = ast.unparse(assertions.tree)
    return f"{assertions.setup}\n{code}\n{_TOGETHER.format(asserts=asserts)}"


class _Rewritten(ast.NodeTransformer):
    """Each assertion by itself: one that needs an unknown result does not end the others."""

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """Return the statement that counts, fails or waits for a result."""
        words = ast.Constant(ast.unparse(node.test)[:_WORDS])
        holds = ast.Call(ast.Name("keju_holds", ast.Load()), [node.test, words], [])
        need = ast.ExceptHandler(ast.Name("keju_need", ast.Load()), None, [ast.Pass()])
        return ast.Try([ast.Expr(holds)], [need], [], [])


def _copy(tree: ast.Module) -> ast.Module:
    return ast.parse(ast.unparse(tree))


def _compiles(text: str) -> bool:
    """Whether a prompt stands by itself: one that ends at a signature does not."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return bool(text.strip())
