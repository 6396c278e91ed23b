#!/usr/bin/env bash
# JAX → ONNX by jax2onnx: three operations answer something else in the file. jax.image.resize(method="nearest") takes
# other pixels unless it enlarges by a whole factor: 1 2 3 4 halved is 2 4 in JAX and 1 3 in the file, made 6 wide it is
# 1 2 2 3 4 4 and 1 1 2 3 3 4. method="cubic" differs at the border (1.412 and 1.438). jax.lax.round, which rounds
# halves away from 0 by default, rounds them to even. lax.dynamic_slice moves a start that lies too far back into
# the array, and the file cuts the slice off: 2 3 4 becomes 4, in another shape than the file declares. No error, no
# warning.
#
# Known of it when this was written: nothing was found in jax2onnx's threads.
# What to write instead: lax.round(x, lax.RoundingMethod.TO_NEAREST_EVEN) or jnp.round, which agree; jnp.take with the
# rows and columns for a nearest resize; jnp.clip on the start of a slice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    jax2onnx==0.17.1 jax==0.10.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import importlib.metadata
import logging
import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
import onnxruntime
from jax import lax
from jax2onnx import to_onnx

logging.disable()
onnxruntime.set_default_logger_severity(4)
tools = "jax2onnx", "jax", "onnxruntime"
print(*(f"{tool} {importlib.metadata.version(tool)}" for tool in tools))


def shown(numbers):
    return " ".join(f"{number + 0:.4g}" for number in np.asarray(numbers).ravel())


def asked(name, function, row):
    array = np.float32([row])
    file = to_onnx(function, [jax.ShapeDtypeStruct(array.shape, jnp.float32)])
    session = onnxruntime.InferenceSession(file.SerializeToString())
    answer = session.run(None, {session.get_inputs()[0].name: array})[0]
    declared = " x ".join(str(size.dim_value) for size in file.graph.output[0].type.tensor_type.shape.dim)
    shape = " x ".join(map(str, answer.shape))
    note = "" if shape == declared else f" ({shape}, declared {declared})"
    print(f"{name} of {shown(array)}: JAX {shown(function(jnp.asarray(array)))}; the file {shown(answer)}{note}")


for width in (2, 3, 6, 8):
    asked(f"nearest to {width}", lambda x, w=width: jax.image.resize(x, (1, w), "nearest"), [1, 2, 3, 4])
asked("cubic to 2", lambda x: jax.image.resize(x, (1, 2), "cubic", antialias=False), [1, 2, 3, 4])
asked("linear to 2", lambda x: jax.image.resize(x, (1, 2), "linear", antialias=False), [1, 2, 3, 4])
asked("lax.round", lax.round, [0.5, 1.5, 2.5, -0.5])
asked("jnp.round", jnp.round, [0.5, 1.5, 2.5, -0.5])
asked("dynamic_slice of 3 from 3", lambda x: lax.dynamic_slice(x, (0, 3), (1, 3)), [1, 2, 3, 4])
asked("dynamic_slice of 3 from 1", lambda x: lax.dynamic_slice(x, (0, 1), (1, 3)), [1, 2, 3, 4])
PYTHON

cat > "$folder/seen" <<'SEEN'
jax2onnx 0.17.1 jax 0.10.2 onnxruntime 1.32.0
nearest to 2 of 1 2 3 4: JAX 2 4; the file 1 3
nearest to 3 of 1 2 3 4: JAX 1 3 4; the file 1 2 4
nearest to 6 of 1 2 3 4: JAX 1 2 2 3 4 4; the file 1 1 2 3 3 4
nearest to 8 of 1 2 3 4: JAX 1 1 2 2 3 3 4 4; the file 1 1 2 2 3 3 4 4
cubic to 2 of 1 2 3 4: JAX 1.412 3.588; the file 1.438 3.562
linear to 2 of 1 2 3 4: JAX 1.5 3.5; the file 1.5 3.5
lax.round of 0.5 1.5 2.5 -0.5: JAX 1 2 3 -1; the file 0 2 2 0
jnp.round of 0.5 1.5 2.5 -0.5: JAX 0 2 2 0; the file 0 2 2 0
dynamic_slice of 3 from 3 of 1 2 3 4: JAX 2 3 4; the file 4 (1 x 1, declared 1 x 3)
dynamic_slice of 3 from 1 of 1 2 3 4: JAX 2 3 4; the file 2 3 4
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
