"""The arithmetic of convolutional networks in NumPy: small, exact, and loud about mistakes."""

from cnnlib import conventions, counting, functional, geometry, layers, models, report
from cnnlib.counting import *  # noqa: F403
from cnnlib.layers import *  # noqa: F403
from cnnlib.models import *  # noqa: F403
from cnnlib.report import *  # noqa: F403

__version__ = "0.1.0"

__all__ = [
    "conventions",
    "functional",
    "geometry",
    *counting.__all__,
    *layers.__all__,
    *models.__all__,
    *report.__all__,
]
