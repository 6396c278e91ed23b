"""Arrays in, arrays out: the operations themselves, one file a family.

No operation writes to its input, and each returns an array of its own: what you do to the
result never reaches what you put in. Float32 gives float32, float64 gives float64.

Beside an operation stands its gradient, ``…_backward``: it takes the gradient of a loss with
respect to the operation's output, then what the operation got, and returns the gradient with
respect to each array among that.
"""

from cnnlib.functional.activation import *
from cnnlib.functional.adaptive_pooling import *
from cnnlib.functional.convolution import *
from cnnlib.functional.dropout import *
from cnnlib.functional.k_max_pooling import *
from cnnlib.functional.layer_normalization import *
from cnnlib.functional.leaky import *
from cnnlib.functional.linear import *
from cnnlib.functional.loss import *
from cnnlib.functional.normalization import *
from cnnlib.functional.padding import *
from cnnlib.functional.pooling import *
from cnnlib.functional.rearranging import *
from cnnlib.functional.reshaping import *
from cnnlib.functional.resizing import *
from cnnlib.functional.scaling import *
from cnnlib.functional.smooth_activation import *
from cnnlib.functional.softmax import *
from cnnlib.functional.transposed_convolution import *

# Each name is exported by the file that defines it. Type checkers follow the stars; in a list that
# is computed they would find nothing.
globals()["__all__"] = sorted(name for name, each in dict(globals()).items() if callable(each))
