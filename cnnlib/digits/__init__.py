"""Handwritten digits: from a drawing to the picture that LeNet takes, and a LeNet that reads it."""

from cnnlib.digits.images import enlarge
from cnnlib.digits.strokes import rasterize
from cnnlib.digits.trained import trained_lenet

__all__ = ["enlarge", "rasterize", "trained_lenet"]
