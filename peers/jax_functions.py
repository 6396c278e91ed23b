"""What Flax and Equinox leave to JAX: a network of theirs calls these functions."""

import jax
import jax.numpy as jnp


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""
    return jax.grad(lambda *inputs: function(*inputs).sum())


CASES = {
    "padding-function": lambda x: jnp.pad(x, (0, 1, 0, 0)),
    "relu-gradient-zero": gradient(jax.nn.relu),
    "relu6-gradient-bound": gradient(jax.nn.relu6),
    "clip-gradient-bound": gradient(lambda x: jnp.clip(x, 0, 6)),
    "abs-gradient-zero": gradient(jnp.abs),
    "maximum-gradient-tie": gradient(jnp.maximum),
}
