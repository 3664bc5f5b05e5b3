"""Answers per second of whole processes, against inspect-ai and lm-eval: same questions, server."""

from __future__ import annotations

import json
from pathlib import Path

from bench.figures import Figure, main, median, say
from bench.keju_runs import candidate, sit, write_questions
from bench.processes import ROOT, Ran, run, scratch, server

QUESTIONS = 2_000
_MUST = {"inspect-ai": (20.0, 50.0), "lm-eval": (4.0, 10.0)}
_SCRIPTS = {"inspect-ai": "inspect", "lm-eval": "lmeval"}


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Run Keju and the peers whose environments exist, in turns."""
    questions, rounds = (500, 1) if quick else (QUESTIONS, 3)
    peers = [name for name in _SCRIPTS if _python(name).exists()]
    for missing in set(_SCRIPTS) - set(peers):
        say(f"{missing} is left out: there is no {_python(missing).parents[1].name}")
    seen: dict[str, list[Ran]] = {name: [] for name in ("keju", *peers)}
    with server() as port, scratch() as folder:
        asked = write_questions(folder / "questions.jsonl", questions)
        for turn in range(rounds):
            for name in list(seen)[:: -1 if turn % 2 else 1]:
                seen[name].append(_one(name, port, asked, questions, folder / f"{name}-{turn}"))
                say(f"{name}: {questions / seen[name][-1].seconds:,.1f} answers/s")
    return _figures(questions, seen)


def _python(peer: str) -> Path:
    return ROOT / f".venv-bench-{_SCRIPTS[peer]}" / "bin" / "python"


def _one(name: str, port: int, asked: Path, questions: int, folder: Path) -> Ran:
    folder.mkdir()
    if name == "keju":
        return sit(candidate(port), questions, folder / "keju.db")
    script = ROOT / "bench" / f"peer_{_SCRIPTS[name]}.py"
    # nothing can be downloaded in a benchmark, so nobody may wait for it either
    quiet = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(folder)}
    more = {"OPENAI_API_KEY": "x", **quiet}
    return run([_python(name), script, str(port), asked, folder], more=more)


def _figures(questions: int, seen: dict[str, list[Ran]]) -> list[Figure]:
    whole = {name: [questions / ran.seconds for ran in runs] for name, runs in seen.items()}
    detail = {
        "questions": questions,
        "answers_per_second": {name: median(rates) for name, rates in whole.items()},
        "whole_process_seconds": {n: median([ran.seconds for ran in r]) for n, r in seen.items()},
        "processor_seconds": {n: median([ran.processor for ran in r]) for n, r in seen.items()},
        "peak_mebibytes": {n: median([ran.mebibytes for ran in r]) for n, r in seen.items()},
    }
    figures = []
    for peer in seen:
        if peer == "keju":
            continue
        ratios = [a / b for a, b in zip(whole["keju"], whole[peer], strict=True)]
        what = f"answers/s against {peer}, whole process"
        figures.append(Figure(what, median(ratios), "×", *_MUST[peer], detail=detail))
    if "inspect-ai" in seen:
        figures.append(_inside(whole["keju"], seen["inspect-ai"], detail))
    return figures


def _inside(ours: list[float], runs: list[Ran], detail: dict[str, object]) -> Figure:
    rates = [json.loads(ran.out.splitlines()[-1])["rate"] for ran in runs]
    ratio = median([a / b for a, b in zip(ours, rates, strict=True)])
    what = "answers/s against inspect-ai without its start"
    return Figure(what, ratio, "×", detail=detail | {"without_start_per_second": median(rates)})


if __name__ == "__main__":
    main(measure)
