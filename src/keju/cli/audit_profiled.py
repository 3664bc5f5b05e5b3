"""``keju audit CANDIDATE --profile NAME --bank FILE``, where the questions are the user's."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from keju.audit.assessing import assessed
from keju.cli.running import DONE, print_json
from keju.core.assessed import Profile
from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.recipes.candidates import Entrant
from keju.recipes.profiled import assessments, profiled
from keju.recipes.sitting import Result, Settings, entrants

__all__ = ["hold_profiled"]

_NOT_HERE = ("against", "gold", "judges", "html", "csv")

#: Lets candidates sit an exam into a store.
Sit = Callable[[Sequence[Entrant], Exam, Settings, str | None], list[Result]]


def hold_profiled(
    options: argparse.Namespace, profile: Profile, settings: Settings, sit: Sit
) -> int:
    """Draw the paper, let the candidates sit it, and set the answers against the profile."""
    for name in _NOT_HERE:
        if getattr(options, name, None):
            raise InputError(
                f"--{name} does not go with --profile {profile.name}, whose questions are yours"
            )
    made = profiled(profile, options.bank, options.seed or 0, options.rulings)
    candidates = entrants(options.candidates, settings)
    settings = replace(
        settings, questions=min(settings.questions or made.exam.size, made.exam.size)
    )
    if options.dry_run:
        from keju.cli.dry_run import dry_run

        return dry_run(candidates, [made.exam], settings, options.store, as_json=options.json)
    lacking = [each.name for each in made.coverage if not each.complete]
    if lacking:
        words = f"The bank lacks questions or risks for {', '.join(lacking)}: not assessable there"
        print(words, file=sys.stderr)  # noqa: T201 - this is the command line
    found = assessments(made, sit(candidates, made.exam, settings, options.store))
    if options.json:
        from keju.report.assessments import assessment_json

        print_json([assessment_json(each) for each in found])
        return DONE
    from keju.report.assessments import assessment_screen
    from keju.report.tables import screen

    for each in found:
        screen(assessment_screen(assessed(each)))
    return DONE
