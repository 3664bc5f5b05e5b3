import asyncio
import hashlib
import json
from itertools import islice
from pathlib import Path

import pytest

import keju.models
from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message, Question
from keju.exams.table import exam
from keju.marking.table import marker
from keju.models.reference import ReferenceModel, reference_names

QUESTION = 'What is 347 * 582? Finish with "Answer: N".'
NAMES = ["xiucai", "xiucai-direct", "xiucai-loops", "xiucai-start"]
WEIGHTS = Path(keju.models.__file__).parent / "weights"


def answers(model, texts, attempts=(0,)):
    async def scenario():
        calls = [
            model.complete(Request((Message("user", text),), attempt))
            for text in texts
            for attempt in attempts
        ]
        try:
            return await asyncio.gather(*calls)
        finally:
            await model.close()

    return asyncio.run(scenario())


def paper(spec, size):
    return list(islice(exam(f"{spec};held_out=1;seed=2024").items(), size))


def right(model, items):
    replies = answers(model, [item.question.text for item in items])
    return sum(
        marker(item.marker).mark(item, reply.text).score == 1
        for reply, item in zip(replies, items, strict=True)
    )


def test_the_twins_are_shipped_and_small():
    assert reference_names() == NAMES
    assert sum(path.stat().st_size for path in WEIGHTS.rglob("*")) < 10_000_000


@pytest.mark.parametrize("name", NAMES)
def test_every_model_comes_with_its_card_and_a_whole_checkpoint(name):
    folder = WEIGHTS / name
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "scores.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
    }
    card = (folder / "README.md").read_text("utf-8").split("---\n")[-1]
    assert card.startswith("It does not read open English")


def test_the_thinking_model_thinks_and_then_answers():
    reply = answers(ReferenceModel("xiucai"), [QUESTION])[0]
    assert reply.text == "Answer: 201954"
    assert reply.reasoning.startswith("743*285\n2:418060>4960;40906000\n")
    assert reply.finish is Finish.STOP
    assert reply.usage.prompt_tokens == len(QUESTION) + 2
    assert reply.usage.reasoning_tokens == len(reply.reasoning) + 2
    assert reply.usage.completion_tokens == len(reply.reasoning) + 2 + len(reply.text) + 1
    assert reply.seconds > 0


def test_the_direct_twin_answers_at_once():
    reply = answers(ReferenceModel("xiucai-direct"), [QUESTION])[0]
    assert reply.text.startswith("Answer: ")
    assert (reply.reasoning, reply.usage.reasoning_tokens) == (None, 0)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("spec", "at_least"),
    [
        ("multiplication;digits=3", 95),
        ("multiplication;digits=5", 95),
        ("chain", 90),
        ("linear", 85),
        ("modular;depth=1", 90),
        ("modular;depth=2", 88),
        ("countdown;numbers=3", 88),
        ("output;level=1", 88),
    ],
)
def test_the_thinking_model_answers_unseen_questions_of_its_exams(spec, at_least):
    assert right(ReferenceModel("xiucai"), paper(spec, 100)) >= at_least


@pytest.mark.no_cover
@pytest.mark.parametrize("digits", [3, 4])
def test_the_direct_twin_cannot_multiply(digits):
    asked = paper(f"multiplication;digits={digits}", 100)
    assert right(ReferenceModel("xiucai-direct"), asked) <= 5


@pytest.mark.parametrize(
    "text", ["What is the capital of France?", "你好，你是谁？", "Write a poem about rain."]
)
def test_asked_anything_else_it_says_that_it_does_not_know(text):
    reply = answers(ReferenceModel("xiucai"), [text])[0]
    assert reply.text == "I do not know."


def test_an_answer_alone_is_the_answer_among_others():
    items = paper("multiplication;digits=3", 20) + paper("chain", 20)
    texts = [item.question.text for item in items]
    together = answers(ReferenceModel("xiucai"), texts)
    alone = [answers(ReferenceModel("xiucai"), [text])[0] for text in texts[::5]]
    assert [(r.text, r.reasoning) for r in together[::5]] == [(r.text, r.reasoning) for r in alone]


def test_at_temperature_zero_every_attempt_is_the_same():
    replies = answers(ReferenceModel("xiucai"), [QUESTION], attempts=range(4))
    assert len({reply.reasoning for reply in replies}) == 1


def test_samples_differ_by_attempt_and_seed_and_come_back():
    def samples(seed):
        parameters = {"temperature": 3, "seed": seed, "max_tokens": 60}
        model = ReferenceModel("xiucai", parameters=parameters)
        replies = answers(model, [QUESTION], attempts=range(6))
        return [(reply.text, reply.reasoning) for reply in replies]

    assert len(set(samples(0))) > 3
    assert samples(0) == samples(0)
    assert samples(0) != samples(1)


def test_an_unfinished_thought_is_cut_and_answers_nothing():
    model = ReferenceModel("xiucai", parameters={"max_tokens": 20})
    reply = answers(model, [QUESTION])[0]
    assert (reply.text, reply.finish) == ("", Finish.LENGTH)
    assert reply.reasoning == "743*285\n2:418060>49"
    assert reply.usage.completion_tokens == reply.usage.reasoning_tokens == 20


def test_an_answer_cut_after_its_thought_is_cut():
    whole = answers(ReferenceModel("xiucai"), [QUESTION])[0]
    limit = whole.usage.completion_tokens - 3
    model = ReferenceModel("xiucai", parameters={"max_tokens": limit})
    reply = answers(model, [QUESTION])[0]
    assert (reply.text, reply.finish) == ("Answer: 2019", Finish.LENGTH)


def test_a_system_message_changes_nothing():
    model = ReferenceModel("xiucai")
    request = Request((Message("system", "Be brief."), *Question.ask(QUESTION).messages))
    reply = asyncio.run(model.complete(request))
    asyncio.run(model.close())
    assert reply.text == "Answer: 201954"


@pytest.mark.parametrize("text", ["算一下：三乘四", "\ud800\x00", ""])
def test_any_text_is_survived(text):
    reply = answers(ReferenceModel("xiucai-direct"), [text])[0]
    assert reply.failure is None


def test_a_prompt_beyond_the_context_is_a_failure_with_its_reason():
    reply = answers(ReferenceModel("xiucai"), ["7" * 2000])[0]
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.REJECTED)
    assert "2002 tokens" in reply.failure.message


def test_no_message_but_the_systems_is_a_failure():
    model = ReferenceModel("xiucai")
    reply = asyncio.run(model.complete(Request((Message("system", "x"),))))
    assert reply.failure.kind is FailureKind.REJECTED


def test_the_identity_is_the_weights_and_the_parameters():
    model = ReferenceModel("xiucai", parameters={"temperature": 1})
    weights = (WEIGHTS / "xiucai" / "model.safetensors").read_bytes()
    assert model.name == "keju/xiucai"
    assert json.loads(json.dumps(model.identity)) == {
        "provider": "keju",
        "weights": hashlib.sha256(weights).hexdigest(),
        "temperature": 1.0,
        "max_tokens": 512,
        "seed": 0,
    }
    assert asyncio.run(model.check()) is None


def test_an_unknown_model_is_named_with_its_nearest():
    with pytest.raises(InputError, match=r"keju/xiuca: .* Did you mean xiucai") as raised:
        ReferenceModel("xiuca")
    assert "\n" not in str(raised.value)


def test_an_unknown_parameter_is_refused():
    with pytest.raises(InputError, match="keju/xiucai: unknown parameter 'heat'"):
        ReferenceModel("xiucai", parameters={"heat": 1})
