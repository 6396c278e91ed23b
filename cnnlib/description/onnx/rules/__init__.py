"""What each operator of ONNX is in cnnlib: one function an operator, one file a family."""

from cnnlib.description.onnx.rules.activation import *
from cnnlib.description.onnx.rules.arithmetic import *
from cnnlib.description.onnx.rules.convolution import *
from cnnlib.description.onnx.rules.elementary import *
from cnnlib.description.onnx.rules.linear import *
from cnnlib.description.onnx.rules.moves import *
from cnnlib.description.onnx.rules.normalization import *
from cnnlib.description.onnx.rules.parts import *
from cnnlib.description.onnx.rules.pooling import *
from cnnlib.description.onnx.rules.registry import RULES as RULES
from cnnlib.description.onnx.rules.resizing import *
