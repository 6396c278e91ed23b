"""The arithmetic of convolutional networks in NumPy: small, exact, and loud about mistakes."""

from cnnlib import conventions, functional, geometry
from cnnlib.counting import count, flops
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    KMaxPool,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
    seed,
)
from cnnlib.models import VGG16, LeNet
from cnnlib.report import CostReport, LayerCost

__version__ = "0.1.0"

__all__ = [
    "VGG16",
    "AdaptiveAvgPool2D",
    "AvgPool2D",
    "BatchNorm2D",
    "Conv2D",
    "CostReport",
    "Dropout",
    "Flatten",
    "KMaxPool",
    "Layer",
    "LayerCost",
    "LeNet",
    "Linear",
    "MaxPool2D",
    "ReLU",
    "ReLU6",
    "Residual",
    "Sequential",
    "conventions",
    "count",
    "flops",
    "functional",
    "geometry",
    "seed",
]
