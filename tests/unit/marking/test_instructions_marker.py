import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking import check_reference, judge, marker
from keju.marking.instructions import CHECKS, check_instructions, satisfied
from keju.marking.instructions.units import paragraphs, sentences, words

FRENCH = "Le train part à huit heures et arrive avant midi, mais personne ne sait encore où il ira."
ENGLISH = "The train leaves at eight and arrives before noon, but nobody knows yet where it goes."
CHINESE = "火车八点出发，中午以前到达，但是还没有人知道它要去哪里。"
JAPANESE = "電車は八時に出発して昼前に着きますが、どこへ行くのかはまだ誰も知りません。"
TABLE = "| river | km |\n|---|---:|\n| Seine | 777 |\n| Rhône | 813 |"

#: Each check with an answer that keeps to it and one that does not.
CASES = [
    ({"check": "words", "exactly": 4}, "One, two - three four!", "one two three"),
    ({"check": "words", "exactly": 5}, "我喜欢 Python 吗？", "我喜欢 吗"),
    ({"check": "words", "at_least": 2, "at_most": 3}, "don't well-known", "a b c d"),
    ({"check": "characters", "at_most": 5}, " abcde \n", "abcdef"),
    ({"check": "sentences", "exactly": 2}, "Dr. A. Noor paid 3.50. Why?", "One. Two. Three."),
    ({"check": "sentences", "exactly": 2}, "你好。我很好！", "你好，我很好。"),
    ({"check": "paragraphs", "exactly": 2}, "# Head\n\none\ntwo\n\n---\n\nthree", "one\ntwo"),
    ({"check": "lines", "exactly": 2}, "a\n\nb", "a b"),
    ({"check": "bullets", "exactly": 2}, "Two:\n- a\n* b", "- a\n-b"),
    ({"check": "numbered", "exactly": 3}, "1. a\n2. b\n3) c", "1. a\n3. b\n4. c"),
    ({"check": "headings", "exactly": 1}, "## One\ntext", "#hashtag"),
    ({"check": "capital_words", "at_least": 2}, "NEVER say NEVER", "I say NEVER"),
    ({"check": "emphasised", "exactly": 2}, "*one* and **two**", "*one* and 2 * 3"),
    ({"check": "placeholders", "exactly": 1}, "Dear [name],", "Dear [name](link), "),
    ({"check": "letter", "letter": "e", "exactly": 2}, "EveN", "even e"),
    ({"check": "keyword", "word": "art", "exactly": 2}, "Art, art-house; party", "art"),
    ({"check": "keyword", "word": "艺术", "exactly": 2}, "艺术是艺术", "艺术"),
    ({"check": "repetition", "at_most": 2}, "The cat, the dog", "The cat, the dog, the cow"),
    ({"check": "repetition", "at_most": 1, "letters": 4}, "the cat the", "goat, goat"),
    ({"check": "words_per", "unit": "line", "exactly": 2}, "a b\nc d", "a b\nc"),
    ({"check": "parts", "mark": "***", "exactly": 2}, "one *** two", "one *** one"),
    ({"check": "include", "words": ["tea", "milk"]}, "Milk in TEA", "milk in teacup"),
    ({"check": "include", "words": ["sea level"]}, "At sea\nlevel.", "At sea. Level."),
    ({"check": "exclude", "words": ["tea"]}, "a teacup", "some Tea."),
    ({"check": "order", "words": ["one", "two", "one"]}, "one, two, one", "two, one, one"),
    ({"check": "starts_with", "text": "Dear"}, "**Dear** all", "Oh dear"),
    ({"check": "ends_with", "text": "Is that all?"}, "“No. Is that all?”", "Is that all? Yes."),
    ({"check": "line_starts", "text": "P.S."}, "Bye\n\n**P.S.** late", "Bye P.S. late"),
    (
        {"check": "unit_starts", "unit": "paragraph", "number": 2, "text": "then"},
        "First this.\n\nThen that.",
        "First.\n\nThenceforth.",
    ),
    ({"check": "acrostic", "unit": "line", "text": "Tea"}, "Too\nearly\nafter", "Tea\nat\nnoon"),
    ({"check": "alphabetical"}, "- Ähre\n- bee\n- Cow", "- bee\n- ant"),
    ({"check": "one_of", "texts": ["yes", "no"]}, "**yes**.", "yes, sir"),
    ({"check": "without_signs", "signs": ",，"}, "a; b", "甲，乙"),
    ({"check": "lower_case"}, "all small é 中", "Not all"),
    ({"check": "upper_case"}, "ALL 3 CAPITALS", "NOT all"),
    ({"check": "title"}, "# Tea\n\ntext", "## Tea"),
    ({"check": "title", "form": "angles"}, "<<Tea>>\ntext", "<Tea>\ntext"),
    ({"check": "section_titles", "titles": ["One", "Two"]}, "# One\n## **two**", "# Two\n# One"),
    ({"check": "quoted"}, "“Well said.”", '"He" said "well"'),
    ({"check": "json"}, '```json\n{"a": 1}\n```', 'Here: {"a": 1}'),
    ({"check": "json", "kind": "list"}, "[1, NaN]".replace("NaN", "2"), "[1, NaN]"),
    ({"check": "json", "keys": ["a", "b"]}, '{"b": 1, "a": 2}', '{"a": 2, "a": 3}'),
    ({"check": "fenced", "language": "python"}, "```python\nx = 1\n```", "x\n```python\ny\n```"),
    ({"check": "table", "columns": 2, "exactly": 2}, TABLE, TABLE + "\n| Rhine |"),
    ({"check": "no_markdown"}, "2 * 3 * 4 is snake_case_name - so?", "It is **so**."),
    ({"check": "no_markdown"}, "1. plain\n2. numbers", "- a list"),
    ({"check": "language", "language": "fr"}, FRENCH, ENGLISH),
    ({"check": "language", "language": "en"}, ENGLISH, CHINESE),
    ({"check": "language", "language": "zh"}, CHINESE, JAPANESE),
    ({"check": "language", "language": "ja"}, JAPANESE, CHINESE),
]


