import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from plain_programs import PROGRAMS

from keju.core.errors import InputError
from keju.sandbox import Call, Ending, Limits, SandboxUnavailable, open_runner

LIMITS = Limits(seconds=20)
TEXT = "12\n30 科举\n"


@pytest.fixture(scope="module", params=["isolated", "unsafe"])
def runner(request):
    try:
        opened = open_runner(unsafe=request.param == "unsafe")
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def isolated():
    try:
        opened = open_runner()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield opened
    opened.close()


def lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def call(code, function, *arguments):
    return Call(code, function=function, arguments=arguments)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_what_it_does_as_a_file(runner, tmp_path, name):
    main = tmp_path / "main.py"
    main.write_text(PROGRAMS[name], encoding="utf-8")
    (tmp_path / "input").write_text(TEXT, encoding="utf-8")
    with (tmp_path / "input").open() as source:
        plain = subprocess.run(
            [sys.executable, "-s", "main.py"],
            cwd=tmp_path,
            env={"LANG": "C.UTF-8", "PYTHONUTF8": "1"},
            stdin=source,
            capture_output=True,
            timeout=60,
            check=False,
        )
    ran = runner.run(Call(PROGRAMS[name], stdin=TEXT), LIMITS)
    assert (ran.stdout, ran.status) == (
        plain.stdout.decode("utf-8", "replace"),
        plain.returncode,
    ), ran
    assert ran.ending is (Ending.EXITED if plain.returncode == 0 else Ending.CRASH)
    last = plain.stderr.decode().strip().rpartition("\n")[2]
    assert ran.stderr.strip().rpartition("\n")[2] == last


def test_input_larger_than_a_pipe_does_not_wait_for_output(runner):
    text = "x" * 70 + "\n"
    echo = "import sys\nfor line in sys.stdin: print(line, end='')"
    ran = runner.run(Call(echo, stdin=text * 10_000), LIMITS)
    assert (ran.ending, ran.stdout) == (Ending.EXITED, text * 10_000)
    assert runner.run(Call("print(1)", stdin=text * 10_000), LIMITS).stdout == "1\n"


def test_a_function_is_called_and_its_value_is_apart_from_what_it_prints(runner):
    code = """
import sys
def double(n):
    print('=', n)
    sys.stderr.write('aside')
    return n + n
"""
    ran = runner.run(call(code, "double", 21), LIMITS)
    assert (ran.ending, ran.returned, ran.value) == (Ending.EXITED, True, 42)
    assert (ran.stdout, ran.stderr) == ("= 21\n", "aside")


@pytest.mark.parametrize(
    "value",
    [None, True, 0, 10**5000, 0.1, "é\ud800", b"\0", (1, [2]), {1: {2}, (3,): frozenset({4})}, 2j],
    ids=range(10),
)
def test_arguments_and_values_keep_their_types(runner, value):
    ran = runner.run(call("def same(x):\n    return x, type(x).__name__", "same", value), LIMITS)
    assert ran.value == (value, type(value).__name__)


def test_a_method_of_a_class_is_called_on_a_new_object(runner):
    code = """
class Solution:
    def __init__(self): self.base = 40
    def add(self, n): return self.base + n
"""
    assert runner.run(call(code, "Solution.add", 2), LIMITS).value == 42


def test_a_function_is_not_the_main_program(runner):
    code = "def name(): return __name__\nif __name__ == '__main__': name = None"
    assert runner.run(call(code, "name"), LIMITS).value == "solution"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("x = 1", "name 'double' is not defined"),
        ("def double(): return 1", "takes 0 positional arguments"),
        ("def double(n): return 1 / 0", "ZeroDivisionError"),
        ("def double(n: return 1", "SyntaxError"),
        ("def double(n): raise SystemExit(3)", ""),
        ("def double(n): raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_a_function_that_fails_returns_nothing(runner, code, said):
    ran = runner.run(call(code, "double", 1), LIMITS)
    assert (ran.ending, ran.returned) == (Ending.CRASH, False)
    assert said in ran.stderr


@pytest.mark.parametrize("code", ["def f(): return object()", "import sys\ndef f(): sys.exit(0)"])
def test_a_function_without_a_value_that_can_be_said_returns_nothing(runner, code):
    ran = runner.run(call(code, "f"), LIMITS)
    assert (ran.ending, ran.returned, ran.value) == (Ending.EXITED, False, None)


def test_arguments_that_cannot_be_said_are_an_error_of_the_caller(runner):
    with pytest.raises(InputError, match="arguments of f: a value of type object"):
        runner.run(call("def f(x): pass", "f", object()), LIMITS)


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time\ntime.sleep(60)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)",
        "import os\nos.closerange(0, 256)\nwhile True: pass",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
        "import atexit, time\natexit.register(time.sleep, 60)",
        "import time\nwhile True:\n    print(1, flush=True)\n    time.sleep(0.01)",
    ],
)
def test_time_ends_whatever_does_not_end(runner, code):
    began = time.monotonic()
    ran = runner.run(Call(code), Limits(seconds=0.5))
    assert ran.ending is Ending.TIME
    assert time.monotonic() - began < 5
    assert ran.seconds >= 0.5


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_output_ends_at_its_limit(runner, stream):
    code = f"import sys\nprint('first', flush=True)\nwhile True: sys.{stream}.write('x' * 100_000)"
    ran = runner.run(Call(code), Limits(seconds=20, output=1_000_000))
    assert ran.ending is Ending.OUTPUT
    assert ran.stdout.startswith("first")
    assert len(ran.stdout) + len(ran.stderr) == 1_000_000


