"""Keju examines AI models that reason, and says with a guarantee which one is better."""

__version__ = "0.1.0"
