"""The trace examiner: what a thought looks like from outside, measured on its text alone.

Reading order: ``parts`` (a text as words and statements), then one small file a measure:
``repeating``, ``periods``, ``packing``, ``rounds`` with ``looping``, ``prose`` with ``scripts``,
``turning``, ``notation`` with ``answering``; ``examining`` puts them together for one trace and
``gathering`` for a sitting. All take time that is linear in the text, or n log n.

Not covered: what a thought means. A model that goes round in circles with new words each time is
not seen to loop, and two languages of one script are not told apart.
"""

from keju.tracing.examining import Told, examine
from keju.tracing.gathering import Sat, gather

__all__ = ["Sat", "Told", "examine", "gather"]