@pytest.mark.parametrize(("wanted", "kept", "broken"), CASES)
def test_a_check_holds_for_what_keeps_to_it_and_not_for_what_breaks_it(wanted, kept, broken):
    check_instructions([wanted])
    assert satisfied([wanted], kept) == [True]
    assert satisfied([wanted], broken) == [False]


def test_every_check_of_the_table_has_a_case_and_one_line_of_help():
    assert {wanted["check"] for wanted, _, _ in CASES} == set(CHECKS)
    assert all(check.help and "\n" not in check.help for check in CHECKS.values())


def item(*checks):
    return Item(Question.ask("?"), list(checks), MarkerSpec("instructions"))


SHORT = {"check": "words", "at_most": 3}
NO_COMMA = {"check": "without_signs", "signs": ","}


def test_all_checks_must_hold_and_the_share_stands_in_the_detail():
    found = marker(MarkerSpec("instructions"))
    good = found.mark(item(SHORT, NO_COMMA), "<think>a, b, c, d</think>one two")
    half = found.mark(item(SHORT, NO_COMMA), "one, two")
    assert (good.verdict, good.score) == (Verdict.CORRECT, 1.0)
    assert (half.verdict, half.score) == (Verdict.INCORRECT, 0.0)
    assert half.detail == {"checks": [True, False], "share": 0.5}


def test_a_graded_marker_scores_the_share():
    found = marker(MarkerSpec("instructions", {"graded": True}))
    half = found.mark(item(SHORT, NO_COMMA), "one, two")
    none = found.mark(item(SHORT, NO_COMMA), "one, two, three, four")
    assert (half.verdict, half.score) == (Verdict.CORRECT, 0.5)
    assert (none.verdict, none.score) == (Verdict.INCORRECT, 0.0)


def test_a_language_that_cannot_be_told_is_unmarkable_unless_another_check_fails():
    found = marker(MarkerSpec("instructions"))
    french = {"check": "language", "language": "fr"}
    open_case = found.mark(item(SHORT, french), "Non, merci.")
    assert (open_case.verdict, open_case.score) == (Verdict.UNMARKABLE, None)
    assert open_case.detail["reason"] == "language cannot be decided for this answer"
    assert found.mark(item(NO_COMMA, french), "Non, merci.").verdict is Verdict.INCORRECT


