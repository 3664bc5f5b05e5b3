"""Ordinary programs in shapes that runners get wrong; each means what ``python main.py`` does."""

PROGRAMS = {
    "reads lines": "n = int(input())\nprint(n + int(input()))",
    "reads bytes": "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))",
    "reads the descriptor": "import os\nprint(os.read(0, os.fstat(0).st_size).split())",
    "reads the device": "print(open('/dev/stdin').read().split())",
    "reads descriptor 0": "print(open(0).read().split())",
    "reads past the end": """
import sys
for _ in range(2): input()
print(repr(sys.stdin.read()))
input()
""",
    "writes bytes": "import sys\nsys.stdout.buffer.write(b'\\x00\\xff\\n')\nsys.stdout.flush()",
    "writes text and bytes": (
        "import sys\nprint('one', flush=True)\nsys.stdout.buffer.write(b'two\\n')\nprint('three')"
    ),
    "writes with a stream of its own": "out = open(1, 'w', closefd=False)\nout.write('late')",
    "replaces standard output": """
import io, sys
class Slow(io.StringIO):
    def flush(self):
        sys.__stdout__.write(self.getvalue().upper())
        sys.__stdout__.flush()
        self.truncate(0); self.seek(0)
sys.stdout = Slow()
print('collected')
""",
    "prints beside its standard output": """
import io, sys
printed, sys.stdout = sys.stdout, io.StringIO()
print('seen')
printed.write(sys.stdout.getvalue())
""",
    "takes its standard output apart": """
import io, sys
sys.stdout = io.TextIOWrapper(sys.stdout.detach(), 'utf-8')
print('put together')
""",
    "begins with a mark of byte order": "\ufeffprint('read')",
    "forgets its modules": "import sys\nsys.modules.clear()\nprint('still here')",
    "keeps its main guard in the middle": """
def answer():
    print(LATER)
LATER = 'too early'
if __name__ == '__main__':
    answer()
LATER = 'late'
print(LATER, __name__)
""",
    "works in a thread with a large stack": """
import sys, threading
sys.setrecursionlimit(1 << 20)
threading.stack_size(128 << 20)
def depth(n):
    return n and 1 + depth(n - 1)
def work():
    print(depth(50_000))
thread = threading.Thread(target=work)
thread.start()
thread.join()
""",
    "recurses as deeply as is allowed": """
def depth(n):
    return n and 1 + depth(n - 1)
print(depth(990))
try:
    depth(1000)
except RecursionError:
    print('no deeper')
""",
    "does not join its thread": """
import threading, time
def work():
    time.sleep(0.1)
    print('thread')
threading.Thread(target=work).start()
print('main')
""",
    "leaves a daemon behind": """
import threading, time
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print('main')
""",
    "fails in a thread": """
import threading
thread = threading.Thread(target=lambda: 1 / 0)
thread.start(); thread.join()
print('main')
""",
    "uses a pool of threads": """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(12) as pool:
    print(list(pool.map(lambda n: n * n, range(20))))
""",
    "runs an event loop": """
import asyncio
async def work(n):
    await asyncio.sleep(0.01)
    return n
async def main():
    print(await asyncio.gather(*map(work, range(5))))
asyncio.run(main())
""",
    "leaves with exit": "print('before')\nexit()\nprint('after')",
    "leaves with a number": "import sys\nprint('x')\nsys.exit(3)",
    "leaves with a negative number": "import sys\nsys.exit(-1)",
    "leaves with words": "import sys\nsys.exit('no more')",
    "leaves at once": "import os\nprint('lost')\nos._exit(5)",
    "raises": "print('before')\nraise ValueError('told')",
    "raises in a hook": "import atexit\natexit.register(lambda: 1 / 0)\nprint('main')",
    "works in a hook": "import atexit\natexit.register(print, 'hook')\nprint('main')",
    "works when an object goes": """
class Last:
    def __del__(self):
        print('gone', len([1]))
last = Last()
last.itself = last
print('main')
""",
    "has an error": "print('never')\nif True print('syntax')",
    "has an exception hook": """
import sys
sys.excepthook = lambda kind, error, trace: print('hook', kind.__name__)
raise KeyError('x')
""",
    "ends itself with a signal": "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
    "kills itself": "import os\nprint('x', flush=True)\nos.kill(os.getpid(), 9)",
    "aborts": "import os\nos.abort()",
    "rings an alarm": "import signal, time\nsignal.alarm(1)\ntime.sleep(30)",
    "catches an interrupt": """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    while True: pass
except KeyboardInterrupt:
    print('interrupted')
""",
    "keeps files": """
import tempfile, pathlib
pathlib.Path('note.txt').write_text('héllo')
print(pathlib.Path('note.txt').read_text())
with tempfile.TemporaryFile() as file:
    file.write(b'x' * 1_000_000); file.seek(0)
    print(len(file.read()))
with tempfile.NamedTemporaryFile('w') as file:
    file.write('a'); file.flush()
    print(open(file.name).read())
""",
    "defines data classes": """
from __future__ import annotations
import dataclasses, enum, pickle, typing
@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: typing.Optional[int] = None
class Colour(enum.Enum):
    RED = 1
print(pickle.loads(pickle.dumps(Point(1))), Colour.RED, Point.__module__)
print(typing.get_type_hints(Point))
""",
    "does not inherit the future": "def f(x: 1 + 1): pass\nprint(f.__annotations__)",
    "looks at itself": """
import sys
print(__name__, sys.argv[1:], sys.modules['__main__'].__dict__ is globals())
""",
    "uses much of the library": """
import bisect, collections, decimal, fractions, heapq, itertools, json, math, random, re, statistics
import string, datetime, operator, hashlib, textwrap, queue, copy, cmath, array, struct, functools
print(fractions.Fraction(1, 3), decimal.Decimal('0.1') + 1)
print(statistics.mean([1, 2]), math.comb(5, 2))
random.seed(3)
print(random.randrange(10 ** 9), hashlib.sha256(b'x').hexdigest()[:8])
""",
    "writes to standard error": "import sys\nprint('aside', file=sys.stderr)\nprint('main')",
    "closes its streams": "import sys\nprint('x')\nsys.stdout.close()\nsys.stderr.close()",
    "closes its descriptors": "import os\nprint('x', flush=True)\nos.closerange(0, 256)",
    "speaks Chinese": "print('科举', input())",
    "has no last line": "import sys\nsys.stdout.write('no newline')",
    "makes no output": "",
    "prints a surrogate": "print('\\ud800')",
    "prints much": "for i in range(60_000): print(i)",
    "sorts much": "print(len(sorted(str(i) for i in range(200_000))))",
}
