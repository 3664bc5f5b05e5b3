"""Whether this machine can run the programs that an exam needs."""

from __future__ import annotations

from functools import cache

from keju.core.protocols import Marker
from keju.marking.programs import check_isolation

__all__ = ["check_programs"]


def check_programs(marker: Marker, *, unsafe_sandbox: bool) -> None:
    """Raise InputError if ``marker`` runs programs and they cannot be confined here.

    ``unsafe_sandbox``: they need not be. This is the only way around.
    """
    if getattr(marker, "runs_programs", False) and not unsafe_sandbox:
        _isolation_works()


@cache
def _isolation_works() -> None:
    check_isolation()
