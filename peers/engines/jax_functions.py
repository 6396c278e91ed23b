"""What Flax and Equinox leave to JAX: a network of theirs calls these functions."""

import jax
import jax.numpy as jnp
from jax import nn

AROUND = ((0, 0), (0, 0), (-1, -1), (-1, -1))


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""
    return jax.grad(lambda *inputs: function(*inputs).sum())


def given(function):
    """Let a function of JAX's arrays take NumPy's, axes as they are."""
    return lambda *arrays: function(*map(jnp.asarray, arrays))


def resized(*size, method="bilinear", **settings):
    return lambda x: jax.image.resize(x, (*x.shape[:2], *size), method, **settings)


def cast(kind):
    return lambda x: x.astype(kind).astype(jnp.float32)


CASES = {
    "padding-function": lambda x: jnp.pad(x, (0, 1, 0, 0)),
    "pad-negative": lambda x: jnp.pad(x, AROUND),
    "pad-value": lambda x: jnp.pad(x, ((0, 0), (0, 0), (0, 0), (1, 1)), constant_values=5),
    "relu-gradient-zero": gradient(nn.relu),
    "relu6-gradient-bound": gradient(nn.relu6),
    "clip-gradient-bound": gradient(lambda x: jnp.clip(x, 0, 6)),
    "abs-gradient-zero": gradient(jnp.abs),
    "maximum-gradient-tie": gradient(jnp.maximum),
    "leaky-function-default": nn.leaky_relu,
    "gelu-function-default": nn.gelu,
    "gelu-tanh": lambda x: nn.gelu(x, approximate=True),
    "hard-sigmoid": nn.hard_sigmoid,
    "hard-swish": nn.hard_swish,
    "elu-default": nn.elu,
    "selu": nn.selu,
    "celu": lambda x: nn.celu(x, 2),
    "swish": nn.swish,
    "hardtanh-default": nn.hard_tanh,
    "leaky-slope-given": lambda x: nn.leaky_relu(x, 0.2),
    "elu-alpha": lambda x: nn.elu(x, 2),
    "relu-nan": nn.relu,
    "relu6-nan": nn.relu6,
    "clip-nan": lambda x: jnp.clip(x, 0, 6),
    "hard-sigmoid-nan": nn.hard_sigmoid,
    "softmax-nan": nn.softmax,
    "sign-nan": jnp.sign,
    "argmax-nan": lambda x: jnp.argmax(x, -1),
    "argmax-tie": lambda x: jnp.argmax(x, -1),
    "sigmoid-large": nn.sigmoid,
    "softplus-large": nn.softplus,
    "log-softmax-minus-infinity": nn.log_softmax,
    "log-softmax-large": nn.log_softmax,
    "relu-negative-zero": lambda x: jnp.signbit(nn.relu(x)),
    "integer-division": lambda x: x / 2,
    "floor-divide": lambda x: jnp.floor_divide(x, 2),
    "modulo": lambda x: x % 3,
    "round-half": jnp.round,
    "std-default": jnp.std,
    "reduce-l2": lambda x: jnp.linalg.norm(x, axis=-1, keepdims=True),
    "reduce-l1": lambda x: jnp.linalg.norm(x, 1, axis=-1, keepdims=True),
    "nearest-enlarge": resized(1, 5, method="nearest"),
    "bilinear-default": resized(1, 4),
    "bilinear-shrink": resized(2, 2),
    "bilinear-antialias": resized(2, 2, antialias=True),
    "bicubic-default": resized(1, 8, method="bicubic"),
    "bicubic-outside": resized(1, 8, method="bicubic"),
    "bicubic-shrink": resized(2, 2, method="bicubic"),
    "area": resized(2, 2, method="area"),
    "cast-saturate": cast(jnp.int8),
    "float8-saturate": cast(jnp.float8_e4m3fn),
    "float8-e5m2": cast(jnp.float8_e5m2),
    "int4-cast": cast(jnp.int4),
}
CASES = {name: given(case) for name, case in CASES.items()}
