# /// script
# requires-python = ">=3.11"
# dependencies = ["flax==0.12.8", "jax==0.10.2", "numpy"]
# ///
"""The cases in Flax."""

import flax
import jax
import jax.numpy as jnp
import jax_functions
import numpy as np
from asking import Program
from flax import nnx
from jax_functions import gradient


def given(function):
    """Let a function of Flax's images and kernels, channels last, take and return ours."""

    def asked(*arrays):
        x, *kernels = map(jnp.asarray, arrays) if arrays else (None,)
        turned = [] if x is None else [x.transpose(0, 2, 3, 1) if x.ndim == 4 else x]
        y = function(*turned, *(w.transpose(2, 3, 1, 0) for w in kernels))
        if not isinstance(y, jax.Array):
            return y
        return y.transpose(0, 3, 1, 2) if y.ndim == 4 else y

    return asked


def of(layer, x, kernel, groups=1, **settings):
    """Return what a convolutional layer with this kernel gives."""
    if groups > 1:
        settings["feature_group_count"] = groups
    made = layer(
        x.shape[-1], kernel.shape[-1], kernel.shape[:2], use_bias=False, rngs=RNGS, **settings
    )
    made.kernel[...] = kernel
    return made(x)


def conv(x, kernel, **settings):
    return of(nnx.Conv, x, kernel, **settings)


def transposed(x, kernel, **settings):
    return of(nnx.ConvTranspose, x, kernel, **settings)


def kept(x, **settings):
    norm = nnx.BatchNorm(x.shape[-1], rngs=RNGS, **settings)
    norm(x)
    return jnp.concatenate([norm.mean[...], norm.var[...]])


def defaults():
    norm = nnx.BatchNorm(1, rngs=RNGS)
    return np.array([norm.momentum, norm.epsilon])


def after(x, **settings):
    norm = nnx.BatchNorm(x.shape[-1], rngs=RNGS, **settings)
    norm(x)
    norm.eval()
    return norm(x)


def parameters(layer):
    return np.array(sum(leaf.size for leaf in jax.tree.leaves(nnx.state(layer, nnx.Param))))


def evaluated(x):
    norm = nnx.BatchNorm(1, use_running_average=True, rngs=RNGS)
    norm.var[...] = jnp.array([0.001])
    return norm(x)


def layer_norm(x):
    """Normalize over the row: the layer takes the last axis, which is that of the channels here."""
    return nnx.LayerNorm(x.size, rngs=RNGS)(x.reshape(1, -1))


RNGS = nnx.Rngs(0)
LOWER = {"padding": "SAME_LOWER"}
VALID = {"padding": "VALID"}
ACROSS, AROUND, AT_THE_END = ((0, 0), (1, 1)), ((1, 1), (1, 1)), ((0, 1), (0, 1))
TWO_EACH = ((0, 0), (2, 2))

