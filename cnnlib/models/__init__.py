"""Well-known networks, as compositions of layers that read like their papers' tables."""

from cnnlib.models.alexnet import AlexNet
from cnnlib.models.lenet import LeNet
from cnnlib.models.mobilenet import MobileNetV1, MobileNetV2
from cnnlib.models.resnet import ResNet18, ResNet34, ResNet50
from cnnlib.models.vgg import VGG11, VGG13, VGG16, VGG19

__all__ = [
    "VGG11",
    "VGG13",
    "VGG16",
    "VGG19",
    "AlexNet",
    "LeNet",
    "MobileNetV1",
    "MobileNetV2",
    "ResNet18",
    "ResNet34",
    "ResNet50",
]