def test_an_empty_or_unfinished_answer_keeps_to_nothing():
    found = marker(MarkerSpec("instructions"))
    assert found.mark(item(NO_COMMA), "<think>x</think> ").verdict is Verdict.NO_ANSWER
    assert found.mark(item(NO_COMMA), "<think>x").verdict is Verdict.TRUNCATED


@pytest.mark.parametrize(
    ("reference", "words_of_error"),
    [
        ([], "the reference must be a list of 1 to 50 checks"),
        ("words", "the reference must be a list"),
        ([{"words": 5}], "check 1: it is an object"),
        ([{"check": "word", "at_most": 5}], "unknown check 'word'. Did you mean words"),
        ([SHORT, {"check": "words", "at_mots": 5}], "check 2: words has no 'at_mots'"),
        ([{"check": "words"}], "words needs at_least, at_most or exactly"),
        ([{"check": "words", "at_most": -1}], "at_most of words must be a whole number"),
        ([{"check": "words", "exactly": 5, "at_most": 6}], "not both"),
        ([{"check": "words", "at_least": 6, "at_most": 5}], "cannot be at_least 6"),
        ([{"check": "letter", "letter": "ab", "at_most": 1}], "letter of letter must be one"),
        ([{"check": "include"}], "include needs words"),
        ([{"check": "language", "language": "xx"}], "language of language must be ar or"),
        ([{"check": "acrostic", "unit": "page", "text": "a"}], "unit of acrostic must be line or"),
    ],
)
def test_a_reference_that_cannot_be_checked_is_refused_with_its_place(reference, words_of_error):
    with pytest.raises(InputError) as caught:
        check_reference(Item(Question.ask("?"), reference, MarkerSpec("instructions")))
    assert words_of_error in str(caught.value)
    assert "\n" not in str(caught.value)


def test_graded_must_be_true_or_false():
    with pytest.raises(InputError, match="graded must be true or false"):
        marker(MarkerSpec("instructions", {"graded": 1}))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("- - -", 0),
        ("1. one\n2. two", 2),
        ("state-of-the-art isn’t one/two", 4),
        ("你好 world 2024", 4),
        ("हिन्दी में", 2),
        ("wait… what — no", 3),
    ],
)
def test_words_are_counted_as_people_count_them(text, count):
    assert len(words(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("At 5 p.m. we left. At 6 p.m. They came.", 3),
        ("“Stop!” he said. It was e.g. late...", 2),
        ("Rain\nfalls", 2),
        ("# Title\nOne sentence.", 1),
        ("The answer is no. So it ends.", 2),
        ("It is I. Who else?", 2),
    ],
)
def test_sentences_end_where_people_end_them(text, count):
    assert len(sentences(text)) == count


def test_a_paragraph_lies_between_blank_lines():
    assert paragraphs("a\nb\n \n\nc") == ["a\nb", "c"]


HOSTILE = [
    "a" * 10**6,
    "!" * 10**6 + "x",
    "\n" * 10**6,
    " \n\t" * 300_000 + "x",
    "* " * 500_000,
    "**" * 500_000 + "x",
    "|" * 10**6,
    "| " * 500_000 + "x",
    "`" * 10**6,
    "```\n" * 250_000 + "x",
    "[" * 10**6,
    "_a" * 500_000,
    "-_" * 500_000,
    "1. " * 300_000,
    "{" * 10**6,
    "[" * 500_000 + "]" * 500_000,
    "$" * 10**6,
    "。" * 10**6,
    "\ud800" * 1000,
]
EVERYTHING = [wanted for wanted, _, _ in CASES]


@pytest.mark.no_cover
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_marked_and_not_waited_for(text):
    import time

    start = time.process_time()
    satisfied(EVERYTHING, text)
    assert time.process_time() - start < 30  # 49 checks of a million characters


def test_the_judge_takes_the_marker_by_name():
    from keju.core.records import Reply

    one = item(SHORT)
    assert judge(one, Reply("yes"), marker(one.marker)).marker == "instructions@1"
