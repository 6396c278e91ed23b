# /// script
# requires-python = ">=3.9,<3.10"
# dependencies = ["nnabla==1.39.0", "numpy<2"]
# ///
"""The cases in nnabla."""

import inspect

import nnabla as nn
import nnabla.functions as F
import nnabla.parametric_functions as PF
import numpy as np
from asking import Program

nn.set_auto_forward(True)


def given(function):
    """Let a function of variables take and return arrays."""

    def asked(*arrays):
        nn.clear_parameters()
        try:
            y = function(*map(nn.Variable.from_numpy_array, arrays))
        except RuntimeError as error:
            # Before it stands where in nnabla it happened.
            raise ValueError(str(error).rpartition("Failed ")[2]) from None
        return y.d if isinstance(y, nn.Variable) else y

    return asked


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""

    def found(x, *rest):
        x.need_grad = True
        F.sum(function(x, *rest)).backward()
        return x.g

    return found


def batch_norm(x, **settings):
    """Return what a layer gives in training; what it keeps are parameters."""
    return PF.batch_normalization(x, **settings)


def kept(x, **settings):
    batch_norm(x, **settings)
    held = nn.get_parameters(grad_only=False)
    return np.concatenate([held["bn/mean"].d.ravel(), held["bn/var"].d.ravel()])


def default(function, name):
    return inspect.signature(function).parameters[name].default


def defaults():
    return np.array([default(PF.batch_normalization, name) for name in ("decay_rate", "eps")])


def after(x):
    batch_norm(x)
    return batch_norm(x, batch_stat=False)


def parameters(y):
    """Return how many parameters the layer has made that gives this."""
    return np.array(sum(value.size for value in nn.get_parameters().values()))


def evaluated(x):
    channel = {"beta": 0, "gamma": 1, "mean": 0, "variance": 0.001}
    held = (nn.Variable.from_numpy_array(np.full((1, 1, 1, 1), v)) for v in channel.values())
    return F.batch_normalization(x, *held, batch_stat=False)


def place(x):
    return F.max(x, 3, only_index=True)


def dequantized(x, scale=0.5, zero_point=128):
    held = (nn.Variable.from_numpy_array(np.full((1,) * 4, v)) for v in (scale, zero_point))
    return F.dequantize_linear(x, *held)


def quantized(kind, scale=1, zero_point=0):
    """Quantize and back."""

    def asked(x):
        held = [nn.Variable.from_numpy_array(np.full((1,) * 4, v)) for v in (scale, zero_point)]
        return F.dequantize_linear(F.quantize_linear(x, *held, dtype=kind), *held)

    return asked


def shape(layer):
    """Return the shape of the one weight that a layer makes."""
    layer()
    (weight,) = (value for name, value in nn.get_parameters().items() if name.endswith("/W"))
    return weight.shape


def image(channels):
    return nn.Variable((1, channels, 4, 4))


ONE_EACH, CEIL = {"pad": (0, 1)}, {"ignore_border": False}
COUNTED, LEFT_OUT = {"including_pad": True}, {"including_pad": False}

