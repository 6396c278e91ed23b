"""The arithmetic of convolutional networks in NumPy: small, exact, and loud about mistakes."""

from cnnlib import conventions, description, functional, geometry
from cnnlib._finite import NotFinite
from cnnlib.comparison import Comparison, ConventionCost
from cnnlib.counting import compare, count, flops
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
from cnnlib.models import (
    VGG11,
    VGG13,
    VGG16,
    VGG19,
    AlexNet,
    LeNet,
    MobileNetV1,
    MobileNetV2,
    ResNet18,
    ResNet34,
    ResNet50,
)
from cnnlib.optimizers import SGD, Adam
from cnnlib.report import CostReport, LayerCost
from cnnlib.storage import load, save
from cnnlib.training import accuracy, fit

__version__ = "0.1.0"

__all__ = [
    "VGG11",
    "VGG13",
    "VGG16",
    "VGG19",
    "AdaptiveAvgPool2D",
    "AlexNet",
    "AvgPool2D",
    "BatchNorm2D",
    "Comparison",
    "Conv2D",
    "ConventionCost",
    "CostReport",
    "Dropout",
    "Flatten",
    "KMaxPool",
    "Layer",
    "LayerCost",
    "LeNet",
    "Linear",
    "MaxPool2D",
    "MobileNetV1",
    "MobileNetV2",
    "NotFinite",
    "ReLU",
    "ReLU6",
    "ResNet18",
    "ResNet34",
    "ResNet50",
    "Residual",
    "Sequential",
    "compare",
    "conventions",
    "count",
    "description",
    "flops",
    "functional",
    "geometry",
    "seed",
    "SGD",
    "Adam",
    "accuracy",
    "fit",
    "load",
    "save",
]
