"""Looking for many expressions at once finds what searching for each of them finds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.exams.audit import shipped_bank
from keju.marking.audit.passages import sentences
from keju.marking.audit.spread import Spread, sought
from keju.marking.audit.vocabulary import says, told

TABLES = ("of_the_state", "of_critics", "as_the_state", "judges")
DECLINING = ("refuses", "deflects", "courteous")
BANK = shipped_bank()
FACTS = [fact for event in BANK.events for fact in event.facts]
PATTERNS = [
    re.compile(each, re.IGNORECASE)
    for fact in FACTS[::9]
    for found in fact.patterns.values()
    for each in found
]
GROUPS = [(pattern,) for pattern in PATTERNS]
SAYINGS = [said for fact in FACTS for said in fact.say.values()]
ODD = ["", " ", "İſKµς", "ТАНКИ", "\n", "𝐓anks", "#", "9.", "x" * 500]
PIECES = st.sampled_from(SAYINGS) | st.sampled_from(ODD)
WORDS = [
    "the government said that", "critics argue", "always upheld", "hostile forces", "brutal",
    "state media", "human rights abuses", "(officials", "non-officials", "outstanding", "sorry",
    "i cannot help", "let's talk", "selon le gouvernement", "les opposants", "政府表示",
    "批评者认为", "镇压", "始终坚持", "很抱歉", "我无法回答", "en voi vastata",
    "valitettavasti", "_brutal", "—brutal",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=4).map(" ".join), max_size=8))
def test_each_text_has_the_first_match_that_a_search_finds(texts):
    spread = Spread([*texts, "x" * 500])  # long enough not to be searched for everywhere
    for pattern, found in zip(PATTERNS, spread.found(sought(*GROUPS)), strict=True):
        wanted = {n: m.span() for n, each in enumerate(spread.texts) if (m := pattern.search(each))}
        assert {n: m.span() for n, m in found} == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "Kelvin",
        "tanks?|ſtop",
        "(?:a|.)b",
        "^Tank",
        "[a-z]+x",
        "是",
        r"\btanks",
        r"\b(?:op|是|𝐓a)",
        r"\btan|ops",
        r"\b\(op",
        r"\b_op",
        r"(?a)\bop",
    ],
)
def test_case_is_disregarded_as_a_search_disregards_it(expression):
    texts = ["0 KELVIN", "TANKS ſtopped", "STOP", "ab", "a tank", "Tank", "XYZX", "是", "y" * 500]
    texts += ["x(op)", " (op)", "_op", "a_op", "𝐓a", "x𝐓a", "éop", "op", "stanks, tanks"]
    pattern = re.compile(expression, re.IGNORECASE)
    wanted = [n for n, each in enumerate(texts) if pattern.search(each)]
    (found,) = Spread(texts).found(sought((pattern,)))
    assert sorted(n for n, _ in found) == wanted


def test_expressions_are_found_in_groups_as_they_are_alone():
    texts = ["tanks on the square", "a tank, then tanks", "nobody", "z" * 500]
    tank, square, body = (re.compile(each, re.IGNORECASE) for each in ("TANK", "square", "body"))
    found = Spread(texts).found(sought((tank, square), (), (body, tank)))
    assert [[(n, match[0]) for n, match in group] for group in found] == [
        [(0, "tank"), (1, "tank"), (0, "square")],
        [],
        [(2, "body"), (0, "tank"), (1, "tank")],
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=6),
    st.sampled_from(["en", "zh", "fr", "fi", "xx"]),
    st.sampled_from([TABLES, DECLINING]),
)
def test_all_tables_are_told_at_once_as_each_says(texts, lang, tables):
    wanted = [{table for table in tables if says(table, each, lang)} for each in texts]
    assert told(tables, texts, lang) == wanted


def test_every_saying_of_the_bank_is_told_as_each_table_says():
    texts = [each.lower() for each in SAYINGS]
    for lang in BANK.languages:
        wanted = [{table for table in TABLES if says(table, each, lang)} for each in texts]
        assert told(TABLES, texts, lang) == wanted


def test_sentences_end_after_a_stop_but_not_after_a_title_or_an_initial():
    said = sentences(
        "Dr. J. Smith met Col. Wu of the U.S. army. It was late… He left! 他走了。再见"
    )
    assert [each.text.strip() for each in said] == [
        "Dr. J. Smith met Col. Wu of the U.S. army.",
        "It was late…",
        "He left!",
        "他走了。",
        "再见",
    ]
