"""Well-known networks, as compositions of layers that read like their papers' tables."""

from typing import Any

from cnnlib.models.alexnet import *
from cnnlib.models.convnext import *
from cnnlib.models.densenet import *
from cnnlib.models.efficientnet import *
from cnnlib.models.inception import *
from cnnlib.models.lenet import *
from cnnlib.models.mobilenet import *
from cnnlib.models.mobilenet_v3 import *
from cnnlib.models.resnet import *
from cnnlib.models.shufflenet import *
from cnnlib.models.squeezenet import *
from cnnlib.models.unet import *
from cnnlib.models.vgg import *

KNOWN: dict[str, Any] = {
    name: each for name, each in sorted(globals().items()) if hasattr(each, "input_size")
}
"""The networks by their names."""

# Type checkers follow the stars; in a list that is computed they would find nothing.
globals()["__all__"] = list(KNOWN)
