import asyncio
import json
import shutil
from pathlib import Path

import pytest

import keju.models
from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message
from keju.models.hf import HfModel
from keju.models.reference import ReferenceModel
from keju.models.tokens import tokenizer_config, tokenizer_json

torch = pytest.importorskip("torch", reason="torch is not installed; run make test-train")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")

XIUCAI = Path(keju.models.__file__).parent / "weights" / "xiucai"
QUESTIONS = [
    'What is 347 * 582? Finish with "Answer: N".',
    'What is 9 + 5? Finish with "Answer: N".',
    'What is 47 + 85 - 23 + 9 + 110? Finish with "Answer: N".',
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A randomly initialised Qwen3 with the shipped models' tokenizer."""
    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = transformers.Qwen3Config(
        vocab_size=102,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=128,
        initializer_range=0.3,
        eos_token_id=3,
        pad_token_id=0,
    )
    transformers.Qwen3ForCausalLM(config).save_pretrained(folder)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer_json()))
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer_config(128)))
    return folder


def change(folder, target, **fields):
    """Copy ``folder`` with other fields in its tokenizer_config.json (None removes one)."""
    shutil.copytree(folder, target)
    path = target / "tokenizer_config.json"
    config = json.loads(path.read_text()) | fields
    path.write_text(json.dumps({k: v for k, v in config.items() if v is not None}))
    return target


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


def words(replies):
    return [(r.text, r.reasoning, r.finish) for r in replies]


def test_the_shipped_model_answers_as_it_does_in_numpy():
    own = answers(ReferenceModel("xiucai"), QUESTIONS)
    theirs = answers(HfModel(str(XIUCAI)), QUESTIONS)
    assert words(theirs) == words(own)
    assert own[0].reasoning
    for left, right in zip(own, theirs, strict=True):
        assert left.usage.prompt_tokens == right.usage.prompt_tokens
        assert left.usage.completion_tokens == right.usage.completion_tokens
        assert right.usage.reasoning_tokens == len(right.reasoning)


@pytest.mark.parametrize("temperature", [0, 1.0])
def test_an_answer_does_not_depend_on_who_shares_the_batch(tiny, temperature):
    parameters = {"temperature": temperature, "max_tokens": 12}
    together = answers(HfModel(str(tiny), parameters=parameters), QUESTIONS)
    alone = [answers(HfModel(str(tiny), parameters=parameters), [q])[0] for q in QUESTIONS]
    in_twos = answers(HfModel(str(tiny), parameters=parameters | {"batch": 2}), QUESTIONS)
    assert words(together) == words(alone) == words(in_twos)


def test_samples_differ_by_attempt_and_come_back(tiny):
    def samples(seed):
        model = HfModel(str(tiny), parameters={"temperature": 1, "max_tokens": 8, "seed": seed})
        return words(answers(model, QUESTIONS[:1], attempts=range(5)))

    assert len(set(samples(0))) > 3
    assert samples(0) == samples(0) != samples(1)


def test_an_answer_without_its_end_is_cut(tiny):
    reply = answers(HfModel(str(tiny), parameters={"max_tokens": 3}), QUESTIONS[:1])[0]
    assert (reply.finish, reply.usage.completion_tokens) == (Finish.LENGTH, 3)


def test_an_unfinished_thought_answers_nothing():
    reply = answers(HfModel(str(XIUCAI), parameters={"max_tokens": 20}), QUESTIONS[:1])[0]
    assert (reply.text, reply.finish) == ("", Finish.LENGTH)
    assert reply.reasoning == "743*285\n2:418060>49"


def test_a_thought_that_the_template_opened_is_understood(tmp_path):
    template = tokenizer_config(1024)["chat_template"] + "{{ '<think>' }}"
    folder = change(XIUCAI, tmp_path / "opened", chat_template=template)
    reply = answers(HfModel(str(folder)), QUESTIONS[:1])[0]
    assert (reply.text, reply.finish) == ("Answer: 201954", Finish.STOP)
    assert reply.reasoning.startswith("743*285")
    cut = answers(HfModel(str(folder), parameters={"max_tokens": 9}), QUESTIONS[:1])[0]
    assert (cut.text, cut.finish) == ("", Finish.LENGTH)


def test_without_a_chat_template_the_text_alone_is_continued(tmp_path):
    folder = change(XIUCAI, tmp_path / "plain", chat_template=None)
    reply = answers(HfModel(str(folder), parameters={"max_tokens": 5}), ["What is 2 "])[0]
    assert reply.usage.prompt_tokens == len("What is 2 ")


def test_a_prompt_beyond_the_context_is_a_failure_with_its_reason(tiny):
    reply = answers(HfModel(str(tiny)), ["7" * 300])[0]
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.REJECTED)
    assert "302 tokens; the context has 128" in reply.failure.message


def test_the_context_cuts_an_answer(tiny):
    reply = answers(HfModel(str(tiny)), ["7" * 120])[0]
    assert reply.usage.completion_tokens <= 6


def test_the_identity_is_the_content_and_not_the_place(tiny, tmp_path):
    here = HfModel(str(tiny), parameters={"batch": 3})
    copy = shutil.copytree(tiny, tmp_path / "copy")
    assert HfModel(str(copy)).identity == here.identity
    assert here.identity == {
        "provider": "hf",
        "weights": here.identity["weights"],
        "temperature": 0.0,
        "max_tokens": 2048,
        "seed": 0,
    }
    assert here.name == f"hf/{tiny}"
    changed = change(tiny, tmp_path / "changed", chat_template="{{ messages[0].content }}")
    assert HfModel(str(changed)).identity != here.identity


def test_a_broken_checkpoint_is_found_by_the_check(tiny, tmp_path):
    folder = shutil.copytree(tiny, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(InputError, match="transformers cannot load this checkpoint") as raised:
        asyncio.run(HfModel(str(folder)).check())
    assert "\n" not in str(raised.value)


def test_a_good_checkpoint_passes_the_check(tiny):
    assert asyncio.run(HfModel(str(tiny)).check()) is None
