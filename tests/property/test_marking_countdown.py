from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking.arithmetic import NotArithmetic, parse_arithmetic
from keju.marking.countdown import CountdownMarker

OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else None,
}
RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
LEAVES = st.integers(0, 100)
TREES = st.recursive(
    LEAVES, lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner), max_leaves=12
)


def value(tree):
    if isinstance(tree, int):
        return Fraction(tree)
    left, right = value(tree[0]), value(tree[2])
    return None if left is None or right is None else OPERATIONS[tree[1]](left, right)


def numbers(tree):
    return [tree] if isinstance(tree, int) else numbers(tree[0]) + numbers(tree[2])


def bracketed(tree):
    return (
        str(tree)
        if isinstance(tree, int)
        else f"({bracketed(tree[0])}{tree[1]}{bracketed(tree[2])})"
    )


def sparse(tree, above=0, *, right=False):
    """Write a tree with only the brackets it needs."""
    if isinstance(tree, int):
        return str(tree)
    rank = RANK[tree[1]]
    inner = f"{sparse(tree[0], rank)} {tree[1]} {sparse(tree[2], rank, right=True)}"
    return f"({inner})" if rank < above or (right and rank == above) else inner


@given(TREES)
def test_the_parser_agrees_with_fractions_on_every_tree(tree):
    for write in (bracketed, sparse):
        found = parse_arithmetic(write(tree))
        assert found.value == value(tree)
        assert list(found.numbers) == numbers(tree)


@given(TREES)
def test_a_tree_is_marked_by_its_value_in_every_notation(tree):
    made = value(tree)
    whole = made is not None and made.denominator == 1
    target = int(made) if whole else 7
    item = Item(
        Question.ask("?"), {"numbers": numbers(tree), "target": target}, MarkerSpec("countdown")
    )
    expected = Verdict.CORRECT if made == target else Verdict.INCORRECT
    written = sparse(tree)
    signs = written.replace("*", "×").replace("/", "÷").replace("-", "−")
    for text in (written, f"\\boxed{{{signs}}}", f"Answer: {written} = {target}"):
        assert CountdownMarker().mark(item, text).verdict is expected
    other = Item(item.question, {"numbers": [*numbers(tree), 1], "target": target}, item.marker)
    assert CountdownMarker().mark(other, written).verdict is Verdict.INCORRECT


@given(st.text(alphabet="0123456789+-*/(). x=", max_size=60))
def test_any_string_of_signs_is_parsed_or_refused(text):
    try:
        found = parse_arithmetic(text)
    except NotArithmetic:
        return
    assert found.numbers
