# /// script
# requires-python = ">=3.11"
# dependencies = ["keras==3.15.1", "tensorflow-cpu==2.21.0", "tf2onnx==1.17.0", "numpy"]
# ///
"""The cases in Keras on TensorFlow, which exports its layers to ONNX and for LiteRT."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import tensorflow
from keras_layers import FUNCTIONS, LAYERS, last, network, program

FORMATS = {"onnx": "onnx", "tflite": "litert"}
NOT_EXPORTED = {"any-size-average", "any-size-max", "conv-empty-batch"}
"""A file for no image at all is nobody's. Of one channel and any size tf2onnx 1.17.0 makes, by
the chance of a hash, other axes: convolutions come out right with hashes fixed, pools do not."""


def export(name, *inputs, folder):
    """Write a layer in both formats; say which one fails."""
    model = network(name, *inputs)
    model(last(inputs[0]))  # Keras exports what has been called.
    failures = []
    for kind, form in FORMATS.items():
        path = folder / "keras" / kind / f"{name}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            model.export(path, format=form, verbose=False)
        except Exception as error:
            failures.append(f"{kind}: {' '.join(f'{error}'.split())}")
    if failures:
        raise ValueError("; ".join(failures))


PROGRAM = program(
    "TensorFlow",
    tensorflow.__version__,
    exports=dict.fromkeys({*LAYERS, *FUNCTIONS} - NOT_EXPORTED, export),
)

if __name__ == "__main__":
    PROGRAM.main()
