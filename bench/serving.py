"""How much of the batched speed is left when 64 clients ask through ``keju serve``?

The same questions of one exam are answered by the same model in this process, in full batches, and
by ``keju serve`` for 64 clients that each wait for an answer before they ask again: whole answers,
and streams. The three take turns, and each round is compared with itself. Clients, server and
engine share whatever processor the benchmark is given: ``taskset -c 1`` makes it one core.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line has it

import asyncio
import itertools
import json
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import aiohttp
from bench.figures import Figure, main, median, say
from bench.processes import ROOT, ours

from keju.core.protocols import Request
from keju.core.records import Message
from keju.exams import exam
from keju.models.reference import ReferenceModel

MODEL = "xiucai"
EXAM = "multiplication;digits=3"
CLIENTS = 64
ROUNDS, QUESTIONS = 3, 192


@contextmanager
def serving() -> Iterator[str]:
    """Start the server; gives the address of its completions."""
    command = ours("serve", f"keju/{MODEL}", "--port", "0", "--queue", "0")
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as child:
        try:
            assert child.stderr is not None
            yield child.stderr.readline().split(" at ")[1].split()[0] + "/chat/completions"
        finally:
            child.send_signal(signal.SIGTERM)


async def offline(model: ReferenceModel, questions: Sequence[str]) -> float:
    """Return tokens/s of the model alone, which fills its batches itself."""
    started = time.perf_counter()
    asked = (model.complete(Request((Message("user", text),))) for text in questions)
    replies = await asyncio.gather(*asked)
    tokens = sum(reply.usage.completion_tokens or 0 for reply in replies)
    return tokens / (time.perf_counter() - started)


async def served(address: str, questions: Sequence[str], *, stream: bool) -> float:
    """Return tokens/s that 64 clients get together."""
    waiting, tokens = iter(questions), 0

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal tokens
        for text in waiting:
            asked = {"model": f"keju/{MODEL}", "messages": [{"role": "user", "content": text}]}
            more = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
            async with session.post(address, json={**asked, **more}) as response:
                assert response.status == 200, await response.text()
                body = await response.read()
            last = body.rsplit(b"data: ", 2)[1] if stream else body
            tokens += json.loads(last)["usage"]["completion_tokens"]

    started = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(client(session) for _ in range(CLIENTS)))
    return tokens / (time.perf_counter() - started)


async def rounds(address: str, questions: Sequence[str], count: int) -> list[dict[str, float]]:
    model, found = ReferenceModel(MODEL), []
    await offline(model, questions[:CLIENTS])  # both engines are made before the clock starts
    await served(address, questions[:CLIENTS], stream=False)
    for number in range(count):
        speeds = {
            "offline": await offline(model, questions),
            "served": await served(address, questions, stream=False),
            "streamed": await served(address, questions, stream=True),
        }
        say(
            f"round {number + 1}: " + ", ".join(f"{k} {v:,.0f} tokens/s" for k, v in speeds.items())
        )
        found.append(speeds)
    await model.close()
    return found


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the door of every part
    """Tokens/s of 64 clients of ``keju serve``, against offline batches."""
    asked = QUESTIONS // 2 if quick else QUESTIONS
    items = itertools.islice(exam(EXAM).items(), asked)
    questions = [item.question.text for item in items]
    with serving() as address:
        found = asyncio.run(rounds(address, questions, 1 if quick else ROUNDS))
    ratios = {
        kind: median([each[kind] / each["offline"] for each in found])
        for kind in ("served", "streamed")
    }
    return [
        Figure(
            f"tokens/s of {CLIENTS} clients against offline batches",
            ratios["served"],
            "×",
            must=0.6,
            aim=0.8,
            detail={"tokens_per_second": found, "questions": asked, "exam": EXAM},
        ),
        Figure("the same, streamed", ratios["streamed"], "×"),
    ]


if __name__ == "__main__":
    main(measure)