def test_output_up_to_the_limit_is_whole(runner):
    assert runner.run(Call("print('x' * 999)"), Limits(output=1_000)).ending is Ending.EXITED
    assert runner.run(Call("print('x' * 1000)"), Limits(output=1_000)).ending is Ending.OUTPUT


def test_a_value_above_the_limit_of_output_is_not_returned(runner):
    ran = runner.run(call("def f(): return 'x' * 10_000", "f"), Limits(output=5_000))
    assert not ran.returned


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(1 << 30)",
        "x = []\nwhile True: x.append(bytes(1 << 20))",
        "x = 'x' * (1 << 26)\nwhile True: x += x",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded on Linux alone")
def test_memory_ends_at_its_limit(runner, code):
    ran = runner.run(Call(code), Limits(seconds=30, memory=200 << 20))
    assert ran.ending is Ending.MEMORY
    assert "MemoryError" in ran.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded on Linux alone")
def test_memory_below_its_limit_is_there(runner):
    ran = runner.run(Call("x = bytearray(150 << 20)\nprint(len(x))"), Limits(memory=200 << 20))
    assert ran.stdout == f"{150 << 20}\n"


def test_numpy_is_there_where_it_fits(isolated):
    if not isolated.interpreter.packages:
        pytest.skip("the interpreter of the sandbox is of another version than Keju's")
    code = "import numpy\nprint((numpy.eye(300) @ numpy.eye(300)).sum())"
    assert isolated.run(Call(code), LIMITS).stdout == "300.0\n"


def test_runs_are_the_same_from_one_to_the_next(runner):
    code = """
import os
print({'a', 'b', 'c', 'd'}, sorted(os.environ), os.listdir())
open('left', 'w')
"""
    assert len({runner.run(Call(code), LIMITS).stdout for _ in range(3)}) == 1


def test_randomness_differs_from_one_to_the_next(runner):
    assert (
        len(
            {
                runner.run(Call("import random\nprint(random.random())"), LIMITS).stdout
                for _ in range(3)
            }
        )
        == 3
    )


def test_a_main_stack_has_room_for_deep_recursion(isolated):
    code = """
import sys
from functools import lru_cache
sys.setrecursionlimit(10 ** 6)
@lru_cache(maxsize=None)
def depth(n):
    return n and 1 + depth(n - 1)
print(depth(100_000))
"""
    assert isolated.run(Call(code), LIMITS).stdout == "100000\n"


def test_a_runner_says_whether_it_isolates(isolated):
    unsafe = open_runner(unsafe=True)
    unsafe.close()
    assert (isolated.isolated, unsafe.isolated) == (True, False)


def test_a_box_that_was_killed_is_replaced(isolated):
    first = isolated._box.first
    assert isolated.run(Call("print(1)"), LIMITS).stdout == "1\n"
    os.kill(first, 9)
    assert isolated.run(Call("print(2)"), LIMITS).stdout == "2\n"
    assert isolated._box.first != first


def test_an_interrupted_run_does_not_answer_for_the_next(isolated):
    def interrupt(_number, _frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            isolated.run(Call("import time\ntime.sleep(2)\nprint('first')"), LIMITS)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert isolated.run(Call("print('second')"), LIMITS).stdout == "second\n"


def test_threads_that_share_a_runner_get_their_own_answers(isolated):
    answers = {}

    def ask(name):
        code = f"import time\ntime.sleep(0.01)\nprint({name})"
        answers[name] = [isolated.run(Call(code), LIMITS).stdout for _ in range(5)]

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {name: [f"{name}\n"] * 5 for name in range(6)}


def test_a_forked_process_does_not_use_or_end_the_box_of_its_parent(isolated):
    isolated.run(Call("print(0)"), LIMITS)
    first = isolated._box.first
    child = os.fork()
    if child == 0:
        well = isolated.run(Call("print(1)"), LIMITS).stdout == "1\n"
        well = well and isolated._box.first != first
        isolated.close()
        os._exit(0 if well else 1)
    assert isolated.run(Call("print(2)"), LIMITS).stdout == "2\n"
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert lives(first)
    assert isolated._box.first == first


def test_the_thread_that_opened_a_runner_may_end(isolated):
    opened = []
    thread = threading.Thread(target=lambda: opened.append(open_runner()))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert opened[0].run(Call("print(1)"), LIMITS).stdout == "1\n"
    opened[0].close()


def test_nothing_is_left_of_a_closed_runner(isolated):
    opened = open_runner()
    first = opened._box.first
    opened.close()
    assert not lives(first)


def test_a_box_ends_with_the_process_that_opened_it():
    code = """
import json, os
from keju.sandbox import open_runner
print(open_runner()._box.first, flush=True)
os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    if not ended.stdout:
        pytest.skip(ended.stderr.decode()[-300:])
    first = json.loads(ended.stdout)
    for _ in range(100):
        if not lives(first):
            return
        time.sleep(0.05)
    pytest.fail("the box outlived its owner by 5 s")


def test_a_closed_runner_opens_again(isolated):
    isolated.close()
    assert isolated.run(Call("print(1)"), LIMITS).stdout == "1\n"


def test_without_bubblewrap_one_line_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        InputError, match=r"no bwrap on the PATH.*apt install bubblewrap.*--unsafe-sandbox"
    ) as raised:
        open_runner()
    assert "\n" not in str(raised.value)


@pytest.fixture
def public():
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_bubblewrap_that_is_refused_says_what_to_allow(monkeypatch, public):
    refused = public / "bwrap"
    refused.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n"
    )
    refused.chmod(0o755)
    monkeypatch.setenv("PATH", f"{public}:/usr/bin:/bin")
    with pytest.raises(InputError, match=r"uid map: Permission denied.*user namespaces") as raised:
        open_runner()
    assert "\n" not in str(raised.value)
