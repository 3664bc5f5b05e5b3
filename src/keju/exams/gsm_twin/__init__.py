"""The procedural twin of GSM8K: fresh word problems of the same depth."""

from keju.exams.gsm_twin.exam import GSM_TWIN

__all__ = ["GSM_TWIN"]
