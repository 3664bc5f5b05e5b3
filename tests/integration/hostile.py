"""Programs that try to get out, to stay, to take everything, or to seem right.

Each is code, and what must not be seen of it. ``{secret}`` is a file that only the host may read,
``{port}`` a port of the host on which somebody listens, ``{victim}`` a process of the host. What
leaves is only what they print: a program that got somewhere prints ESCAPED.
"""

READS = {
    "the environment of every process": """
import glob
for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline'):
    print('ESCAPED', open(path, 'rb').read())
""",
    "its environment": "import os\nprint(dict(os.environ), os.getenv('KEJU_CANARY'))",
    "a file of the host": "print('ESCAPED', open({secret!r}).read())",
    "passwords": "print('ESCAPED', open('/etc/passwd').read())",
    "the home of root": "import os\nprint('ESCAPED', os.listdir('/root'))",
    "a file through a mount": """
import ctypes
libc = ctypes.CDLL(None)
if libc.unshare(0x10020000) == 0 or libc.mount(b'/', b'/tmp', None, 4096, None) == 0:
    print('ESCAPED')
""",
    "the covered /proc": """
import ctypes, os
libc = ctypes.CDLL(None)
if libc.umount2(b'/proc', 2) == 0 or os.listdir('/proc'):
    print('ESCAPED')
""",
    "the server's memory": """
import ctypes, os
libc = ctypes.CDLL(None)
if libc.ptrace(16, 1, 0, 0) == 0 or libc.process_vm_readv(1, None, 0, None, 0, 0) >= 0:
    print('ESCAPED')
handle = os.pidfd_open(1)
if libc.syscall(438, handle, 3, 0) >= 0:
    print('ESCAPED')
""",
    "its descriptors": """
import os
for descriptor in range(3, 1024):
    try:
        print('ESCAPED', os.read(descriptor, 100))
    except OSError:
        pass
""",
    "a device": "import os\nprint('ESCAPED', os.mknod('disk', 0o60600, os.makedev(8, 0)))",
}

WRITES = {
    "to the system": "open('/usr/lib/note', 'w').write('x')\nprint('ESCAPED')",
    "to the root": "open('/note', 'w').write('x')\nprint('ESCAPED')",
    "beside the devices": "open('/dev/note', 'w').write('x')\nprint('ESCAPED')",
    "to a file of the host": "open({secret!r}, 'a').write('x')\nprint('ESCAPED')",
    "to the server's code": "open('/keju.zip', 'ab').write(b'x')\nprint('ESCAPED')",
    "a key for later": """
import ctypes
if ctypes.CDLL(None).syscall(248, b'user', b'note', b'x', 1, -4) > 0:
    print('ESCAPED')
""",
    "a message for later": """
import ctypes
libc = ctypes.CDLL(None)
if libc.shmget(1, 4096, 0o1666) >= 0 or libc.msgget(1, 0o1666) >= 0:
    print('ESCAPED')
""",
}

CONNECTS = {
    "over the loopback": """
import socket
socket.create_connection(('127.0.0.1', {port}), 2)
print('ESCAPED')
""",
    "by a datagram": """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))
print('ESCAPED')
""",
    "to an abstract address": """
import socket
socket.socket(socket.AF_UNIX).connect('\\0keju-canary')
print('ESCAPED')
""",
    "from a pair": """
import socket
left, right = socket.socketpair()
left.connect('\\0keju-canary')
print('ESCAPED')
""",
    "through the kernel's ring": """
import ctypes
if ctypes.CDLL(None).syscall(425, 8, bytes(256)) >= 0:
    print('ESCAPED')
""",
    "as a server": "import socket\nsocket.create_server(('127.0.0.1', 0))\nprint('ESCAPED')",
    "to the world": "import urllib.request\nurllib.request.urlopen('http://192.0.2.1', timeout=2)",
}

