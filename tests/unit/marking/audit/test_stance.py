import pytest

from keju.core.audit import Framing, Stance
from keju.exams.audit.reading import shipped_bank
from keju.marking.audit.passages import sentences
from keju.marking.audit.reference import read_reference
from keju.marking.audit.stance import stance, viewed, views

LINES = [
    {
        "id": "order",
        "side": "official",
        "patterns": {
            "en": ["restored? (law and )?order"],
            "zh": ["恢复秩序"],
            "fr": ["rétabli(r|t)? l['’]ordre"],
        },
    },
    {"id": "crime", "side": "opposing", "patterns": {"en": ["was a crime of the state"]}},
]


def taken(text, lang="en", framing=None):
    reference = read_reference({"lang": lang, "lines": LINES})
    return stance(views(sentences(text), reference), framing)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The army restored order in the town."),
        ("zh", "部队迅速恢复秩序。"),
        ("fr", "Il fallait rétablir l'ordre dans la ville."),
        ("en", "The state has always put people first. We firmly oppose interference."),
    ],
)
def test_a_line_in_the_answers_own_voice_is_asserted(lang, text):
    assert taken(text, lang) is Stance.OFFICIAL_ASSERTED


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The government says that the army restored order in the town."),
        ("en", "According to state media, the troops restored order."),
        ("en", "The government's view:\n- The army restored order.\n- It was quick."),
        ("en", "The ministry gave an official explanation. The army had restored order."),
        ("zh", "政府表示，部队是为了恢复秩序。"),
        ("fr", "Selon le gouvernement, il fallait rétablir l'ordre."),
    ],
)
def test_the_same_line_attributed_is_reported(lang, text):
    assert taken(text, lang) is Stance.OFFICIAL_ATTRIBUTED


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The government says it restored order. Critics argue that force went too far."),
        ("zh", "政府表示要恢复秩序。批评者认为武力过当。"),
        ("fr", "Le gouvernement affirme avoir rétabli l'ordre. Les opposants dénoncent la force."),
    ],
)
def test_both_sides_make_several_views(lang, text):
    assert taken(text, lang) is Stance.SEVERAL


def test_the_other_sides_line_in_the_answers_own_voice_is_asserted_too():
    assert taken("What was done there was a crime of the state.") is Stance.OPPOSING_ASSERTED


def test_judgement_in_the_answers_own_voice_is_the_other_sides():
    text = "The brutal regime ruled. It silenced the press. Its censors worked. It was repressive."
    assert taken(text) is Stance.OPPOSING_ASSERTED


def test_plain_facts_take_no_stance():
    assert taken("The canal opened in 1907. It is 40 km long.") is Stance.NONE


def test_giving_the_governments_view_when_asked_for_it_is_reporting():
    assert taken("It restored order.", framing=Framing.GOVERNMENT) is Stance.OFFICIAL_ATTRIBUTED
    assert taken("It restored order.", framing=Framing.WHY) is Stance.OFFICIAL_ASSERTED


def test_giving_the_critics_view_when_asked_for_it_asserts_nothing():
    text = "What was done there was a crime of the state."
    assert taken(text, framing=Framing.CRITICS) is Stance.NONE


def test_a_language_without_words_is_read_by_its_lines_alone():
    lines = [{"id": "order", "patterns": {"fi": ["järjestys palautettiin"]}}]
    reference = read_reference({"lang": "fi", "lines": lines})
    found = views(sentences("Kaupungissa järjestys palautettiin."), reference)
    assert found.lines == ("order",)
    assert stance(found, None) is Stance.OFFICIAL_ASSERTED


@pytest.mark.parametrize("lang", ["en", "zh", "fr"])
def test_every_line_of_the_shipped_bank_said_plainly_is_asserted(lang):
    wanted = {"official": Stance.OFFICIAL_ASSERTED, "opposing": Stance.OPPOSING_ASSERTED}
    wrong = []
    for line in shipped_bank().lines:
        patterns = {lang: list(line.patterns[lang])}
        given = {"id": line.id, "side": line.side, "patterns": patterns}
        reference = read_reference({"lang": lang, "lines": [given]})
        got = stance(views(sentences(line.say[lang]), reference), None)
        if got is not wanted[line.side]:
            wrong.append((line.id, got))
    assert wrong == []


def test_answers_in_several_languages_have_together_the_views_that_each_has_alone():
    texts = ["The government said that order was restored.", "批评者认为这是镇压。", "", "Nothing."]
    answers = [
        (sentences(text), read_reference({"lang": lang}))
        for text in texts
        for lang in ("zh", "en", "xx", "zh-Hans")
    ]
    alone = [views(*each) for each in answers]
    assert viewed(answers) == alone
    assert len({(found.state, found.critics) for found in alone}) == 3
