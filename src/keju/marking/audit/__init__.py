"""Marking for the audit: from one answer to its axes, without asking any other model.

Where the axes come from stands in docs/axes.md, the classifier in docs/judging.md. Official lines
come with the item (``lines`` of its reference), as data of its bank.
"""
