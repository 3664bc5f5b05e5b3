"""The one table of programming problems."""

from __future__ import annotations

from collections.abc import Mapping

from keju.exams.programs.ciphers import CIPHERS
from keju.exams.programs.counting import COUNTING
from keju.exams.programs.digits import DIGITS
from keju.exams.programs.dynamic import DYNAMIC
from keju.exams.programs.everyday import EVERYDAY
from keju.exams.programs.formats import FORMATS
from keju.exams.programs.games import GAMES
from keju.exams.programs.geometry import GEOMETRY
from keju.exams.programs.graphs import GRAPHS
from keju.exams.programs.grids import GRIDS
from keju.exams.programs.groups import GROUPS
from keju.exams.programs.intervals import INTERVALS
from keju.exams.programs.languages import LANGUAGES
from keju.exams.programs.machines import MACHINES
from keju.exams.programs.parsing import PARSING
from keju.exams.programs.problem import Problem
from keju.exams.programs.rankings import RANKINGS
from keju.exams.programs.scheduling import SCHEDULING
from keju.exams.programs.segments import SEGMENTS
from keju.exams.programs.sequences import SEQUENCES
from keju.exams.programs.simulation import SIMULATION
from keju.exams.programs.strings import STRINGS
from keju.exams.programs.structures import STRUCTURES

__all__ = ["PROBLEMS"]

_THEMES = (
    *(CIPHERS, COUNTING, DIGITS, DYNAMIC, EVERYDAY, FORMATS, GAMES, GEOMETRY, GRAPHS, GRIDS),
    *(GROUPS, INTERVALS, LANGUAGES, MACHINES, PARSING, RANKINGS, SCHEDULING, SEGMENTS),
    *(SEQUENCES, SIMULATION, STRINGS, STRUCTURES),
)

#: Every problem by its name.
PROBLEMS: Mapping[str, Problem] = {problem.name: problem for theme in _THEMES for problem in theme}
