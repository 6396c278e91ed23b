"""The document's classes, one file a family; `base` has what they share."""

from cnnlib.layers.activation import *
from cnnlib.layers.adaptive_pooling import *
from cnnlib.layers.attributes import seed as seed
from cnnlib.layers.base import Layer as Layer
from cnnlib.layers.containers import *
from cnnlib.layers.convolution import *
from cnnlib.layers.graph import *
from cnnlib.layers.joins import *
from cnnlib.layers.leaky import *
from cnnlib.layers.linear import *
from cnnlib.layers.normalization import *
from cnnlib.layers.padding import *
from cnnlib.layers.pooling import *
from cnnlib.layers.rearranging import *
from cnnlib.layers.reshaping import *
from cnnlib.layers.resizing import *
from cnnlib.layers.scaling import *
from cnnlib.layers.softmax import *
from cnnlib.layers.tracing import *
from cnnlib.layers.transposed_convolution import *

# Each name is exported by the file that defines it. Type checkers follow the stars; in a list that
# is computed they would find nothing.
globals()["__all__"] = sorted(name for name, each in dict(globals()).items() if callable(each))
