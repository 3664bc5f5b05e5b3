"""How a model is made to think: one small function a method, one literal table."""

from keju.methods.table import METHODS, known_methods, method

__all__ = ["METHODS", "known_methods", "method"]
