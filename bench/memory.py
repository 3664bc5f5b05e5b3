"""Peak memory of a long sitting against a short one."""

from __future__ import annotations

from bench.figures import Figure, main, median, say
from bench.keju_runs import candidate, sit
from bench.processes import scratch, server


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Sit 10,000 questions, then 200,000, each in a store of its own."""
    short, long = (2_000, 20_000) if quick else (10_000, 200_000)
    peaks, rates = {}, {}
    with server() as port, scratch() as folder:
        for questions in (short, long):
            ran = sit(candidate(port), questions, folder / f"{questions}.db")
            peaks[questions], rates[questions] = ran.mebibytes, median([questions / ran.seconds])
            say(f"{questions:,} questions: {ran.mebibytes:.0f} MiB, {rates[questions]:,.0f}/s")
    what = f"peak memory, {long:,} questions against {short:,}"
    detail = {"mebibytes": peaks, "answers_per_second": rates}
    ratio = median([peaks[long] / peaks[short]])
    return [Figure(what, ratio, "×", 1.3, 1.05, more=False, detail=detail)]


if __name__ == "__main__":
    main(measure)
