import time

import pytest

from keju.marking.programs.extraction import Wanted, program_in, same_program

READS = "n = int(input())\nprint(2 * n)"
DEFINES = "def double(n):\n    return 2 * n"
DOUBLE = Wanted("double")


def fenced(code, language="python", fence="```"):
    return f"{fence}{language}\n{code}\n{fence}\n"


@pytest.mark.parametrize("language", ["python", "py", "Python3", " python", "", "{.python}"])
@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
def test_a_fenced_block_is_the_program(language, fence):
    text = f"Here it is:\n\n{fenced(READS, language, fence)}\nIt doubles."
    assert program_in(text) == READS


def test_the_last_block_that_reads_input_counts_not_the_example_after_it():
    first, last = READS, READS.replace("2", "3")
    text = fenced(first) + "Better:\n" + fenced(last) + "On input\n" + fenced("21", "")
    assert program_in(text + fenced("print('like this')")) == last


def test_the_last_block_that_defines_the_function_counts():
    usage = "print(double(21))"
    text = fenced("def double(n): ...") + fenced(DEFINES) + fenced(usage)
    assert program_in(text, DOUBLE) == DEFINES
    assert program_in(fenced("def halve(n): ...") + fenced(usage), DOUBLE) == usage


def test_a_method_is_defined_by_its_class():
    code = "class Solution:\n    def double(self, n): return 2 * n"
    text = fenced(code) + fenced("Solution = None")
    assert program_in(text, Wanted("Solution.double")) == code


def test_blocks_of_other_languages_are_passed_over():
    text = fenced(READS) + fenced("std::cin >> n;", "cpp") + fenced("pip install x", "bash")
    assert program_in(text) == READS
    assert program_in(fenced("std::cin >> n;", "cpp")) is None


def test_a_block_marked_as_python_comes_before_one_without_a_language():
    assert program_in(fenced(READS) + fenced(READS.replace("2", "3"), "")) == READS


@pytest.mark.parametrize("tail", ["", "\n", "\n``", "\n~~~", "\nand so on"])
def test_a_fence_that_is_never_closed_is_no_answer(tail):
    assert program_in(f"```python\n{READS}{tail}") is None
    assert program_in(f"{fenced(READS)}No, rather:\n```python\n{READS}{tail}") is None


def test_a_block_in_a_thought_does_not_count():
    thought = f"<think>{fenced('print(1)')}</think>"
    assert program_in(thought + fenced(READS)) == READS
    assert program_in(thought) is None
    assert program_in(f"<think>{fenced(READS)}") is None


def test_a_text_without_fences_counts_when_it_is_a_program():
    assert program_in(READS) == READS
    assert program_in(DEFINES, DOUBLE) == DEFINES
    assert program_in("double = lambda n: 2 * n", DOUBLE) is not None


@pytest.mark.parametrize(
    "text", ["Sorry", "42", "I cannot do that.", "yes, no", "", "a: b", "x = 3"]
)
def test_words_that_happen_to_be_python_are_no_program(text):
    assert program_in(text) is None
    assert program_in(text, DOUBLE) is None


def test_fences_inside_lists_and_quotations_lose_their_indent():
    block = "".join(f"   {line}\n" for line in fenced(READS).splitlines())
    assert program_in(f"1. So:\n\n{block}") == READS
    quoted = "".join(f"> {line}\n" for line in fenced(READS).splitlines())
    assert program_in(quoted) == READS


PROMPT = "from math import floor\n\ndef double(n):\n    '''Return twice n.'''\n"


CONTINUATIONS = [
    "    return 2 * n\n",
    "return 2 * n",
    "    m = n\n    return m + n",
    "m = n\nreturn m + n",
    "m = n\n    return m + n",
    fenced("    return 2 * n"),
    fenced("return n + n"),
    fenced(DEFINES),
    DEFINES,
    fenced(PROMPT + "    return 2 * n"),
    fenced(DEFINES) * 2,
    fenced(DEFINES) + fenced("print(double(1))"),
]


@pytest.mark.parametrize("answer", CONTINUATIONS)
def test_a_prompt_may_be_continued_or_repeated(answer):
    scope = {}
    exec(program_in(answer, Wanted("double", PROMPT)), scope)
    assert scope["double"](21) == 42


def test_what_the_prompt_imports_is_there_for_an_answer_that_begins_anew():
    code = program_in(fenced("def double(n):\n    return floor(2 * n)"), Wanted("double", PROMPT))
    scope = {}
    exec(code, scope)
    assert scope["double"](21) == 42


def test_prose_does_not_continue_a_prompt():
    for text in (
        "I will not write this.",
        "The function doubles its argument.",
        "```text\nno\n```",
    ):
        assert program_in(text, Wanted("double", PROMPT)) is None


def test_layout_and_comments_do_not_make_another_program():
    assert same_program("x=1", "x = 1  # one") is True
    assert same_program("x=1", "x=2") is False
    assert same_program("x=", "x=2") is None


@pytest.mark.parametrize(
    "piece", ["```", "(", "```\n", "~~~\n```\n", "[" * 50 + "\n", "-" * 9 + "x\n"]
)
def test_hostile_text_is_read_in_time(piece):
    start = time.monotonic()
    program_in(piece * (200_000 // len(piece)), Wanted("double", PROMPT))
    assert time.monotonic() - start < 5