# A convolution's padding is SAME unless said, a pooling's VALID, and its stride 1. There is no ceil
# mode, no dilation, divisor or index in a pooling, and no adaptive pooling.
CASES = {
    "same-odd": conv,
    "same-odd-lower": lambda x, w: conv(x, w, **LOWER),
    "same-stride": lambda x, w: conv(x, w, strides=2),
    "same-stride-lower": lambda x, w: conv(x, w, strides=2, **LOWER),
    "same-by-number": lambda x, w: conv(x, w, strides=2, padding=ACROSS),
    "same-2d": lambda x, w: conv(x, w, strides=2),
    "same-2d-lower": lambda x, w: conv(x, w, strides=2, **LOWER),
    "same-max": lambda x: nnx.max_pool(x, (3, 3), (2, 2), "SAME"),
    "same-max-lower": lambda x: nnx.max_pool(x, (3, 3), (2, 2), **LOWER),
    "same-average": lambda x: nnx.avg_pool(x, (3, 3), (2, 2), "SAME"),
    "same-average-even": lambda x: nnx.avg_pool(x, (3, 3), (1, 1), "SAME"),
    "same-average-lower": lambda x: nnx.avg_pool(x, (2, 2), **LOWER),
    "same-1x1": lambda x, w: conv(x, w, strides=2),
    "same-1x1-stride-3": lambda x: nnx.max_pool(x, (1, 1), (3, 3), "SAME"),
    "same-1x1-last": lambda x, w: conv(x, w, strides=3),
    "same-max-1x1": lambda x: nnx.max_pool(x, (1, 1), (2, 2), "SAME"),
    "same-dilation": lambda x, w: conv(x, w, kernel_dilation=2),
    "same-conv-dilated-stride": lambda x, w: conv(x, w, strides=2, kernel_dilation=2),
    "same-transposed": lambda x, w: transposed(x, w, strides=2),
    "same-transposed-gaps": lambda x, w: transposed(x, w, strides=2),
    "transposed-kernel": lambda x, w: transposed(x, w, strides=2, **VALID),
    "transposed-dilation": lambda x, w: transposed(x, w, kernel_dilation=2, **VALID),
    "transposed-stride-over-kernel": lambda x, w: transposed(x, w, strides=3, **VALID),
    "padding-order": lambda x, w: conv(x, w, padding=(0, 1, 0, 0)),
    "no-fit-pool": lambda x: nnx.max_pool(x, (3, 3), (3, 3)),
    "no-fit-stride-1": lambda x: nnx.max_pool(x, (3, 3)),
    "no-fit-conv": lambda x, w: conv(x, w, **VALID),
    "padding-whole-window": lambda x: nnx.max_pool(x, (1, 2), (1, 2), TWO_EACH),
    "padding-over-half": lambda x: nnx.max_pool(x, (1, 3), padding=TWO_EACH),
    "conv-circular": lambda x, w: conv(x, w, padding="CIRCULAR"),
    "conv-reflect": lambda x, w: conv(x, w, padding="REFLECT"),
    "conv-asymmetric": lambda x, w: conv(x, w, padding=AT_THE_END),
    "conv-flipped": lambda x, w: conv(x, w, padding=1),
    "conv-groups-order": lambda x, w: conv(x, w, groups=2, **VALID),
    "conv-empty-batch": lambda x, w: conv(x, w, **VALID),
    "conv-default-padding": conv,
    "conv-parameters": lambda: parameters(nnx.Conv(2, 4, (3, 3), rngs=RNGS)),
    "flatten-order": lambda x: x.reshape(len(x), -1),
    "max-whole-image": lambda x: nnx.max_pool(x, (2, 2)),
    "average-whole-image": lambda x: nnx.avg_pool(x, (2, 2)),
    "max-negative": lambda x: nnx.max_pool(x, (1, 2), padding=ACROSS),
    "max-negative-square": lambda x: nnx.max_pool(x, (3, 3), padding=AROUND),
    "max-zeros-by-hand": lambda x: nnx.max_pool(jnp.pad(x, ((0, 0), *ACROSS, (0, 0))), (1, 2)),
    "max-minus-infinity": lambda x: nnx.max_pool(x, (1, 1)),
    "max-integers": lambda x: nnx.max_pool(x, (3, 3), padding=AROUND),
    "max-integers-plain": lambda x: nnx.max_pool(x, (2, 2), (2, 2)),
    "max-nan": lambda x: nnx.max_pool(x, (1, 2)),
    "max-nan-last": lambda x: nnx.max_pool(x, (1, 3)),
    "max-nan-global": lambda x: nnx.max_pool(x, x.shape[1:3]),
    "max-defaults-stride": lambda x: nnx.max_pool(x, (2, 2)),
    "average-defaults-stride": lambda x: nnx.avg_pool(x, (2, 2)),
    "average-default": lambda x: nnx.avg_pool(x, (1, 3), padding=ACROSS),
    "average-counted": lambda x: nnx.avg_pool(x, (1, 3), padding=ACROSS, count_include_pad=True),
    "average-same": lambda x: nnx.avg_pool(x, (1, 2), padding="SAME", count_include_pad=True),
    "average-one-side": lambda x: nnx.avg_pool(
        x, (1, 2), padding=((0, 0), (0, 1)), count_include_pad=True
    ),
    "average-2d-default": lambda x: nnx.avg_pool(x, (3, 3), padding=AROUND),
    "average-unequal-counted": lambda x: nnx.avg_pool(
        x, (2, 2), padding=AT_THE_END, count_include_pad=True
    ),
    "average-half": lambda x: nnx.avg_pool(x, x.shape[1:3]),
    "average-bfloat16": lambda x: nnx.avg_pool(x.astype(jnp.bfloat16), (32, 32)),
    "average-nan": lambda x: nnx.avg_pool(x, (2, 2)),
    "average-integers": lambda x: nnx.avg_pool(x, (2, 2)),
    "max-tie-gradient": gradient(lambda x: nnx.max_pool(x, (2, 2))),
    "average-gradient-corner": lambda x: gradient(
        lambda x: nnx.avg_pool(x, (3, 3), padding=AROUND)
    )(x)[0, 0, 0, 0],
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.9),
    "batch-norm-evaluated": lambda x: after(x, momentum=0.9),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: nnx.BatchNorm(1, rngs=RNGS)(x),
    "batch-norm-four": kept,
    "batch-norm-fresh": lambda x: nnx.BatchNorm(1, rngs=RNGS)(x),
    "batch-norm-large": lambda x: nnx.BatchNorm(1, rngs=RNGS)(x),
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": layer_norm,
    "layer-norm-large": layer_norm,
    "layer-norm-epsilon": lambda: np.array(nnx.LayerNorm(1, rngs=RNGS).epsilon),
    "group-norm-large": lambda x: nnx.GroupNorm(1, 1, rngs=RNGS)(x),
    "group-norm-order": lambda x: nnx.GroupNorm(4, 2, rngs=RNGS)(x),
    "group-norm-epsilon": lambda x: nnx.GroupNorm(2, 1, epsilon=1, rngs=RNGS)(x),
    "instance-norm-one": lambda x: nnx.InstanceNorm(1, rngs=RNGS)(x),
    "dropout-one": lambda x: nnx.Dropout(1.0, rngs=RNGS)(x),
    "dropout-share": lambda x: nnx.Dropout(0.25, rngs=RNGS)(x).max(),
    "prelu-default": lambda x: nnx.PReLU()(x),
    "softmax-default-axis": nnx.softmax,
    "linear-weight": lambda: nnx.Linear(2, 4, rngs=RNGS).kernel.shape,
    "linear-axes": lambda x: nnx.Linear(3, 4, rngs=RNGS)(x).shape,
    "conv-weight": lambda: nnx.Conv(2, 4, (3, 3), rngs=RNGS).kernel.shape,
    "depthwise-weight": lambda: (
        nnx.Conv(4, 4, (3, 3), feature_group_count=4, rngs=RNGS).kernel.shape
    ),
    "transposed-weight": lambda: nnx.ConvTranspose(2, 4, (3, 3), rngs=RNGS).kernel.shape,
}

PROGRAM = Program(
    "Flax",
    flax.__version__,
    "framework",
    f"flax.nnx with JAX {jax.__version__}, on the CPU",
    cases=jax_functions.CASES | {name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
