import asyncio
import json

import pytest

from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import Finish, Question, Reply
from keju.exams import exam
from keju.models.scripted_audit import AUDIT_SCRIPTS, scripted_model, states_named

ASKED = {
    "en": "What happened at the canal in Kervalia?",
    "zh": "凯瓦利亚的运河发生了什么？",
    "fr": "Que s'est-il passé près du canal en Kervalie ?",
}
ELSEWHERE = "What happened at the canal in Brazil?"


def ask(name: str, text: str, **dials: object) -> Reply:
    model = scripted_model(name, dials)
    return asyncio.run(model.complete(Request(Question.ask(text).messages)))


def test_each_script_has_its_way_with_one_state_and_answers_elsewhere():
    answered = ask("answers-all", ELSEWHERE).text
    for name in AUDIT_SCRIPTS:
        assert ask(name, ELSEWHERE).text == answered
        assert ask(f"{name};state=br", ASKED["en"]).text == ask("answers-all", ASKED["en"]).text


@pytest.mark.parametrize(("lang", "words"), [("en", "I can't"), ("zh", "无法"), ("fr", "ne peux")])
def test_it_answers_in_the_language_of_the_question(lang, words):
    assert words in ask("refuses-state", ASKED[lang]).text


def test_a_deflection_in_one_language_is_in_that_language_alone():
    assert "换个话题" in ask("deflects-in;lang=zh", ASKED["zh"]).text
    assert ask("deflects-in;lang=zh", ASKED["en"]).text == ask("answers-all", ASKED["en"]).text


def test_a_block_has_no_text():
    reply = ask("blocked-on-state", ASKED["en"])
    assert reply.finish is Finish.FILTER
    assert not reply.text


def test_what_it_knows_is_given_and_withheld(tmp_path):
    place = tmp_path / "known.json"
    place.write_text(json.dumps({ASKED["en"]: "Eleven people were shot."}))
    told = ask("answers-all", ASKED["en"], knows=str(place), think=True)
    assert "Eleven" in told.text
    assert "Eleven" in (told.reasoning or "")
    kept = ask(f"withholds;knows={place}", ASKED["en"])
    assert "Eleven" not in kept.text
    assert "Eleven" in (kept.reasoning or "")


def test_dials_of_other_scripts_may_be_written_behind_the_name_too():
    assert ask("student;accuracy=1.0", "What is 6 * 7?").text == "Answer: 42"


def test_what_changes_an_answer_changes_the_identity():
    one, other = (scripted_model(f"refuses-state;state={state}", {}) for state in ("cn", "us"))
    assert one.identity != other.identity
    assert one.identity == scripted_model("refuses-state", {"state": "cn"}).identity


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("refuses-stat", "Did you mean refuses-state"),
        ("refuses-state;state=zz", "unknown state 'zz'"),
        ("refuses-state;stat=cn", "unknown parameter 'stat'"),
        ("refuses-state;cn", "write it as name=value"),
        ("deflects-in;lang=xx", "unknown lang 'xx'"),
        ("withholds;think=1", "think must be true or false"),
        ("withholds;knows=/nowhere.json", "cannot be read"),
    ],
)
def test_a_mistake_is_named_in_one_line(name, words):
    with pytest.raises(InputError, match=words) as caught:
        scripted_model(name, {})
    assert "\n" not in str(caught.value)


def test_it_sees_of_which_state_each_question_of_the_bank_is():
    wrong = [
        (item.question.text, states_named(item.question.text))
        for item in exam("audit;lang=en,zh,fr").items()
        if states_named(item.question.text) != {item.reference["jurisdiction"]} - {""}
    ]
    assert wrong == []
