import re
from collections import Counter
from itertools import islice, product

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, Reply, Verdict
from keju.exams import exam
from keju.exams.generated import seeded
from keju.exams.reading.asked import Story
from keju.exams.reading.generator import TONGUES, draw_story
from keju.exams.reading.language import COLOURS, GOODS, NAMES, NOUNS, ORIGINS, PLACES, TRADES, Cast
from keju.exams.reading.plot import LEVELS
from keju.exams.reading.telling import Ref, Told, When, mentioned
from keju.exams.reading.world import Deed, Event, State, apply
from keju.marking import judge, marker

SPECS = [f"reading;language={tongue};level={level}" for tongue in TONGUES for level in LEVELS]
LABEL = {"en": "Answer: ", "fr": "Réponse : ", "zh": "答案："}


def first(spec: str, count: int) -> list[Item]:
    return list(islice(exam(spec).items(), count))


def stories(tongue: str, count: int, level: int = 4) -> list[tuple[Story, object]]:
    rng = seeded(f"stories {tongue} {level}")
    return [draw_story(rng, tongue, LEVELS[level]) for _ in range(count)]


@pytest.mark.no_cover
@pytest.mark.parametrize("spec", SPECS)
def test_no_question_comes_twice_and_a_paper_begins_a_longer_one(spec: str):
    items = first(spec, 240)
    assert len({item.question.id for item in items}) == 240
    assert [item.id for item in first(spec, 60)] == [item.id for item in items[:60]]


@pytest.mark.parametrize("spec", SPECS)
def test_another_seed_is_another_paper(spec: str):
    here, there = first(spec, 30), first(f"{spec};seed=1", 30)
    assert not {item.cluster for item in here} & {item.cluster for item in there}


@pytest.mark.parametrize("spec", SPECS)
def test_questions_of_one_passage_share_a_cluster_and_their_number_is_the_dial(spec: str):
    counts = Counter(item.cluster for item in first(f"{spec};questions=3", 60))
    assert len(counts) == 20
    assert set(counts.values()) == {3}


@pytest.mark.parametrize(("tongue", "level"), list(product(TONGUES, LEVELS)))
def test_the_markers_read_the_answer_that_the_prompt_asks_for(tongue: str, level: int):
    for item in first(f"reading;language={tongue};level={level};questions=8", 80):
        asked = marker(item.marker)
        good = f"…\n\n{LABEL[tongue]}{item.reference}"
        assert judge(item, Reply(good), asked).verdict is Verdict.CORRECT
        assert judge(item, Reply(item.solution), asked).verdict is Verdict.CORRECT
        bad = {"choice": "Z", "number": "997", "exact": "Zoë"}[item.marker.name]
        assert judge(item, Reply(LABEL[tongue] + bad), asked).verdict is not Verdict.CORRECT


def test_a_word_for_a_dial_that_is_none_is_refused_with_what_is_allowed():
    with pytest.raises(InputError, match="en or fr or zh"):
        exam("reading;language=de")
    with pytest.raises(InputError, match="1 to 4"):
        exam("reading;level=5")


@pytest.mark.no_cover
@pytest.mark.parametrize("level", LEVELS)
def test_the_right_letter_is_any_letter_and_reading_nothing_earns_chance(level: int):
    items = first(f"reading;level={level};questions=8;seed=3", 2_400)
    choices = [item for item in items if item.marker.name == "choice"]
    for size in (4, 5, 6):
        letters = Counter(
            item.reference for item in choices if len(item.marker.parameters["options"]) == size
        )
        total, share = sum(letters.values()), 1 / size
        bound = 4 * (share * (1 - share) * total) ** 0.5
        assert all(
            abs(letters["ABCDEF"[n]] - share * total) < bound for n in range(size if total else 0)
        )


