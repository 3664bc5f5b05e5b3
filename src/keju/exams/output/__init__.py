"""What a small program prints: programs that are drawn, run by our own interpreter, and traced."""

from keju.exams.output.exam import OUTPUT

__all__ = ["OUTPUT"]