# Padding is by numbers, the same at both ends; there is no SAME. There is no dilation, divisor or
# index in a pooling, and no adaptive pooling. Left out: max pooling with padding as large as its
# window.
CASES = {
    "same-by-number": lambda x, w: F.convolution(x, w, stride=(2, 2), **ONE_EACH),
    "conv-flipped": lambda x, w: F.convolution(x, w, pad=(1, 1)),
    "conv-empty-batch": F.convolution,
    "conv-default-padding": F.convolution,
    "conv-parameters": lambda: parameters(PF.convolution(image(2), 4, (3, 3))),
    "flatten-order": lambda x: F.reshape(x, (len(x.d), -1)),
    "max-whole-image": lambda x: F.max_pooling(x, (2, 2)),
    "average-whole-image": lambda x: F.average_pooling(x, (2, 2)),
    "conv-groups-order": lambda x, w: F.convolution(x, w, group=2),
    "padding-order": lambda x, w: F.convolution(x, w, pad=(0, 1, 0, 0)),
    "padding-function": lambda x: F.pad(x, (0, 1, 0, 0)),
    "pad-value": lambda x: F.pad(x, (1, 1), constant_value=5),
    "transposed-kernel": lambda x, w: F.deconvolution(x, w, stride=(2, 2)),
    "transposed-dilation": lambda x, w: F.deconvolution(x, w, dilation=(2, 2)),
    "transposed-groups": lambda x, w: F.deconvolution(x, w, group=2),
    "transposed-output-padding": lambda x, w: F.deconvolution(
        x, w, stride=(2, 2), pad=(1, 1), output_padding=(1, 1)
    ),
    "transposed-stride-over-kernel": lambda x, w: F.deconvolution(x, w, stride=(3, 3)),
    "no-fit-pool": lambda x: F.max_pooling(x, (3, 3)),
    "no-fit-stride-1": lambda x: F.max_pooling(x, (3, 3), (1, 1)),
    "no-fit-conv": F.convolution,
    "padding-over-half": lambda x: F.max_pooling(x, (1, 3), (1, 1), pad=(0, 2)),
    "max-negative": lambda x: F.max_pooling(x, (1, 2), (1, 1), **ONE_EACH),
    "max-negative-square": lambda x: F.max_pooling(x, (3, 3), (1, 1), pad=(1, 1)),
    "max-zeros-by-hand": lambda x: F.max_pooling(F.pad(x, (1, 1)), (1, 2), (1, 1)),
    "max-minus-infinity": lambda x: F.max_pooling(x, (1, 1)),
    "max-nan": lambda x: F.max_pooling(x, (1, 2), (1, 1)),
    "max-nan-last": lambda x: F.max_pooling(x, (1, 3)),
    "max-defaults-stride": lambda x: F.max_pooling(x, (2, 2)),
    "average-defaults-stride": lambda x: F.average_pooling(x, (2, 2)),
    "average-default": lambda x: F.average_pooling(x, (1, 3), (1, 1), **ONE_EACH),
    "average-counted": lambda x: F.average_pooling(x, (1, 3), (1, 1), **ONE_EACH, **COUNTED),
    "average-2d-default": lambda x: F.average_pooling(x, (3, 3), (1, 1), pad=(1, 1)),
    "average-nan": lambda x: F.average_pooling(x, (2, 2)),
    "ceil-max": lambda x: F.max_pooling(x, (1, 2), (1, 2), **ONE_EACH, **CEIL),
    "ceil-max-square": lambda x: F.max_pooling(x, (2, 2), pad=(1, 1), **CEIL),
    "ceil-max-one": lambda x: F.max_pooling(x, (1, 1), (2, 2), **CEIL),
    "ceil-max-over": lambda x: F.max_pooling(x, (3, 3), (2, 2), **CEIL),
    "ceil-average": lambda x: F.average_pooling(x, (1, 2), (1, 2), **ONE_EACH, **CEIL, **LEFT_OUT),
    "ceil-average-square": lambda x: F.average_pooling(x, (2, 2), pad=(1, 1), **CEIL, **LEFT_OUT),
    "ceil-clipped": lambda x: F.average_pooling(x, (1, 3), (1, 2), **ONE_EACH, **CEIL, **COUNTED),
    "average-ceil": lambda x: F.average_pooling(x, (3, 3), (2, 2), **CEIL),
    "average-ceil-counted": lambda x: F.average_pooling(x, (3, 3), (2, 2), **CEIL, **COUNTED),
    "average-ceil-padded": lambda x: F.average_pooling(
        x, (3, 3), (2, 2), pad=(1, 1), **CEIL, **COUNTED
    ),
    "relu-gradient-zero": gradient(F.relu),
    "relu6-gradient-bound": gradient(F.relu6),
    "clip-gradient-bound": gradient(lambda x: F.clip_by_value(x, 0, 6)),
    "abs-gradient-zero": gradient(F.abs),
    "max-tie-gradient": gradient(lambda x: F.max_pooling(x, (2, 2))),
    "maximum-gradient-tie": gradient(F.maximum2),
    "average-gradient-corner": lambda x: gradient(
        lambda x: F.average_pooling(x, (3, 3), (1, 1), pad=(1, 1))
    )(x)[0, 0, 0, 0],
    "batch-norm-kept": lambda x: kept(x, decay_rate=0.9),
    "batch-norm-translated": lambda x: kept(x, decay_rate=0.9),
    "batch-norm-evaluated": after,
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": batch_norm,
    "batch-norm-four": kept,
    "batch-norm-fresh": batch_norm,
    "batch-norm-large": batch_norm,
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": PF.layer_normalization,
    "layer-norm-large": PF.layer_normalization,
    "layer-norm-epsilon": lambda: np.array(default(PF.layer_normalization, "eps")),
    "group-norm-large": lambda x: PF.group_normalization(x, 1),
    "group-norm-order": lambda x: PF.group_normalization(x, 2),
    "group-norm-epsilon": lambda x: PF.group_normalization(x, 1, eps=1),
    "instance-norm-one": PF.instance_normalization,
    "nearest-enlarge": lambda x: F.interpolate(x, output_size=(1, 5), mode="nearest"),
    "nearest-exact": lambda x: F.interpolate(
        x, output_size=(1, 5), mode="nearest", half_pixel=True, half_pixel_for_nn=True
    ),
    "nearest-scale": lambda x: F.interpolate(x, (1, 2.6), mode="nearest"),
    "upsample-defaults": lambda x: F.interpolate(x, (2, 2)),
    "bilinear-default": lambda x: F.interpolate(x, output_size=(1, 4)),
    "bilinear-aligned": lambda x: F.interpolate(x, output_size=(1, 4), align_corners=True),
    "bilinear-shrink": lambda x: F.interpolate(x, output_size=(2, 2)),
    "bilinear-scale": lambda x: F.interpolate(x, (0.6, 0.6)),
    "bilinear-scale-large": lambda x: F.interpolate(x, (1, 1.7)),
    "bilinear-aligned-scale": lambda x: F.interpolate(x, (1, 1.5), align_corners=True),
    "leaky-function-default": F.leaky_relu,
    "leaky-slope-given": lambda x: F.leaky_relu(x, 0.2),
    "elu-alpha": lambda x: F.elu(x, 2),
    "prelu-default": PF.prelu,
    "prelu-axis": F.prelu,
    "gelu-function-default": F.gelu,
    "hard-sigmoid": F.hard_sigmoid,
    "softmax-default-axis": F.softmax,
    "elu-default": F.elu,
    "selu": F.selu,
    "celu": lambda x: F.celu(x, 2),
    "swish": F.swish,
    "hardtanh-default": F.hard_tanh,
    "relu-nan": F.relu,
    "relu6-nan": F.relu6,
    "clip-nan": lambda x: F.clip_by_value(x, 0, 6),
    "hard-sigmoid-nan": F.hard_sigmoid,
    "softmax-nan": lambda x: F.softmax(x, 3),
    "sign-nan": F.sign,
    "argmax-nan": place,
    "argmax-tie": place,
    "sigmoid-large": F.sigmoid,
    "softplus-large": F.softplus,
    "log-softmax-minus-infinity": lambda x: F.log_softmax(x, 3),
    "log-softmax-large": lambda x: F.log_softmax(x, 3),
    "lp-normalize-negative": lambda x: F.norm_normalization(x, 1, (3,)),
    "lp-normalize-zero": lambda x: F.norm_normalization(x, 2, (3,)),
    "reduce-l2": lambda x: F.norm(x, 2, 3, True),
    "reduce-l1": lambda x: F.norm(x, 1, 3, True),
    "relu-negative-zero": lambda x: np.signbit(F.relu(x).d),
    "round-half": F.round,
    "dropout-one": lambda x: F.dropout(x, 1.0),
    "dropout-share": lambda x: np.array(F.dropout(x, 0.25).d.max()),
    "quantize-half": quantized(np.int8),
    "quantize-uint8-half": quantized(np.uint8),
    "quantize-half-zero-point": quantized(np.int8, zero_point=1),
    "quantize-reciprocal": quantized(np.int8, 0.3),
    "quantize-saturate": quantized(np.int8),
    "dequantize-uint8": dequantized,
    "quantize-huge": quantized(np.int8),
    "quantize-nan": quantized(np.int8),
    "linear-weight": lambda: shape(lambda: PF.affine(nn.Variable((1, 2)), 4)),
    "linear-axes": lambda x: PF.affine(x, 4).shape,
    "conv-weight": lambda: shape(lambda: PF.convolution(image(2), 4, (3, 3))),
    "depthwise-weight": lambda: shape(lambda: PF.convolution(image(4), 4, (3, 3), group=4)),
    "transposed-weight": lambda: shape(lambda: PF.deconvolution(image(2), 4, (3, 3))),
}

PROGRAM = Program(
    "nnabla",
    nn.__version__,
    "framework",
    "nnabla.functions and nnabla.parametric_functions, on the CPU",
    cases={name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
