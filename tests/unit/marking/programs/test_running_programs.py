import pytest

from keju.core.errors import InputError
from keju.marking.programs import FunctionTest, Limits, Outcome, StdioTest, run_program

DOUBLE = "print(2 * int(input()))"
TESTS = [StdioTest(f"{n}\n", f"{2 * n}\n") for n in (21, -4, 0)]
CALLS = [FunctionTest("double", (n,), 2 * n) for n in (21, -4, 0)]


def test_a_right_program_passes_every_test(runner):
    result = run_program(DOUBLE, TESTS, Limits(), runner)
    assert (result.outcome, result.passed, result.tests) == (Outcome.PASSED, 3, 3)
    assert result.isolated
    assert result.failure is None


def test_a_wrong_program_stops_at_the_first_failure_and_says_which(runner):
    result = run_program("print(42)", TESTS, Limits(), runner)
    assert (result.outcome, result.passed) == (Outcome.WRONG, 1)
    failure = result.failure
    assert (failure.number, failure.given, failure.expected) == (2, "-4\n", "-8\n")
    assert failure.got == "42\n"
    every = run_program("print(0)", TESTS, Limits(), runner, stop=False)
    assert (every.passed, every.failure.number) == (1, 1)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("raise ValueError('no')", Outcome.CRASH),
        ("import os; os.abort()", Outcome.CRASH),
        ("print(", Outcome.CRASH),
        ("while True: pass", Outcome.TIME),
        ("import time; time.sleep(60)", Outcome.TIME),
        ("x = bytearray(1 << 29); print(len(x))", Outcome.MEMORY),
        ("while True: print('x' * 1000)", Outcome.OUTPUT),
        ("pass", Outcome.WRONG),
    ],
)
def test_how_a_program_failed_is_told_apart(runner, code, outcome):
    limits = Limits(seconds=1.5, memory=256 << 20, output=1 << 16)
    result = run_program(code, TESTS, limits, runner)
    assert result.outcome is outcome
    assert result.passed == 0


def test_a_function_is_called_and_what_it_prints_does_not_count(runner):
    code = "def double(n):\n    print('thinking')\n    return 2 * n"
    assert run_program(code, CALLS, Limits(), runner).outcome is Outcome.PASSED


def test_a_method_may_use_what_it_did_not_import_and_a_function_may_not(runner):
    method = "class Solution:\n    def half(self, xs: List[int]): return floor(xs[0] / 2)"
    tests = [FunctionTest("Solution.half", ([5],), 2)]
    assert run_program(method, tests, Limits(), runner).outcome is Outcome.PASSED
    function = "def half(xs: List[int]): return xs[0] // 2"
    tests = [FunctionTest("half", ([5],), 2)]
    assert run_program(function, tests, Limits(), runner).outcome is Outcome.CRASH


def test_the_detail_of_a_result_is_bounded(runner):
    test = StdioTest("9" * 10_000, "8" * 10_000)
    code = "import sys; print('7' * 50000); print('6' * 50000, file=sys.stderr)"
    detail = run_program(code, [test], Limits(), runner).detail
    assert sum(len(str(value)) for value in detail.values()) < 2_000
    assert detail["outcome"] == "wrong output"
    assert detail["got"].startswith("777")


def test_what_is_returned_and_cannot_be_compared_is_wrong(runner):
    code = "def double(n):\n    return lambda: 2 * n"
    result = run_program(code, CALLS, Limits(), runner)
    assert result.outcome is Outcome.WRONG
    assert "nothing that can be compared" in result.failure.got


def test_a_number_too_long_to_be_shown_is_compared_all_the_same(runner):
    test = FunctionTest("power", (9_000,), 7**9_000)
    right = run_program("def power(n): return 7 ** n", [test], Limits(), runner)
    wrong = run_program("def power(n): return 7 ** n + 1", [test], Limits(), runner)
    assert (right.outcome, wrong.outcome) == (Outcome.PASSED, Outcome.WRONG)
    assert "cannot be shown" in wrong.failure.got


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: run_program(DOUBLE, []), "without tests"),
        (lambda: StdioTest("1", None), "output must be a text"),
        (lambda: StdioTest("1", "2", "linse"), "unknown checker 'linse'. Did you mean lines"),
        (lambda: StdioTest("1", "2", tolerance=-1), "tolerance must be a number, 0 or above"),
        (lambda: FunctionTest("a.b.c", (), 1), "is no function"),
        (lambda: FunctionTest("import os", (), 1), "is no function"),
        (lambda: FunctionTest("f", [1], 1, "unordered"), "arguments must be"),
        (lambda: FunctionTest("f", (1,), 1, "unordered"), "unordered compares lists"),
        (lambda: Limits(seconds=-1), "seconds must be a number above 0"),
    ],
)
def test_bad_tests_and_limits_are_one_clear_line(make, message):
    with pytest.raises(InputError, match=message) as caught:
        make()
    assert "\n" not in str(caught.value)
