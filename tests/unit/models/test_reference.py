import asyncio
import hashlib
import json
from pathlib import Path
from random import Random

import pytest

import keju.models
from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message, Question
from keju.models.reference import ReferenceModel, reference_names
from keju.training.traces import draw_problem

QUESTION = 'What is 347 * 582? Finish with "Answer: N".'
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


def paper(kind, size):
    rng = Random(2024)
    return [draw_problem(rng, kind, held_out=True) for _ in range(size)]


def right(model, problems):
    replies = answers(model, [problem.question for problem in problems])
    return sum(
        reply.text == f"Answer: {problem.answer}"
        for reply, problem in zip(replies, problems, strict=True)
    )


def test_the_twins_are_shipped_and_small():
    assert reference_names() == ["tongsheng", "tongsheng-direct"]
    assert sum(path.stat().st_size for path in WEIGHTS.rglob("*")) < 4_000_000


@pytest.mark.parametrize("name", ["tongsheng", "tongsheng-direct"])
def test_every_model_comes_with_its_card_and_a_whole_checkpoint(name):
    folder = WEIGHTS / name
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    first = (folder / "README.md").read_text("utf-8").split("\n", 1)[0]
    assert "does not read open English" in first


def test_the_thinking_model_thinks_and_then_answers():
    reply = answers(ReferenceModel("tongsheng"), [QUESTION])[0]
    assert reply.text == "Answer: 201954"
    assert reply.reasoning.startswith("743*285\n2:418060>4960;40906000\n")
    assert reply.finish is Finish.STOP
    assert reply.usage.prompt_tokens == len(QUESTION) + 2
    assert reply.usage.reasoning_tokens == len(reply.reasoning) + 2
    assert reply.usage.completion_tokens == len(reply.reasoning) + 2 + len(reply.text) + 1
    assert reply.seconds > 0


def test_the_direct_twin_answers_at_once():
    reply = answers(ReferenceModel("tongsheng-direct"), [QUESTION])[0]
    assert reply.text.startswith("Answer: ")
    assert (reply.reasoning, reply.usage.reasoning_tokens) == (None, 0)


@pytest.mark.no_cover
def test_the_thinking_model_gets_unseen_products_and_chains_right():
    assert right(ReferenceModel("tongsheng"), paper("product", 200)) >= 190
    assert right(ReferenceModel("tongsheng"), paper("chain", 200)) >= 165


@pytest.mark.no_cover
def test_the_direct_twin_cannot_multiply():
    assert right(ReferenceModel("tongsheng-direct"), paper("product", 200)) <= 20


def test_an_answer_alone_is_the_answer_among_others():
    texts = [problem.question for problem in paper("product", 20) + paper("chain", 20)]
    together = answers(ReferenceModel("tongsheng"), texts)
    alone = [answers(ReferenceModel("tongsheng"), [text])[0] for text in texts[::5]]
    assert [(r.text, r.reasoning) for r in together[::5]] == [(r.text, r.reasoning) for r in alone]


def test_at_temperature_zero_every_attempt_is_the_same():
    replies = answers(ReferenceModel("tongsheng"), [QUESTION], attempts=range(4))
    assert len({reply.reasoning for reply in replies}) == 1


def test_samples_differ_by_attempt_and_seed_and_come_back():
    def samples(seed):
        parameters = {"temperature": 1.5, "seed": seed, "max_tokens": 60}
        model = ReferenceModel("tongsheng", parameters=parameters)
        replies = answers(model, ["What is it?"], attempts=range(6))
        return [(reply.text, reply.reasoning) for reply in replies]

    assert len(set(samples(0))) > 3
    assert samples(0) == samples(0)
    assert samples(0) != samples(1)


def test_an_unfinished_thought_is_cut_and_answers_nothing():
    model = ReferenceModel("tongsheng", parameters={"max_tokens": 20})
    reply = answers(model, [QUESTION])[0]
    assert (reply.text, reply.finish) == ("", Finish.LENGTH)
    assert reply.reasoning == "743*285\n2:418060>49"
    assert reply.usage.completion_tokens == reply.usage.reasoning_tokens == 20


def test_an_answer_cut_after_its_thought_is_cut():
    whole = answers(ReferenceModel("tongsheng"), [QUESTION])[0]
    limit = whole.usage.completion_tokens - 3
    model = ReferenceModel("tongsheng", parameters={"max_tokens": limit})
    reply = answers(model, [QUESTION])[0]
    assert (reply.text, reply.finish) == ("Answer: 2019", Finish.LENGTH)


def test_a_system_message_changes_nothing():
    model = ReferenceModel("tongsheng")
    request = Request((Message("system", "Be brief."), *Question.ask(QUESTION).messages))
    reply = asyncio.run(model.complete(request))
    asyncio.run(model.close())
    assert reply.text == "Answer: 201954"


@pytest.mark.parametrize("text", ["算一下：三乘四", "\ud800\x00", ""])
def test_any_text_is_survived(text):
    reply = answers(ReferenceModel("tongsheng-direct"), [text])[0]
    assert reply.failure is None


def test_a_prompt_beyond_the_context_is_a_failure_with_its_reason():
    reply = answers(ReferenceModel("tongsheng"), ["7" * 2000])[0]
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.REJECTED)
    assert "2002 tokens" in reply.failure.message


def test_no_message_but_the_systems_is_a_failure():
    model = ReferenceModel("tongsheng")
    reply = asyncio.run(model.complete(Request((Message("system", "x"),))))
    assert reply.failure.kind is FailureKind.REJECTED


def test_the_identity_is_the_weights_and_the_parameters():
    model = ReferenceModel("tongsheng", parameters={"temperature": 1})
    weights = (WEIGHTS / "tongsheng" / "model.safetensors").read_bytes()
    assert model.name == "keju/tongsheng"
    assert json.loads(json.dumps(model.identity)) == {
        "provider": "keju",
        "weights": hashlib.sha256(weights).hexdigest(),
        "temperature": 1.0,
        "max_tokens": 512,
        "seed": 0,
    }
    assert asyncio.run(model.check()) is None


def test_an_unknown_model_is_named_with_its_nearest():
    with pytest.raises(InputError, match=r"keju/tongshen: .* Did you mean tongsheng") as raised:
        ReferenceModel("tongshen")
    assert "\n" not in str(raised.value)


def test_an_unknown_parameter_is_refused():
    with pytest.raises(InputError, match="keju/tongsheng: unknown parameter 'heat'"):
        ReferenceModel("tongsheng", parameters={"heat": 1})