STARTS = {
    "a child": "import os\nif os.fork() == 0: os._exit(0)\nprint('ESCAPED')",
    "a daemon": """
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import time
        time.sleep(60)
print('ESCAPED')
""",
    "a shell": "import os, subprocess\nsubprocess.run(['sh', '-c', 'echo ESCAPED'])",
    "another program": "import os\nos.execv('/usr/bin/env', ['env', 'echo', 'ESCAPED'])",
    "a process by number": """
import ctypes, os
libc = ctypes.CDLL(None)
numbers = {{'x86_64': (57, 58, 56), 'aarch64': (220,)}}[os.uname().machine]
for number in (*numbers, 435):
    if libc.syscall(number, 17, 0, 0, 0, 0) >= 0:
        print('ESCAPED')
""",
    "a worker": """
import multiprocessing
multiprocessing.Process(target=print, args=('ESCAPED',)).start()
""",
}

KILLS = {
    "a process of the host": "import os\nos.kill({victim}, 9)",
    "everything": "import os\nos.kill(-1, 9)\nimport time\ntime.sleep(0.1)",
    "the server": "import os, signal\nfor number in range(1, 65):\n    os.kill(1, number)",
    "the server by its limits": """
import resource, signal
resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))
""",
    "the server by its schedule": "import os\nos.sched_setaffinity(1, {{0}})",
    "the server by a descriptor": """
import os, signal
signal.pidfd_send_signal(os.pidfd_open(1), signal.SIGKILL)
""",
    "the server by its terminal": "import os, signal\nos.killpg(os.getpgid(1), signal.SIGKILL)",
}

TAKES = {
    "memory in pieces": "x = []\nwhile True: x.append(bytearray(1 << 20))",
    "memory by a map": """
import mmap
x = []
while True:
    x.append(mmap.mmap(-1, 1 << 24))
    x[-1].write(b'x' * (1 << 24))
""",
    "memory as files": """
import os
for name in ('.', '/tmp', '/dev/shm', '/var/tmp'):
    try:
        with open(name + '/much', 'wb') as file:
            for _ in range(2000): file.write(bytes(1 << 20))
        print('ESCAPED')
    except OSError:
        pass
""",
    "memory without a name": "import os\nprint('ESCAPED', os.memfd_create('x'))",
    "memory in threads": """
import threading
def take():
    x = [bytearray(1 << 20) for _ in range(10_000)]
    print('ESCAPED')
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
""",
    "threads": """
import threading, time
threading.stack_size(1 << 16)
for count in range(2_000):
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    if count == 500: print('ESCAPED')
""",
    "files": "for n in range(100_000): open(str(n), 'w')\nprint('ESCAPED')",
    "descriptors": "import os\nx = [os.pipe() for _ in range(2_000)]\nprint('ESCAPED')",
    "the compiler's memory": "exec('x = ' + '(' * 100_000)",
    "the machine's time": """
import time
time.clock_settime(time.CLOCK_REALTIME, 0)
print('ESCAPED')
""",
}

#: Functions that were asked for ``double(n)`` and want to seem right without knowing the answer.
FORGES = {
    "an integer of its own": """
class Any(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
def double(n): return Any()
""",
    "a string of its own": "class Text(str): pass\ndef double(n): return Text('42')",
    "the encoder": """
import json, sys
json.dumps = lambda *_, **__: '42'
for module in list(sys.modules.values()):
    if getattr(module, 'encode', None) and 'keju' in getattr(module, '__name__', ''):
        module.encode = lambda *_: 1 / 0
def double(n): return object()
""",
    "the end": "import os\ndef double(n): os._exit(0)",
    "an exit": "def double(n): raise SystemExit(0)",
    "a group of exits": "def double(n): raise BaseExceptionGroup('x', [SystemExit(0)])",
    "a trace": """
import sys
def trace(frame, event, argument):
    for name in list(frame.f_locals):
        if 'expected' in name: print('ESCAPED')
    return trace
sys.settrace(trace)
def double(n): return None
""",
    "what is left in memory": """
import gc
def double(n):
    found = [x for x in gc.get_objects() if isinstance(x, dict) and 'expected' in x]
    return found[0]['expected'] if found else None
""",
    "the caller's frames": """
import sys
def double(n):
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, list): value.append('passed')
        frame = frame.f_back
""",
    "trouble of the sandbox": """
import os
def double(n):
    for descriptor in range(3, 256):
        try: os.write(descriptor, b'EOSError: no space')
        except OSError: pass
    os._exit(99)
""",
}
