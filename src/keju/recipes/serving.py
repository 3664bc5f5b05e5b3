"""From a command line to an endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.protocols import Model
from keju.recipes.candidates import candidate
from keju.recipes.config import read_config
from keju.serving.admission import Admission
from keju.serving.application import Endpoint
from keju.serving.reading import Limits
from keju.serving.running import is_loopback, local_names
from keju.serving.served import EFFORTS, Served

__all__ = ["Access", "Room", "endpoint"]

#: Calls at once of a model that does not say how many it serves best.
_PARALLEL = 64


@dataclass(frozen=True, slots=True)
class Room:
    """How much at once: calls of each model (None: what it serves best), answers that wait."""

    parallel: int | None = None
    queue: int = 256
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Access:
    """Where the server listens, and the key that it wants."""

    host: str
    key: str | None = field(default=None, repr=False)


def endpoint(
    names: Sequence[str],
    parameters: Mapping[str, Any],
    room: Room,
    access: Access,
    efforts: Mapping[str, int] = EFFORTS,
) -> tuple[Endpoint, list[Model]]:
    """Return the endpoint of the candidates called ``names``, and the models to open and close.

    Raises InputError for a name that is none, a name given twice, or an oracle.
    """
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InputError(f"{twice} is given twice")
    config = read_config()
    served, most = dict[str, Served](), 0
    for name in names:
        made = candidate(name, config, parameters).candidate
        if "checker" in made.method.needs:
            raise InputError(f"{name}: an oracle needs to know the right answers; try vote:8")
        parallel = room.parallel or made.model.parallel or _PARALLEL
        served[name] = Served(name, made, asyncio.Semaphore(parallel), efforts)
        most += parallel
    alone = access.key is None and is_loopback(access.host)
    found = Endpoint(
        served,
        Admission(most, room.queue),
        room.limits,
        access.key,
        local_names(access.host) if alone else None,
    )
    return found, [each.candidate.model for each in served.values()]
