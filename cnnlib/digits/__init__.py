"""Handwritten digits of 8 × 8 pixels, and the way they go into LeNet."""

from cnnlib.digits.images import enlarge

__all__ = ["enlarge"]
