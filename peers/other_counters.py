"""Add what JAX and TensorFlow say that networks cost to tests/golden/counters.json.

    python peers/other_counters.py

Both have no place beside PyTorch and PaddlePaddle: they need an environment of their own.
"""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import keras
import tensorflow as tf
from other_frameworks import LinenNet, apply_keras
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
from tensorflow.python.profiler.model_analyzer import profile
from tensorflow.python.profiler.option_builder import ProfileOptionBuilder

import cnnlib

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "counters.json"
Shape = tuple[int, ...]


def by_jax(net: cnnlib.Layer, size: Shape) -> int:
    """Return the FLOPs of the network as it is lowered, before XLA rewrites it."""
    module = LinenNet(net)
    x = jax.ShapeDtypeStruct(size, jnp.float32)
    variables = jax.eval_shape(lambda x: module.init(jax.random.key(0), x), x)
    costs = jax.jit(module.apply).lower(variables, x).cost_analysis()
    return int(costs.get("flops", 0))


def by_tensorflow(net: cnnlib.Layer, size: Shape) -> int:
    """Return the float operations of the frozen graph."""
    x = keras.Input(size[1:], batch_size=size[0])
    model = keras.Model(x, apply_keras(net, x))
    function = tf.function(lambda x: model(x, training=False))
    graph = convert_variables_to_constants_v2(
        function.get_concrete_function(tf.TensorSpec(size, tf.float32))
    ).graph
    options = ProfileOptionBuilder(ProfileOptionBuilder.float_operation())
    with contextlib.redirect_stdout(io.StringIO()):
        return int(
            profile(
                graph, tf.compat.v1.RunMetadata(), options=options.with_empty_output().build()
            ).total_float_ops
        )


TOOLS = {"jax": by_jax, "tensorflow": by_tensorflow}


def main() -> None:
    """Ask both of each network that the file has."""
    answers = json.loads(GOLDEN.read_text("utf-8"))
    answers["versions"] |= {"jax": jax.__version__, "tensorflow": tf.__version__}
    for name, said in answers["networks"].items():
        net = getattr(cnnlib, name)()
        for tool, by_tool in TOOLS.items():
            said[tool] = {"flops": by_tool(net, tuple(said["input"]))}
    GOLDEN.write_bytes((json.dumps(answers, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
