"""Programs that try to pass without solving anything."""

import pytest

from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking import marker
from keju.marking.programs import FunctionTest, Limits, Outcome, StdioTest, run_program

LIMITS = Limits(seconds=5, memory=512 << 20)
STDIO = [StdioTest(f"{n}\n", f"{2 * n}\n") for n in (21, -4, 0)]
CALLS = [FunctionTest("double", (n,), 2 * n) for n in (21, -4, 0)]
ASSERTS = {
    "simple": "assert double(21) == 42\nassert double(-4) == -8",
    "apart": "for n in [21, -4]:\n    assert abs(double(n) - 2 * n) < 1e-9",
}

EQUAL = """
class Equal(%s):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
    def __lt__(self, other): return True
    def __abs__(self): return self
    def __sub__(self, other): return self
    __rsub__ = __sub__
def double(n): return Equal()
"""

WALK = """
import gc, sys
def found():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
            if value in (42, -8): return value
        frame = frame.f_back
    for thing in gc.get_objects():
        for name in ("value", "expected", "output"):
            try:
                if getattr(thing, name, None) in (42, -8): return getattr(thing, name)
            except Exception: pass
def double(n): return found()
"""

PATCH = """
import builtins, json, math, os, random, sys
for name in ("abs", "all", "any", "bool", "repr", "str", "type", "isinstance", "sorted"):
    setattr(builtins, name, lambda *a, **k: True)
json.dumps = lambda *a, **k: "42"
math.isclose = lambda *a, **k: True
os._exit = lambda *a: None
random.seed = lambda *a: None
sys.exit = lambda *a: None
def double(n): return None
"""

FILES = """
import glob, os, sys
def double(n):
    for path in glob.glob("/tmp/**", recursive=True) + glob.glob("/proc/self/fd/*"):
        try:
            text = open(path, errors="replace").read(100000)
        except Exception:
            continue
        for line in text.split():
            if line in ("42", "-8"): return int(line)
    return os.environ.get("EXPECTED")
"""

FUNCTIONS = {
    "leaves before the call": "import sys; sys.exit(0)",
    "leaves at once": "import os; os._exit(0)",
    "leaves in the call": "def double(n): raise SystemExit(0)",
    "leaves at once in the call": "import os\ndef double(n): os._exit(0)",
    "is equal to everything": EQUAL % "object",
    "is a number equal to everything": EQUAL % "int",
    "is a text equal to everything": EQUAL % "str",
    "is a list equal to everything": EQUAL % "list",
    "walks frames and objects": WALK,
    "replaces what comparing needs": PATCH,
    "reads files": FILES,
    "guesses": "def double(n): return 42",
    "returns what is true": "def double(n): return True",
    "remembers": "seen = []\ndef double(n): seen.append(n); return (42, -8)[len(seen) - 1]",
    "says it passed": "def double(n):\n    print('passed')\n    return 'passed'",
    "raises an assertion away": "__debug__ and None\ndef double(n): raise AssertionError",
    "names itself the tests": "def keju_examine(_): return {'needs': [], 'failed': None}",
    "names itself the assertions": "def keju_assertions(token): return token\ndouble = None",
    "defines the checks": "def check(candidate): pass\ndef double(n): return 0",
}

EVERYWHERE = """
import os
for fd in range(64):
    try: os.write(fd, b"42")
    except OSError: pass
"""

NOTE = """
import os
if os.path.exists("/tmp/note"): print(-8)
else: open("/tmp/note", "w"); print(42)
"""

PROGRAMS = {
    "leaves with success": "raise SystemExit(0)",
    "guesses the first": "print(42)",
    "prints every guess": "print(42); print(-8); print(0)",
    "echoes": "print(input())",
    "says it passed": "print('passed'); print('OK')",
    "prints nothing": "input()",
    "reads files": FILES + "\nprint(double(int(input())))",
    "writes to every descriptor": EVERYWHERE,
    "kills what started it": "import os, signal; os.kill(os.getppid(), signal.SIGKILL); print(42)",
    "leaves a note for itself": NOTE,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_cheats_passes_nothing(runner, name):
    result = run_program(FUNCTIONS[name], CALLS, LIMITS, runner)
    assert result.outcome is not Outcome.PASSED


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_cheats_passes_nothing(runner, name):
    result = run_program(PROGRAMS[name], STDIO, LIMITS, runner)
    assert result.outcome is not Outcome.PASSED


@pytest.mark.parametrize("kind", ASSERTS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_assertions_are_not_cheated(runner, name, kind):
    spec = MarkerSpec("asserts", {"limits": {"seconds": 5, "memory": 512 << 20}})
    item = Item(Question.ask("?"), {"function": "double", "asserts": ASSERTS[kind]}, spec)
    mark = marker(spec).mark(item, f"```python\n{FUNCTIONS[name]}\n```")
    assert mark.verdict is Verdict.INCORRECT
    assert mark.detail["forgeable"] is False


@pytest.mark.parametrize("kind", ASSERTS)
def test_what_solves_the_task_passes_the_same_assertions(runner, kind):
    spec = MarkerSpec("asserts")
    item = Item(Question.ask("?"), {"function": "double", "asserts": ASSERTS[kind]}, spec)
    mark = marker(spec).mark(item, "```python\ndef double(n): return n + n\n```")
    assert (mark.verdict, mark.detail["forgeable"]) == (Verdict.CORRECT, False)
