# /// script
# requires-python = ">=3.11"
# dependencies = ["equinox==0.13.8", "jax==0.10.2", "numpy"]
# ///
"""The cases in Equinox. Its layers take one image, so they are mapped over the batch."""

import equinox as eqx
import jax
import jax.numpy as jnp
import jax_functions
import numpy as np
from asking import Program
from equinox import nn
from jax_functions import given, gradient


def each(layer):
    """Let a layer answer for a batch."""
    return jax.vmap(layer)


def of(layer, weight, channels, **settings):
    """Return a convolutional layer with this weight."""
    made = layer(*channels, weight.shape[2:], use_bias=False, key=KEY, **settings)
    return each(eqx.tree_at(lambda made: made.weight, made, weight))


def conv(x, weight, **settings):
    return of(nn.Conv2d, weight, (x.shape[1], len(weight)), **settings)(x)


def transposed(x, weight, **settings):
    return of(nn.ConvTranspose2d, weight, (x.shape[1], len(weight)), **settings)(x)


def largest(x, kernel_size, *rest, **settings):
    return each(nn.MaxPool2d(kernel_size, *rest, **settings))(x)


def average(x, kernel_size, *rest, **settings):
    return each(nn.AvgPool2d(kernel_size, *rest, **settings))(x)


def adaptive(x, layer, *sizes):
    return each(layer(*sizes))(x)


def batch_norm(x, start=None, **settings):
    """Return what a layer gives, the layer, and its state afterwards."""
    norm, state = nn.make_with_state(nn.BatchNorm)(x.shape[1], axis_name="batch", **settings)
    if start is not None:
        state = state.set(norm.ema_state_index, start)
    y, state = of_batch(norm, x, state)
    return y, norm, state


def of_batch(norm, x, state):
    over = {"axis_name": "batch", "in_axes": (0, None), "out_axes": (0, None)}
    return jax.vmap(norm, **over)(x, state)


def after(x, **settings):
    _, norm, state = batch_norm(x, **settings)
    return of_batch(nn.inference_mode(norm), x, state)[0]


def parameters(layer):
    return np.array(sum(leaf.size for leaf in jax.tree.leaves(eqx.filter(layer, eqx.is_array))))


def kept(x, **settings):
    _, norm, state = batch_norm(x, **settings)
    return jnp.concatenate(state.get(norm.ema_state_index or norm.batch_state_index))


def defaults():
    norm = nn.BatchNorm(1, axis_name="batch")
    return np.array([norm.momentum, norm.eps])


def evaluated(x):
    return batch_norm(x, (jnp.zeros(1), jnp.array([0.001])), inference=True)[0]


KEY = jax.random.key(0)
LOWER, SAME = {"padding": "SAME_LOWER"}, {"padding": "SAME"}
ONE_EACH, AT_THE_END = {"padding": (0, 1)}, {"padding": ((0, 1), (0, 1))}
CEIL = {"use_ceil": True}

