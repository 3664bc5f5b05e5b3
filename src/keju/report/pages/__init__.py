"""Pages: one self-contained HTML file a result, for a browser without a network.

Each function takes values and returns the text of a page; ``write_page`` puts it into a file. A
page asks for nothing: style and drawings stand in it, there is no script, and its content security
policy forbids every request. What models wrote is escaped, and loses what could reorder or hide
text. What an exam forbids to show must be redacted by the caller, before it comes here.
"""

from __future__ import annotations

from keju.report.pages.comparison import comparison_page
from keju.report.pages.estimate import estimate_page
from keju.report.pages.exam import ANSWERS, exam_page
from keju.report.pages.frontier import frontier_page
from keju.report.pages.learning import learning_drawing
from keju.report.pages.ranking import ranking_page
from keju.report.pages.scaling import scaling_page
from keju.report.pages.writing import page_path, write_page

__all__ = [
    "ANSWERS",
    "comparison_page",
    "estimate_page",
    "exam_page",
    "frontier_page",
    "learning_drawing",
    "page_path",
    "ranking_page",
    "scaling_page",
    "write_page",
]
