"""The parts of which programs of levels 3 and 4 are put together, as text with slots.

A part works on what every program has: a whole number ``n``, a list ``x`` of whole numbers that is
never empty, and, where a part names it, a text ``s``. A slot ``<2..9>`` is a number of that range,
``<k:2..9>`` one that comes again as ``<k>``, ``<v>`` a value as large as the dial ``max`` says,
``<loops>`` a number near that dial, ``<c>`` a letter, ``<F>`` the name of a function of its own.
"""

from __future__ import annotations

__all__ = ["HARD", "MIDDLE"]

#: Level 3: lists, texts, dictionaries and functions, each doing what it seems to do.
MIDDLE: tuple[str, ...] = (
    """for v in x:
    if v % <k:2..4> == <0..1>:
        n = n + v
    else:
        n = n - <1..9>""",
    """x[n % len(x)] = n - <v>""",
    """y = x[<1..2>:]
n = n + sum(y) - y[-1] * <2..4>""",
    """for c in s:
    if c in "aeiou":
        n = n + <2..9>
    else:
        n = n - <1..3>""",
    """s = s[<k:1..3>:] + s[:<k>]
n = n + s.find("<c>") * <2..5>""",
    """d = {}
for c in s:
    d[c] = d.get(c, 0) + <1..3>
n = n * <2..3> + d.get("<c>", <1..9>)""",
    """def <F>(a, b):
    if a > b:
        return a - b
    return a * <2..4> + b
n = <F>(n % <9..20>, x[<0..2>])""",
    """x.append(n % <5..17>)
n = n + x.pop(<0..2>)""",
    """y = sorted(x)
n = n + y[1] * <2..3> - y[-2]""",
    """while n > <10..30>:
    n = n // 2 - <1..4>
    x[0] = x[0] + n""",
    """x = [v * <2..3> - n % <3..7> for v in x]""",
    """for i in range(len(x)):
    n = n + i * x[i]""",
    """s = s + str(n % <10..99>)
n = n - len(s)""",
    """x.reverse()
n = n - x[<0..2>] + max(x)""",
    """def <F>(t):
    r = <0..3>
    for c in t:
        if c == "<c>":
            r = r * 2
        else:
            r = r + 1
    return r
n = n + <F>(s)
s = s[::-1]""",
    """x.insert(<0..3>, n % <7..15>)
n = n - min(x) * <2..3>""",
    """a, b = x[<0..1>], x[<2..3>]
if a < b:
    a, b = b, a
n = n + a * <2..3> - b""",
    """y = [v for v in x if v > <2..9>]
n = n + len(y) * <3..9>""",
    """d = {"<c>": n, "z": x[0]}
d["z"] += <2..9>
n = d["z"] - d["<c>"] % <5..11>
s = s + "z" * (n % 3)""",
)

