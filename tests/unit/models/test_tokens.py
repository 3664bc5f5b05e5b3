import json

import pytest

from keju.core.errors import InputError
from keju.core.records import Message
from keju.models.tokens import CHARACTERS, SPECIALS, CharacterTokenizer, tokenizer_json


@pytest.fixture
def tokenizer(tmp_path):
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer_json()))
    return CharacterTokenizer.read(tmp_path)


def test_every_character_comes_back(tokenizer):
    assert tokenizer.decode(tokenizer.encode(CHARACTERS)) == CHARACTERS


def test_a_character_is_one_token_and_special_tokens_come_first(tokenizer):
    assert tokenizer.encode("7\n7") == [tokenizer.encode("7")[0], 6, tokenizer.encode("7")[0]]
    assert tokenizer.decode(range(len(SPECIALS))) == "".join(SPECIALS)


@pytest.mark.parametrize("text", ["科", "\t", "\r", "\x00", "\ud800", "é"])
def test_what_is_outside_the_vocabulary_becomes_unknown(tokenizer, text):
    assert tokenizer.encode(f"a{text}")[1:] == [tokenizer.unknown]


def test_text_never_makes_a_special_token(tokenizer):
    assert len(tokenizer.encode("<|im_end|>")) == 10


def test_a_question_is_opened_and_closed_and_the_answer_begins_at_once(tokenizer):
    assert tokenizer.decode(tokenizer.prompt([Message("user", "2+3?")])) == (
        "<|im_start|>2+3?<|im_end|>"
    )


def test_system_messages_are_left_out_and_earlier_answers_kept(tokenizer):
    turns = [
        Message("system", "Think."),
        Message("user", "a"),
        Message("assistant", "b"),
        Message("user", "c"),
    ]
    assert tokenizer.decode(tokenizer.prompt(turns)) == (
        "<|im_start|>a<|im_end|>b<|im_end|><|im_start|>c<|im_end|>"
    )


@pytest.mark.parametrize("content", [None, "{", "{}", '{"model": {"vocab": {"a": 0}}}', "[]"])
def test_another_tokenizer_is_refused_with_the_mend(tmp_path, content):
    if content is not None:
        (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(InputError, match=r"tokenizer\.json: no character tokenizer .*hf/PATH"):
        CharacterTokenizer.read(tmp_path)
