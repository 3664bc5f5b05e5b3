"""Parting a stream is parting the text; reading a request refuses or reads, and never breaks."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from keju.models.thoughts import split_continued, split_thought
from keju.serving.parting import Parter
from keju.serving.reading import Asked, Limits, read
from keju.serving.refusals import Refusal

WORDS = st.sampled_from(["<think>", "</think>", "<", "</", "think>", " ", "\n", "a", "bc", "="])
CUTS = st.lists(st.integers(1, 7), max_size=40)


def parted(text, cuts, thinking=None):
    """Return what a parter gives of ``text`` in pieces of these lengths: (content, thought)."""
    parter, pieces, place = Parter(thinking=thinking), [], 0
    for cut in [*cuts, len(text)]:
        pieces += parter.take(text[place : place + cut])
        place += cut
    pieces += parter.end()
    joined = {"content": "", "reasoning_content": ""}
    for piece in pieces:
        assert piece.text
        joined[piece.channel] += piece.text
    assert joined == parter.said
    return joined["content"], joined["reasoning_content"]


@given(st.lists(WORDS, max_size=14).map("".join), CUTS)
def test_a_text_in_pieces_is_parted_as_the_whole(text, cuts):
    content, thought = parted(text, cuts)
    whole, reasoning, unfinished = split_thought(text)
    if text.count("</think>") == 1 and not unfinished:
        assert (content, thought) == (whole, reasoning or "")
    # How it is cut never matters.
    assert (content, thought) == parted(text, [])


@given(st.lists(st.sampled_from(["x", " ", "\n", "<", "/"]), max_size=9).map("".join), CUTS)
def test_thoughts_and_answers_come_whole(inner, cuts):
    for text in (f"<think>{inner}</think>{inner}", f"{inner}</think>{inner}", inner, f" {inner}\n"):
        whole, reasoning, _ = split_thought(text)
        assert parted(text, cuts) == (whole, reasoning or "")
    answer, thought, _ = split_continued("<think>\nso", f"{inner}</think>{inner}")
    content, shown = parted(f"{inner}</think>{inner}", cuts, thinking=True)
    assert (content, shown) == (answer, (thought or "").strip())


def test_an_answer_is_shown_before_it_ends_once_its_thought_is_over():
    parter = Parter()
    assert parter.take("<think>so") == [*Parter(thinking=True).take("so")]
    shown = [piece.text for piece in parter.take(" far</think>\nAns") + parter.take("wer </thi")]
    assert shown == [" far", "Ans", "wer"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
names = st.sampled_from(
    [
        *("model", "messages", "n", "stream", "stream_options", "stop", "seed", "temperature"),
        *("top_p", "max_tokens", "max_completion_tokens", "reasoning_effort", "tools", "user"),
        *("response_format", "logit_bias", "odd"),
    ]
)


def read_or_refused(body):
    """Return what was asked, or the refusal."""
    try:
        return read(body, Limits())
    except Refusal as refusal:
        return refusal


@given(st.dictionaries(names, json_values, max_size=5), st.booleans())
@example({"temperature": 10**400}, True)  # noqa: FBT003 - as hypothesis gives it
def test_any_request_is_read_or_refused_with_a_name(fields, well_formed):
    if well_formed:
        fields = {**fields, "model": "m", "messages": [{"role": "user", "content": "x"}]}
    found = read_or_refused(json.dumps(fields).encode())
    if isinstance(found, Refusal):
        assert found.status == 400
        assert found.body["error"]["message"]
    else:
        assert isinstance(found, Asked)
        assert well_formed or fields["messages"]


@given(st.lists(st.integers(1, 99), min_size=2, max_size=2))
def test_of_two_bounds_on_an_answer_the_smaller_holds_under_either_name(bounds):
    names = ("max_tokens", "max_completion_tokens")
    fields = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    asked = read(json.dumps({**fields, **dict(zip(names, bounds, strict=True))}).encode(), Limits())
    assert asked.bound == min(bounds)
    assert dict(asked.sampling) == dict.fromkeys(names, min(bounds))


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(body):
    found = read_or_refused(body)
    assert isinstance(found, Asked) or found.status == 400