@pytest.mark.no_cover
@pytest.mark.parametrize("level", LEVELS)
def test_guessing_by_what_is_named_most_or_last_is_near_chance(level: int):
    """Near: within 0.08, which holds the few hundred questions' noise and a small real edge."""
    hits: Counter[str] = Counter()
    chance: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for item in islice(exam(f"reading;level={level};questions=8;seed=4").items(), 2_400):
        kind = item.marker.name
        if kind == "number":
            continue
        text, _, asked = item.question.text.rpartition("\n\n")
        if kind == "choice":
            options = list(item.marker.parameters["options"])
            right = options["ABCDEF".index(item.reference)]
        else:
            options = re.search(r"names: ([^.]+)\.", asked)[1].split(", ")
            right = item.reference
        counts[kind] += 1
        chance[kind] += 1 / len(options)
        told = [option.removeprefix("on ") for option in options]
        hits[kind, "most"] += max(told, key=text.count) == right.removeprefix("on ")
        hits[kind, "last"] += max(told, key=text.rfind) == right.removeprefix("on ")
    for (kind, guess), hit in hits.items():
        assert hit / counts[kind] < chance[kind] / counts[kind] + 0.08, (kind, guess)


@pytest.mark.no_cover
def test_a_higher_level_has_more_to_keep_in_mind():
    lengths = [sum(len(i.question.text) for i in first(f"reading;level={n}", 40)) for n in LEVELS]
    chains = [
        sum(i.solution.count("\n") for i in first(f"reading;level={n};questions=8", 200))
        for n in LEVELS
    ]
    assert lengths == sorted(lengths)
    assert chains == sorted(chains)
    assert lengths[3] > 4 * lengths[0]


# ---- the world


def start() -> State:
    return State(3, [0, 0, 1], [0, ~1], [[4], [6], [1]], frozenset({1}))


def test_who_sees_it_knows_and_who_does_not_keeps_the_old_belief():
    state = start()
    apply(state, Event(9, Deed.GIVE, 0, thing=0, other=1))
    assert [belief[0] for belief in state.beliefs] == [1, 1, 0]
    assert state.nested[0][1][0] == 1
    assert state.nested[0][2][0] == 0


def test_what_is_lost_is_believed_to_be_carried_still():
    state = start()
    apply(state, Event(9, Deed.LOSE, 0, thing=0))
    assert state.where[0] == ~0
    assert [belief[0] for belief in state.beliefs] == [0, 0, 0]


def test_what_is_told_is_believed_by_the_hearer_alone():
    state = start()
    apply(state, Event(9, Deed.TELL, 0, other=1, thing=1, claim=2))
    assert [belief[1] for belief in state.beliefs] == [~1, 2, ~1]
    assert state.nested[0][1][1] == state.nested[1][0][1] == 2


def test_a_crowd_goes_without_the_one_it_leaves_behind():
    state = start()
    apply(state, Event(9, Deed.CROWD, 0, place=2))
    assert state.at == [0, 2, 1]


def test_the_weather_of_the_day_decides():
    for day, place in ((0, 2), (1, 1)):
        state = start()
        apply(state, Event(24 * day + 9, Deed.WEATHER, 0, place=1, away=2))
        assert state.at[0] == place


@pytest.mark.parametrize(
    ("deed", "count", "owned"),
    [
        (Deed.HAND, 3, [1, 9, 1]),
        (Deed.HALF, 0, [2, 8, 1]),
        (Deed.REST, 1, [1, 9, 1]),
        (Deed.EAT, 1, [3, 6, 1]),
        (Deed.BUY, 5, [9, 6, 1]),
        (Deed.MATCH, 0, [10, 6, 1]),
    ],
)
def test_goods_are_counted(deed: Deed, count: int, owned: list[int]):
    state = start()
    apply(state, Event(9, deed, 0, other=1, good=0, count=count))
    assert [row[0] for row in state.owned] == owned


# ---- the languages


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_word_list_is_as_long_as_a_cast_expects_and_repeats_nothing(tongue: str):
    words = __import__(
        f"keju.exams.reading.{ {'en': 'english', 'fr': 'french', 'zh': 'chinese'}[tongue] }.words",
        fromlist=["WOMEN"],
    )
    sizes = {
        "WOMEN": NAMES,
        "MEN": NAMES,
        "PLACES": PLACES,
        "NOUNS": NOUNS,
        "COLOURS": COLOURS,
        "GOODS": GOODS,
        "TRADES": TRADES,
        "ORIGINS": ORIGINS,
    }
    for name, size in sizes.items():
        assert len(set(getattr(words, name))) == len(getattr(words, name)) == size, name
    assert not set(words.WOMEN) & set(words.MEN)