# A pooling's stride is 1 unless said; it always counts its padding, and it has no SAME, no dilation
# and no divisor.
CASES = {
    "same-odd": lambda x, w: conv(x, w, **SAME),
    "same-odd-lower": lambda x, w: conv(x, w, **LOWER),
    "same-stride": lambda x, w: conv(x, w, stride=2, **SAME),
    "same-stride-lower": lambda x, w: conv(x, w, stride=2, **LOWER),
    "same-by-number": lambda x, w: conv(x, w, stride=2, **ONE_EACH),
    "same-2d": lambda x, w: conv(x, w, stride=2, **SAME),
    "same-2d-lower": lambda x, w: conv(x, w, stride=2, **LOWER),
    "same-1x1": lambda x, w: conv(x, w, stride=2, **SAME),
    "same-1x1-last": lambda x, w: conv(x, w, stride=3, **SAME),
    "same-dilation": lambda x, w: conv(x, w, dilation=2, **SAME),
    "same-conv-dilated-stride": lambda x, w: conv(x, w, stride=2, dilation=2, **SAME),
    "same-transposed": lambda x, w: transposed(x, w, stride=2, **SAME),
    "same-transposed-gaps": lambda x, w: transposed(x, w, stride=2, **SAME),
    "transposed-kernel": lambda x, w: transposed(x, w, stride=2),
    "transposed-dilation": lambda x, w: transposed(x, w, dilation=2),
    "transposed-groups": lambda x, w: transposed(x, w.reshape(4, 1, 1, 1), groups=2),
    "transposed-output-padding": lambda x, w: transposed(
        x, w, stride=2, padding=1, output_padding=1
    ),
    "transposed-stride-over-kernel": lambda x, w: transposed(x, w, stride=3),
    "padding-order": lambda x, w: conv(x, w, padding=(0, 1, 0, 0)),
    "no-fit-pool": lambda x: largest(x, 3, 3),
    "no-fit-stride-1": lambda x: largest(x, 3),
    "no-fit-conv": conv,
    "padding-whole-window": lambda x: largest(x, (1, 2), 2, (0, 2)),
    "padding-over-half": lambda x: largest(x, (1, 3), 1, (0, 2)),
    "conv-circular": lambda x, w: conv(x, w, padding=1, padding_mode="CIRCULAR"),
    "conv-reflect": lambda x, w: conv(x, w, padding=1, padding_mode="REFLECT"),
    "conv-replicate": lambda x, w: conv(x, w, padding=1, padding_mode="REPLICATE"),
    "conv-asymmetric": lambda x, w: conv(x, w, **AT_THE_END),
    "conv-flipped": lambda x, w: conv(x, w, padding=1),
    "conv-groups-order": lambda x, w: conv(x, w, groups=2),
    "conv-empty-batch": conv,
    "conv-default-padding": conv,
    "conv-parameters": lambda: parameters(nn.Conv2d(2, 4, 3, key=KEY)),
    "flatten-order": lambda x: x.reshape(len(x), -1),
    "max-whole-image": lambda x: largest(x, 2),
    "average-whole-image": lambda x: average(x, 2),
    "max-negative": lambda x: largest(x, (1, 2), **ONE_EACH),
    "max-negative-square": lambda x: largest(x, 3, padding=1),
    "max-zeros-by-hand": lambda x: largest(jnp.pad(x, ((0, 0), (0, 0), (0, 0), (1, 1))), (1, 2)),
    "max-minus-infinity": lambda x: largest(x, 1),
    "max-integers": lambda x: largest(x, 3, padding=1),
    "max-integers-plain": lambda x: largest(x, 2, 2),
    "max-nan": lambda x: largest(x, (1, 2)),
    "max-nan-last": lambda x: largest(x, (1, 3)),
    "max-nan-global": lambda x: adaptive(x, nn.AdaptiveMaxPool2d, 1),
    "max-defaults-stride": lambda x: largest(x, 2),
    "average-defaults-stride": lambda x: average(x, 2),
    "average-default": lambda x: average(x, (1, 3), **ONE_EACH),
    "average-counted": lambda x: average(x, (1, 3), **ONE_EACH),
    "average-one-side": lambda x: average(x, (1, 2), padding=((0, 0), (0, 1))),
    "average-2d-default": lambda x: average(x, 3, padding=1),
    "average-unequal-counted": lambda x: average(x, 2, **AT_THE_END),
    "average-half": lambda x: adaptive(x, nn.AdaptiveAvgPool2d, 1),
    "average-bfloat16": lambda x: average(x.astype(jnp.bfloat16), 32),
    "average-nan": lambda x: average(x, 2),
    "average-integers": lambda x: average(x, 2),
    "ceil-max": lambda x: largest(x, (1, 2), (1, 2), **ONE_EACH, **CEIL),
    "ceil-max-square": lambda x: largest(x, 2, 2, 1, **CEIL),
    "ceil-max-one": lambda x: largest(x, 1, 2, **CEIL),
    "ceil-max-over": lambda x: largest(x, 3, 2, **CEIL),
    "ceil-clipped": lambda x: average(x, (1, 3), (1, 2), **ONE_EACH, **CEIL),
    "average-ceil": lambda x: average(x, 3, 2, **CEIL),
    "average-ceil-counted": lambda x: average(x, 3, 2, **CEIL),
    "average-ceil-padded": lambda x: average(x, 3, 2, 1, **CEIL),
    "adaptive-cells": lambda x: adaptive(x, nn.AdaptiveAvgPool2d, (1, 3)),
    "adaptive-four-to-three": lambda x: adaptive(x, nn.AdaptiveAvgPool2d, (1, 3)),
    "adaptive-seven-to-five": lambda x: adaptive(x, nn.AdaptiveAvgPool2d, (1, 5)),
    "adaptive-enlarge": lambda x: adaptive(x, nn.AdaptiveAvgPool2d, (1, 3)),
    "adaptive-square": lambda x: adaptive(x, nn.AdaptiveAvgPool2d, 3),
    "adaptive-max": lambda x: adaptive(x, nn.AdaptiveMaxPool2d, 3),
    "max-tie-gradient": gradient(lambda x: largest(x, 2)),
    "average-gradient-corner": lambda x: gradient(lambda x: average(x, 3, padding=1))(x)[
        0, 0, 0, 0
    ],
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.9, mode="batch"),
    "batch-norm-evaluated": lambda x: after(x, momentum=0.9, mode="batch"),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: batch_norm(x)[0],
    "batch-norm-four": kept,
    "batch-norm-fresh": lambda x: batch_norm(x)[0],
    "batch-norm-large": lambda x: batch_norm(x)[0],
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": lambda x: nn.LayerNorm(x.shape)(x),
    "layer-norm-large": lambda x: nn.LayerNorm(x.shape)(x),
    "layer-norm-epsilon": lambda: np.array(nn.LayerNorm(1).eps),
    "group-norm-large": lambda x: each(nn.GroupNorm(1, 1))(x),
    "group-norm-order": lambda x: each(nn.GroupNorm(2, 4))(x),
    "group-norm-epsilon": lambda x: each(nn.GroupNorm(1, 2, eps=1))(x),
    "dropout-one": lambda x: nn.Dropout(1.0)(x, key=KEY),
    "dropout-share": lambda x: nn.Dropout(0.25)(x, key=KEY).max(),
    "prelu-default": lambda x: nn.PReLU()(x),
    "prelu-axis": lambda x, slope: each(nn.PReLU(slope))(x),
    "softmax-default-axis": jax.nn.softmax,
    "linear-weight": lambda: nn.Linear(2, 4, key=KEY).weight.shape,
    "linear-axes": lambda x: each(nn.Linear(3, 4, key=KEY))(x).shape,
    "conv-weight": lambda: nn.Conv2d(2, 4, 3, key=KEY).weight.shape,
    "depthwise-weight": lambda: nn.Conv2d(4, 4, 3, groups=4, key=KEY).weight.shape,
    "transposed-weight": lambda: nn.ConvTranspose2d(2, 4, 3, key=KEY).weight.shape,
}

PROGRAM = Program(
    "Equinox",
    eqx.__version__,
    "framework",
    f"equinox.nn with JAX {jax.__version__}, on the CPU",
    cases=jax_functions.CASES | {name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
