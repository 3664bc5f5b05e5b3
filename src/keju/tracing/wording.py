"""What the figures of traces say in one sentence, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from keju.core.traces import Column, Figure, Traces

__all__ = ["notes", "sentence"]


def sentence(found: Traces) -> str:
    """Return the headline: how many thoughts, how long, and how many of them loop."""
    tokens = _figure(found, "tokens")
    length = ""
    if tokens is not None and tokens.every.mean is not None:
        length = f" of {tokens.every.mean:,.0f} tokens on average"
    thoughts = "thought" if found.traces == 1 else "thoughts"
    return (
        f"{found.name}: {found.traces:,} {thoughts}{length};"
        f" {len(found.looping) or 'none'} of them {_loops(found)}."
    )


def _loops(found: Traces) -> str:
    loops = _figure(found, "loops")
    verb = "loops" if len(found.looping) == 1 else "loop"
    if loops is None or loops.every.interval is None or loops.every.mean is None:
        return verb
    mean, (low, high) = loops.every.mean, loops.every.interval
    return f"{verb}, {100 * mean:.1f}% [{100 * low:.1f}, {100 * high:.1f}]"


def _figure(found: Traces, name: str) -> Figure | None:
    return next((each for each in found.figures if each.name == name), None)


def notes(found: Traces) -> Iterator[str]:
    """Yield what the figures rest on, a sentence each."""
    level = f"{100 * (1 - found.alpha):g}%"
    if found.units < found.traces:
        units = f"{found.units:,} independent units (questions, or clusters of them)"
    else:
        units = f"{found.units:,} questions"
    yield (
        f"Intervals are for {level} and count {units}. Those of shares are guaranteed for a"
        " number of questions that was fixed beforehand; those of counts are approximate."
    )
    if found.stopped:
        yield (
            "How many were asked depended on what came in, for a verdict was sought: no interval"
            " here is made for that."
        )
    yield (
        "Right are answers with the full score, wrong all others with a score; each line counts"
        " only the thoughts that can tell."
    )
    if found.silent:
        yield f"{found.silent:,} answers have no thought and are left aside."
    if not found.counted:
        yield (
            "Where the provider does not count a thought's tokens they are taken from all that were"
            " written, by the thought's share of the characters."
        )
    yield (
        "A loop says the same words or sentences five times, over 64 words (three times, over 128"
        " and nothing new); a cut-off, a table or a long calculation is none. Circles in new words"
        " are not seen."
    )
    if (after := _figure(found, "found")) is not None and _some(after.every):
        yield (
            "The right answer counts as held where a line or sentence gives it as the exam's marker"
            " reads answers; a result on the way that happens to equal it counts too."
        )


def _some(column: Column) -> bool:
    return column.traces > 0
