"""A begun answer is continued by transformers as the reference runtime continues it."""

import asyncio
from pathlib import Path

import keju
from keju.core.protocols import Request
from keju.core.records import Finish, Message
from keju.models.hf import HfModel
from keju.models.reference import ReferenceModel

FOLDER = Path(keju.__file__).parent / "models" / "weights" / "xiucai"
PRODUCT = (Message("user", 'What is 589 * 100? Finish with "Answer: N".'),)


def ask(model, **call):
    async def scenario():
        try:
            return await model.complete(Request(PRODUCT, **call))
        finally:
            await model.close()

    return asyncio.run(scenario())


def both(**call):
    return ask(HfModel(str(FOLDER)), **call), ask(ReferenceModel("xiucai"), **call)


def test_a_cap_and_a_begun_thought_are_the_same_in_both_runtimes():
    cut, same = both(max_tokens=9)
    assert (cut.reasoning, cut.finish, cut.text) == (same.reasoning, Finish.LENGTH, "")
    rest, also = both(begun=f"<think>{cut.reasoning}")
    assert (rest.text, rest.reasoning) == (also.text, also.reasoning)
    assert rest.finish is Finish.STOP
    assert rest.usage.completion_tokens == also.usage.completion_tokens
