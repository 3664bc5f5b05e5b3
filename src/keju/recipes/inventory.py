"""Which models and methods can be named: providers, shipped ones, the user's own, and prices."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any

from keju.methods import METHODS
from keju.models.prices import shipped_prices
from keju.models.providers import PROVIDERS
from keju.models.scripted import SCRIPTS
from keju.models.scripted_audit import AUDIT_SCRIPTS
from keju.recipes.candidates import LOCAL
from keju.recipes.config import read_config

__all__ = ["inventory"]


def inventory() -> dict[str, Any]:
    """Return everything ``keju models`` shows, as JSON values. Keys are never part of it."""
    from keju.models.reference import reference_names

    config = read_config()
    return {
        "providers": [
            {
                "name": row.name,
                "base_url": row.address(),
                "key_env": row.key_env,
                "key_set": bool(row.key_env and os.environ.get(row.key_env)),
            }
            for row in PROVIDERS.values()
        ],
        "local": [{"name": name, "is": words} for name, words in LOCAL.items()],
        "methods": [{"form": kind.form, "does": kind.does} for kind in METHODS.values()],
        "shipped": [f"keju/{name}" for name in reference_names()],
        "scripts": [f"scripted/{name}" for name in (*SCRIPTS, *AUDIT_SCRIPTS)],
        "own": [
            {"name": name, "model": entry.model, "base_url": entry.base_url}
            for name, entry in config.models.items()
        ],
        "prices": {
            name: asdict(price) for name, price in {**shipped_prices(), **config.prices}.items()
        },
    }