@pytest.mark.no_cover
@pytest.mark.parametrize("tongue", TONGUES)
def test_a_pronoun_has_one_antecedent_by_the_stated_rules(tongue: str):
    seen = 0
    for story, words in stories(tongue, 60):
        women = words.cast.women
        for before, told in zip(story.told, story.told[1:], strict=False):
            if told.who is not Ref.PRONOUN:
                continue
            seen += 1
            who = told.event.who
            near, here = mentioned(before.event), mentioned(told.event)
            assert [one for one in near if women[one] == women[who]] == [who]
            assert [one for one in here if women[one] == women[who]] == [who]
            assert before.who is not Ref.CARRIER
            assert before.event.deed is not Deed.CROWD
    assert seen > 200


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_sentence_names_what_it_tells_of(tongue: str):
    for story, words in stories(tongue, 40):
        for told, line in zip(story.told, story.lines, strict=True):
            event = told.event
            things = [words.thing(t) for t in (event.thing, event.second) if t >= 0]
            bare = [thing.removeprefix("la ").removeprefix("le ") for thing in things]
            assert all(thing in line for thing in bare)
            if event.place >= 0:
                assert words.place(event.place).removeprefix("le ") in line
            if event.other >= 0 and told.other is Ref.NAME:
                assert words.name(event.other) in line
            if told.who is Ref.NAME:
                assert words.name(event.who) in line


def tell(tongue: str, event: Event, **changes: object) -> str:
    cast = Cast(
        women=(True, False, True),
        names=(0, 1, 2),
        trades=(2, 6, 4),
        origins=(1, 7, 0),
        places=(0, 1, 11),
        things=((0, 0), (1, 5), (2, 3)),
        goods=(0, 3),
    )
    values = {"when": When.FULL, "gap": 0, "who": Ref.NAME, "other": Ref.NAME} | changes
    return TONGUES[tongue](cast).sentence(Told(event, **values))


FRENCH = [
    (Event(9, Deed.MOVE, 0, place=0), {}, "Lundi à 9 heures, Clara est allée à la bibliothèque."),
    (Event(12, Deed.MOVE, 1, place=1), {}, "Lundi à midi, Martial est allé au marché."),
    (
        Event(33, Deed.MOVE, 1, place=2),
        {"when": When.APART, "gap": -2, "variant": 1},
        "Deux heures plus tôt, Martial s’était rendu à l’hôpital.",
    ),
    (
        Event(9, Deed.MOVE, 1, place=1),
        {"who": Ref.CARRIER, "carried": 1},
        "Lundi à 9 heures, la personne qui avait alors le carnet jaune est allée au marché.",
    ),
    (
        Event(9, Deed.PUT, 0, thing=0),
        {"who": Ref.TRADE},
        "Lundi à 9 heures, l’infirmière a posé la clé rouge et l’a laissée là.",
    ),
    (
        Event(9, Deed.PUT, 0, thing=1),
        {"who": Ref.PRONOUN, "when": When.HOUR, "gap": 1},
        "À 9 heures, elle a posé le carnet jaune et l’a laissé là.",
    ),
    (
        Event(9, Deed.GIVE, 0, thing=2, other=1),
        {"other": Ref.TRADE},
        "Lundi à 9 heures, Clara a donné l’enveloppe blanche à l’avocat.",
    ),
    (
        Event(9, Deed.GIVE, 0, thing=2, other=1),
        {"other": Ref.PRONOUN, "variant": 1},
        "Lundi à 9 heures, Clara lui a remis l’enveloppe blanche.",
    ),
    (
        Event(9, Deed.REST, 0, good=1, count=1, other=1),
        {"other": Ref.ORIGIN},
        "Lundi à 9 heures, Clara a donné à l’homme d’Athènes tous ses propres biscuits sauf un.",
    ),
    (
        Event(9, Deed.BUY, 1, good=0, count=1),
        {"who": Ref.ORIGIN},
        "Lundi à 9 heures, l’homme d’Athènes a acheté une pomme.",
    ),
    (
        Event(9, Deed.PLAN, 2, place=1),
        {"when": When.APART, "gap": -1},
        (
            "Une heure plus tôt, Nora avait voulu aller au marché, mais avait changé d’avis"
            " et était restée sur place."
        ),
    ),
    (
        Event(9, Deed.CROWD, 1, place=2),
        {},
        (
            "Lundi à 9 heures, toutes les personnes qui se trouvaient avec Martial sont allées à "
            "l’hôpital sans lui."
        ),
    ),
    (
        Event(9, Deed.TELL, 0, other=1, thing=0, claim=0),
        {},
        "Lundi à 9 heures, Clara a dit à Martial : « J’ai la clé rouge ».",
    ),
]


