"""What tools make of a layer where they trip over the form in which a network is written.

Each function takes a layer at work and what has been counted for it so far, and returns what the
tool counts; None stands for a tool that has no answer.
"""

from __future__ import annotations

from math import prod

from cnnlib.conventions.forms import Work, frames
from cnnlib.geometry import output_size, resolve_padding
from cnnlib.layers.activation import Dropout
from cnnlib.layers.adaptive_pooling import AdaptiveAvgPool2D, AdaptiveMaxPool2D
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.linear import Linear
from cnnlib.layers.normalization import BatchNorm1D, BatchNorm2D, GroupNorm
from cnnlib.layers.reshaping import Flatten
from cnnlib.layers.resizing import Upsample
from cnnlib.layers.scaling import Scale

__all__ = [
    "ADAPTIVE",
    "BATCH_NORMS",
    "bare_dropout",
    "bias_of_tokens",
    "cut_off",
    "even_kernel",
    "first_size",
    "hooks",
    "hooks_in_places",
    "hooks_of_one_image",
    "in_circles",
    "in_training",
    "led_to_once",
    "nothing",
    "reshaped",
    "shape_lost",
    "times_places",
    "trains",
    "uneven",
    "uneven_cells",
    "uneven_scale",
    "without_rule",
    "word_as_padding",
]


def trains(layer: Layer) -> bool:
    """Tell whether a layer was put into training."""
    # A network that nobody has put into a mode is counted in evaluation, as by all other tools.
    return vars(layer).get("_training", False) and not layer.frozen


def times_places(work: Work, flops: int) -> int:
    """Count a call once for each container that the layer stands in."""
    return flops * work.places


def hooks(work: Work) -> int:
    """Return what ptflops' hooks have of a layer's count; its patched functions have the rest."""
    name = next((k.__name__ for k in type(work.layer).__mro__ if k.__name__ in _BY_FUNCTIONS), "")
    return work.flops * (2 - _BY_FUNCTIONS.get(name, 0)) // 2


# How many halves of its count a function has: of what a hook counts as well, one.
_BY_FUNCTIONS = {"MatMul": 2, "SiLU": 2, "Softmax": 2} | dict.fromkeys(
    [
        *("AdaptiveAvgPool2D", "AdaptiveMaxPool2D", "AvgPool2D", "MaxPool2D", "Upsample"),
        *("ELU", "GELU", "PReLU", "ReLU"),
    ],
    1,
)


def hooks_in_places(work: Work, flops: int) -> int:
    """Count what hooks count once for each container."""
    return flops + hooks(work) * (work.places - 1)


def hooks_of_one_image(work: Work, flops: int) -> int:
    """Divide what hooks count by the batch."""
    counted = hooks(work) * work.places
    images = work.form.shape[0]
    # Of what is enlarged the hook looks at one image alone, and that is divided, too.
    return flops - counted + counted // (images**2 if isinstance(work.layer, Upsample) else images)


def nothing(work: Work, number: int) -> int:
    """Count nothing."""
    return 0


def word_as_padding(work: Work, flops: int) -> int:
    """Count no convolution whose padding is a word."""
    word = isinstance(work.layer, Conv2D) and isinstance(work.layer.padding, str)
    return 0 if word else flops


def even_kernel(work: Work, flops: int) -> int:
    """Count the output that padding by half of what is needed, rounded down, would leave."""
    layer = work.layer
    if not (isinstance(layer, Conv2D) and layer.padding == "SAME" and layer.stride == (1, 1)):
        return flops
    size, placing = work.x[2:], (layer.kernel_size, layer.stride, layer.dilation)
    top, _, left, _ = resolve_padding("SAME", size, *placing)
    behind = output_size(size, *placing[:2], (top, left), placing[2])
    return flops // prod(work.y[2:]) * prod(behind)


def in_training(work: Work, flops: int) -> int:
    """Count five operations a number of batch normalization in training, not two."""
    layer = work.layer
    return flops // 2 * 5 if isinstance(layer, BATCH_NORMS) and trains(layer) else flops


def cut_off(work: Work, flops: int) -> int:
    """Divide sizes as floats, and cut the product off."""
    if not isinstance(work.layer, AdaptiveAvgPool2D):
        return flops
    (height, width), (rows, columns) = work.x[2:], work.y[2:]
    return int((height / rows * (width / columns) + 1) * prod(work.y))


def without_rule(work: Work, params: int) -> int:
    """Leave out the parameters of types that thop does not know."""
    return 0 if isinstance(work.layer, (GroupNorm, Scale)) else params


def first_size(work: Work, flops: int) -> int:
    """Take the first size of the output for the batch, where there is no batch."""
    return work.y[0] * flops // work.batch if len(work.x) == 1 else flops


def uneven_cells(x: Shape, y: Shape) -> bool:
    """Tell whether cells between these shapes are of different sizes."""
    return any(size % cells for size, cells in zip(x[2:], y[2:], strict=True))


def uneven(work: Work, flops: int) -> int | None:
    """Refuse adaptive pooling into cells of different sizes."""
    refused = isinstance(work.layer, ADAPTIVE) and uneven_cells(work.x, work.y)
    return None if refused else flops


def uneven_scale(layer: Layer) -> bool:
    """Tell whether a layer enlarges height and width by different factors."""
    return isinstance(layer, Upsample) and len({*(layer.scale_factor or ())}) > 1


def shape_lost(work: Work, flops: int) -> int:
    """Count no signal where the shape is lost, and twelve for what loses it."""
    # ConstantOfShape and Concat work out eight sizes of a frame.
    if frames(work.layer):
        return 12
    if work.place not in work.form.unknown_to_onnx:
        return flops
    # Of what is equal to another array, and of the constant in GELU, the shape is known.
    return work.batch * (work.repeated + getattr(work.layer, "approximate", False))


def in_circles(work: Work, flops: int) -> int:
    """Add the numbers that Concat puts around an image."""
    if getattr(work.layer, "padding_mode", "zeros") != "circular":
        return flops
    size, kernel = work.x[2:], getattr(work.layer, "kernel_size", (1, 1))
    placing = getattr(work.layer, "stride", 1), getattr(work.layer, "dilation", 1)
    top, bottom, left, right = resolve_padding(work.layer.padding, size, kernel, *placing)
    height, width = size[0] + top + bottom, size[1] + left + right
    planes = work.batch * work.x[1]
    # First rows are added, then columns; a side without any is put together, too.
    return flops + planes * height * (size[1] + width)


def bias_of_tokens(work: Work, flops: int) -> int:
    """Add the bias of a linear layer over tokens, once."""
    tokens = isinstance(work.layer, Linear) and len(work.x) > 2
    return flops + work.y[-1] * (tokens and "bias" in work.layer.parameter_shapes)


def reshaped(work: Work, flops: int) -> int:
    """Count a Flatten that is a Reshape by the number of sizes that it is given."""
    if not isinstance(work.layer, Flatten):
        return flops
    axes = len(work.x)
    ends = work.layer.start_axis % axes, work.layer.stop_axis % axes
    return flops if ends in ((1, axes - 1), (0, axes - 2)) else len(work.y)


def bare_dropout(work: Work, flops: int) -> int:
    """Count an Identity."""
    return prod(work.y) if isinstance(work.layer, Dropout) else flops


def led_to_once(work: Work, flops: int) -> int:
    """Count what leads to equal arrays once."""
    return flops - (work.batch - 1) * work.repeated


ADAPTIVE = (AdaptiveAvgPool2D, AdaptiveMaxPool2D)
BATCH_NORMS = (BatchNorm1D, BatchNorm2D)
