"""Well-known networks, as compositions of layers that read like their papers' tables."""

from cnnlib.models.alexnet import *
from cnnlib.models.lenet import *
from cnnlib.models.mobilenet import *
from cnnlib.models.resnet import *
from cnnlib.models.vgg import *

# Each name is exported by the file that defines it.
__all__ = sorted(name for name, value in dict(globals()).items() if callable(value))
