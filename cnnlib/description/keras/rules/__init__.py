"""What each layer of Keras is in cnnlib: one function a layer, one file a family."""

from cnnlib.description.keras.rules.activation import *
from cnnlib.description.keras.rules.arithmetic import *
from cnnlib.description.keras.rules.convolution import *
from cnnlib.description.keras.rules.linear import *
from cnnlib.description.keras.rules.normalization import *
from cnnlib.description.keras.rules.planes import *
from cnnlib.description.keras.rules.pooling import *
from cnnlib.description.keras.rules.registry import RULES as RULES