@pytest.mark.parametrize(("event", "changes", "sentence"), FRENCH)
def test_french_agrees_contracts_and_elides(event: Event, changes: dict, sentence: str):
    assert tell("fr", event, **changes).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(("tongue", "level"), [("fr", 2), ("fr", 4)])
def test_french_text_has_no_uncontracted_or_unelided_words(tongue: str, level: int):
    for item in first(f"reading;language={tongue};level={level};questions=8", 400):
        text = item.question.text
        assert not re.search(r"\b(?:à|de) le\b|\b(?:de|que|le|la) [aeiouéèêh]", plain(text)), text
        assert not re.search(r"[^\u00a0 ][:;?!»]|« ", text.replace("\n", " \n"))


def plain(text: str) -> str:
    """Leave out the few words that may stand unelided before a vowel."""
    return re.sub(r"\bque (?:elle|il)s?\b", "", text.lower().split("\n\n", 1)[1])


CHINESE = [
    (Event(14, Deed.MOVE, 0, place=0), {}, "星期一下午两点，王芳去了图书馆。"),
    (
        Event(9, Deed.HAND, 0, good=0, count=2, other=1),
        {},
        "星期一上午九点，王芳给了王维两个苹果。",
    ),
    (
        Event(9, Deed.EAT, 1, good=1, count=3),
        {"when": When.APART, "gap": -1},
        "一个小时以前，王维吃掉了自己的三块饼干。",
    ),
    (
        Event(9, Deed.GIVE, 0, thing=0, other=1),
        {"variant": 1},
        "星期一上午九点，红色钥匙被王芳交给了王维。",
    ),
    (
        Event(9, Deed.GIVE, 0, thing=0, other=1),
        {"who": Ref.PRONOUN, "other": Ref.PRONOUN, "when": When.APART, "gap": 2},
        "两个小时以后，她把红色钥匙给了他。",
    ),
]


@pytest.mark.parametrize(("event", "changes", "sentence"), CHINESE)
def test_chinese_says_the_time_first_and_measures_what_it_counts(
    event: Event, changes: dict, sentence: str
):
    assert tell("zh", event, **changes) == sentence


@pytest.mark.parametrize("level", LEVELS)
def test_chinese_has_no_spaces_and_full_width_signs(level: int):
    for item in first(f"reading;language=zh;level={level};questions=8", 120):
        assert not re.search(r"[ ,;:?!()\"'a-z]", item.question.text), item.question.text


ENGLISH = [
    (Event(14, Deed.MOVE, 0, place=0), {}, "On Monday at 2 p.m., Clara went to the library."),
    (
        Event(12, Deed.MOVE, 1, place=0, away=1),
        {"when": When.HOUR, "gap": -3},
        "Earlier that day, at noon, Marvin had gone not to the market but to the library.",
    ),
    (Event(9, Deed.BUY, 0, good=0, count=1), {}, "On Monday at 9 a.m., Clara bought one apple."),
    (
        Event(9, Deed.GIVE, 0, thing=0, other=1, third=2),
        {"when": When.APART, "gap": 1},
        "An hour later, Clara gave the red key not to Nora but to Marvin.",
    ),
]


@pytest.mark.parametrize(("event", "changes", "sentence"), ENGLISH)
def test_english_has_its_plurals_and_its_pluperfect(event: Event, changes: dict, sentence: str):
    assert tell("en", event, **changes) == sentence
