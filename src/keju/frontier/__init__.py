"""The frontier: which models there are, who leads, who catches up, with what.

Facts stand in ``tables``, one small CSV file a kind, each row with its source and its status. A row
that could not be checked says ``unverified`` and is left out by default. Scores of many benchmarks
become one index (``keju.stats.joint_scale``); from it follow the best of each group over time and
lags. It takes no side: every country, laboratory and kind of model goes the same way.

What it does not know: scores are not missing at random, benchmarks leak, and makers choose what
they publish. None of this is corrected for.
"""

from __future__ import annotations

from keju.frontier.importing import Dials, Import, read_import
from keju.frontier.known import Known, packaged, stored_tables
from keju.frontier.settings import Settings
from keju.frontier.study import frontier
from keju.frontier.writing import write_tables

__all__ = [
    "Dials",
    "Import",
    "Known",
    "Settings",
    "frontier",
    "packaged",
    "read_import",
    "stored_tables",
    "write_tables",
]
