"""The document's classes, one file a family; `base` has what they share."""

from cnnlib.layers.activation import Dropout, ReLU, ReLU6
from cnnlib.layers.attributes import seed
from cnnlib.layers.base import Layer
from cnnlib.layers.containers import Residual, Sequential
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.linear import Flatten, Linear
from cnnlib.layers.normalization import BatchNorm2D
from cnnlib.layers.pooling import AdaptiveAvgPool2D, AvgPool2D, KMaxPool, MaxPool2D

__all__ = [
    "AdaptiveAvgPool2D",
    "AvgPool2D",
    "BatchNorm2D",
    "Conv2D",
    "Dropout",
    "Flatten",
    "KMaxPool",
    "Layer",
    "Linear",
    "MaxPool2D",
    "ReLU",
    "ReLU6",
    "Residual",
    "Sequential",
    "seed",
]
