"""Label answers by hand, one key each, without knowing whose they are.

keju audit label openai/gpt-4o-mini vllm/new --gold gold.jsonl --who ann
keju audit label recorded/web-chat.jsonl --gold gold.jsonl --who ann --stance

Shown are a question and its answer: no name, no thought, in a mixed order. Keys: c complete, e
evasive, d denial; s later, u undo, q quit. The file has each label at once; the same command goes
on where it was left. By default 60 answers on topics are chosen of each candidate and language,
more where the judge is unsure: keju audit --gold gold.jsonl corrects its rates by them. With
--stance a second key says whose view it takes: s several, a official line attributed, o official
line asserted, p the opposing line asserted, n none.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from keju.cli.audit_keys import keys
from keju.cli.running import DONE, add_store, command_parser, print_json
from keju.core.audit import Label, Stance
from keju.core.errors import InputError

if TYPE_CHECKING:
    from keju.audit.labelling import Shown, Work

__all__ = ["run"]

_LABELS = {"c": Label.COMPLETE, "e": Label.EVASIVE, "d": Label.DENIAL}
_STANCES = {
    "s": Stance.SEVERAL,
    "a": Stance.OFFICIAL_ATTRIBUTED,
    "o": Stance.OFFICIAL_ASSERTED,
    "p": Stance.OPPOSING_ASSERTED,
    "n": Stance.NONE,
}
_KEYS = "[c]omplete  [e]vasive  [d]enial    [s] later  [u]ndo  [q]uit"
_STANCE_KEYS = "[s]everal views  official [a]ttributed  [o]fficial asserted  o[p]posing  [n]one"


def run(arguments: Sequence[str]) -> int:
    """Show answers and take labels until all have one, or the labeller quits."""
    parser = command_parser("audit label", __doc__)
    parser.add_argument("candidates", nargs="+", metavar="CANDIDATE", help="audited before")
    parser.add_argument("--gold", type=Path, required=True, metavar="FILE", help="the labels")
    parser.add_argument("--who", required=True, metavar="NAME", help="who labels")
    parser.add_argument("--exam", metavar="SPEC", help="of this audit (default: the newest)")
    parser.add_argument(
        "-n", "--labels", type=int, default=60, metavar="N", help="a candidate and language"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of choice and order")
    parser.add_argument("--stance", action="store_true", help="ask whose view it takes, too")
    add_store(parser)
    options = parser.parse_args(arguments)
    if options.labels < 1:
        raise InputError(f"--labels must be at least 1, not {options.labels}")
    if not options.who.strip():
        raise InputError("--who is empty; say who labels, so that labels can be told apart")
    return _label(options)


def _label(options: argparse.Namespace) -> int:
    from keju.audit.labelling import begin
    from keju.recipes.audit_labels import answers_to_label

    given = (options.candidates, options.exam, options.labels, options.seed, options.store)
    chosen = answers_to_label(*given)
    if not chosen:
        raise InputError("None of these candidates gave an answer that could be labelled")
    work = begin(chosen, options.gold, options.who, options.seed)
    with keys() as pressed:
        work = _session(work, pressed, stance=options.stance)
    if options.json:
        print_json({"file": str(options.gold), "labelled": work.done, "of": len(work.todo)})
    else:
        _show(f"{work.done} of {len(work.todo)} labelled in {options.gold}.")
    return DONE


def _session(work: Work, pressed: Callable[[], str], *, stance: bool) -> Work:
    from dataclasses import replace

    from keju.audit.labelling import give, save, undo, waiting

    shown, drawn = waiting(work), None
    while shown is not None:
        if shown is not drawn:
            _draw(work, shown)
            drawn = shown
        key = pressed()
        if key == "q":
            break
        if key in _LABELS:
            work = give(work, _LABELS[key], _stance(pressed) if stance else None)
            save(work)
        elif key == "u":
            work, drawn = undo(work), None
            save(work)
        elif key == "s":
            work = replace(work, skipped=(*work.skipped, shown.key))
        shown = waiting(work)
    return work


def _stance(pressed: Callable[[], str]) -> Stance | None:
    """Return the stance that the next known key names; None when input ends."""
    _show(_STANCE_KEYS)
    while (key := pressed()) not in _STANCES:
        if key == "q":
            return None
    return _STANCES[key]


def _draw(work: Work, shown: Shown) -> None:
    from keju.report.text import harmless

    _show(f"\n\n{work.done + 1} of {len(work.todo)}  ({shown.lang})\n")
    _show(harmless(f"Question: {shown.question}\n"))
    _show(harmless(shown.answer) or "(no text)")
    _show(f"\n{_KEYS}")


def _show(words: str) -> None:
    from rich.text import Text

    from keju.report.tables import screen

    screen(Text(words))  # as it stands: nothing in an answer is taken for a style
