"""The bare client: what it costs merely to ask, with nothing marked and nothing kept.

``python bench/bare_aiohttp.py PORT QUESTIONS [uvloop]`` asks every question of a JSON-lines file
with 100 in flight and prints its own rate without start and end.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp

IN_FLIGHT = 100


async def main(port: str, questions: list[str]) -> None:
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    left = iter(questions)

    async def work(session: aiohttp.ClientSession) -> None:
        for question in left:
            body = {"model": "m", "messages": [{"role": "user", "content": question}]}
            async with session.post(url, json=body) as response:
                await response.json()

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = time.perf_counter()
        await asyncio.gather(*(work(session) for _ in range(IN_FLIGHT)))
        print(json.dumps({"rate": len(questions) / (time.perf_counter() - started)}))


if __name__ == "__main__":
    texts = [json.loads(line)["question"] for line in Path(sys.argv[2]).read_text().splitlines()]
    if "uvloop" in sys.argv[3:]:
        import uvloop

        uvloop.run(main(sys.argv[1], texts))
    else:
        asyncio.run(main(sys.argv[1], texts))
