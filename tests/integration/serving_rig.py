"""A server of ours in a thread of the tests, on a free port of this machine."""

import asyncio
import contextlib
import threading

from keju.recipes.serving import Access, Room, endpoint
from keju.serving.reading import Limits
from keju.serving.running import Place, serve

CONFIG = """
[models.warm]
model = "keju/xiucai"
parameters = { temperature = 0.7 }

[models.slow]
model = "scripted/right"
parameters = { latency = 60.0 }
"""


@contextlib.contextmanager
def house(*names, key=None, room=None, efforts=None):
    """Serve ``names`` within the block; gives the address."""
    ready, known = threading.Event(), {}

    async def main():
        known["loop"], known["task"] = asyncio.get_running_loop(), asyncio.current_task()
        access = Access("127.0.0.1", key)
        made, models = endpoint(names, {}, room or Room(limits=Limits(body=20_000)), access,
                                efforts or {"low": 6, "medium": 256})  # fmt: skip
        await serve(made, models, Place("127.0.0.1", 0, 0.1), started)

    def started(address):
        known["address"] = address
        ready.set()

    def run():
        with contextlib.suppress(asyncio.CancelledError):
            try:
                asyncio.run(main())
            finally:
                ready.set()

    thread = threading.Thread(target=run, name="house")
    thread.start()
    try:
        assert ready.wait(60)
        yield known["address"]
    finally:
        known["loop"].call_soon_threadsafe(known["task"].cancel)
        thread.join(30)
        assert not thread.is_alive()