#: Level 4: each part holds a trap, and most loops depend on the data.
HARD: tuple[str, ...] = (
    # A second name for the same list; ``+=`` keeps it, ``x = x + …`` leaves it.
    """y = x
y += [n % <5..13>, <1..9>]
x = x + [y[-2] - <1..5>]
y[0] = y[0] + len(x)
n = n + sum(y) - x[0]""",
    # A function changes what it is given, until it gives its own name away.
    """def <F>(x, n):
    x.append(n)
    x = x[1:]
    x[0] = x[0] * <2..3>
    n = n - x[0]
    return n
n = <F>(x, n % <6..19>) + x[1]""",
    # A default that is made once and kept.
    """def <F>(v, kept=[]):
    kept.append(v % <5..11>)
    if len(kept) > <2..3>:
        kept.pop(0)
    return sum(kept)
for v in x:
    n = n + <F>(v + n)""",
    # A shadowed name, and a loop variable that outlives its loop.
    """def <F>(n):
    for x in range(n % <3..6> + 2):
        n = n - x * <2..4>
    return n + x
for v in x:
    v = v + <F>(n)
n = <F>(v) + n""",
    # Names in a comprehension are its own; those outside it are looked up late.
    """v = n % <7..13>
x = [v - x[-1] for v in x]
n = n - v + x[v % len(x)]""",
    # Functions made in a loop look up its variable when they are called.
    """fs = []
for i in range(<3..5>):
    fs.append(lambda a, b=1: a * i - b)
i = n % <3..6>
n = fs[0](x[0] % <5..9>) + fs[-1](i, <2..7>)""",
    # A generator works when it is asked, with what its names hold by then.
    """k = <2..4>
g = (v * k + n for v in x)
x.append(<v>)
k = n % <3..5> - 1
n = next(g) - next(g)
x[2] = x[2] + k
n = n + sum(g)""",
    """def <F>(a):
    for v in a:
        if v % 2 == 0:
            a.append(v // 2 - 1)
        yield v - len(a)
y = x[:<3..4>]
g = <F>(y)
n = n + next(g) * <2..3>
y[1] = y[1] * 2
for v in g:
    if len(y) > <9..12>:
        break
    n = n - v""",
    # Whole division and remainders of negative numbers.
    """for v in x:
    n = (n - v * <2..5>) // -<2..4> + (v - <v>) % <5..9>
    if n % -<3..7> < -1:
        n = -n - <1..6>""",
    # Comparisons in a chain, and a side effect that only sometimes happens.
    """def <F>(v):
    x.append(v - x.pop(0))
    return x[-1]
for i in range(<loops>):
    if <1..3> < n % <8..12> <= <5..7> != i:
        n = n + <F>(i) * 2
    elif n % 2 == 0 or <F>(n % <5..9>) > <2..6>:
        n = n // 2 + i
    else:
        n = n * 3 - <F>(-i)
    n = n % <301..997>""",
    # Slices that run backwards.
    """y = x[-2:0:-1] + x[::-2]
n = n + y[0] * <2..4> - y[-1] + len(y[<3..5>:<0..1>:-1])
x = x[:1] + y[n % 2::2] + x[-1:]""",
    # Rows that are one and the same row, and rows that are not.
    """m = [[<0..3>] * 3] * 2 + [[n % <4..9>] * 3]
for i in range(<loops>):
    m[i % 3][(i + n) % 3] += i - m[i * n % 3][i % 3] % <3..7>
n = n + m[0][0] * <2..3> - sum(m[1]) + m[2][n % 3]""",
    # A list that changes while a loop runs over it.
    """for v in x:
    if (v + n) % <2..3> == 0 and len(x) > 4:
        x.remove(v)
    else:
        n = n - v
x.append(n % <9..15>)
x.insert(0, len(x))""",
    # A long walk, each step depending on the last, over a list that it changes.
    """i = n % len(x)
for k in range(<loops>):
    v = x[i]
    x[i] = (v * <2..3> + k - n) % <11..23> - <2..6>
    if v % 2 == 0:
        i = (i + v) % len(x)
    else:
        i = (i - x[i - 1]) % len(x)
    n = n + x[i] - v // 2
n = n % <401..997>""",
    # Three counters that drive each other.
    """a, b, c = n % <7..13>, x[0] % 5 + 1, <1..6>
while c < <loops> + <8..15>:
    a, b = b - a // <2..3>, (a * 3 + c) % <11..29>
    if a > b:
        c = c + 1
        a = a - c
    elif a == b or b % 4 == 0:
        c = c + 2
    else:
        c = c + 1
        b = b + a
n = a * 2 - b + c""",
    # A closure that keeps a list, and a copy that does not.
    """def <F>(a):
    b = a[:]
    def step(v):
        a.append(v - b.pop())
        return a[-1] * len(b)
    return step
step = <F>(x)
n = n + step(<v>) - step(n % <7..19>)
n = n - step(x[-1])""",
    # Recursion on two branches, with a dictionary that remembers.
    """seen = {}
def <F>(k):
    if k in seen:
        return seen[k] - 1
    if k < <2..3>:
        return k + <1..4>
    seen[k] = <F>(k - 1) - <F>(k - <2..3>) * (k % 3 - 1)
    return seen[k]
n = n + <F>(<loops> % 5 + 7) * <2..3>""",
    # ``sort`` gives nothing back, ``sorted`` leaves its list as it was.
    """y = sorted(x)
z = x.sort()
if z is None and y == x and y is not x:
    y[<0..2>], x[-1] = x[-1], y[<0..2>] - n % <5..9>
n = n + y[1] * x[-1] - len(y)""",
)
