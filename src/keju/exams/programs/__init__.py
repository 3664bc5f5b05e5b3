"""Programming problems: one module a theme, each problem a small value."""

from keju.exams.programs.exam import PROGRAMS

__all__ = ["PROGRAMS"]
