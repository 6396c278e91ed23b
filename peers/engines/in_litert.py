# /// script
# requires-python = ">=3.11"
# dependencies = ["ai-edge-litert==2.3.0", "numpy"]
# ///
"""The cases in LiteRT, which reads what TensorFlow converted."""

from importlib.metadata import version

from ai_edge_litert.interpreter import Interpreter
from asking import Program


def run(path, x):
    interpreter = Interpreter(str(path), num_threads=1)
    index = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(index, x.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(index, x)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


PROGRAM = Program(
    "LiteRT",
    version("ai-edge-litert"),
    "engine",
    "functions that TensorFlow converted, on the CPU with XNNPACK, its default",
    reads="tflite",
    run=run,
    layers_of="tensorflow",
)

if __name__ == "__main__":
    PROGRAM.main()
