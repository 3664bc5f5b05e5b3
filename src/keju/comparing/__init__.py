"""Asks questions until the verdict: which of two is better, and how sure that is."""
