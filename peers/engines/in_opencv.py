# /// script
# requires-python = ">=3.11"
# dependencies = ["opencv-python-headless==5.0.0.93", "numpy"]
# ///
"""The cases in OpenCV's module dnn, which reads ONNX."""

import re
from importlib.metadata import version

import cv2
from asking import Program

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

# Of these the numbers are others each time.
UNSTABLE = {
    "bilinear-aligned",
    "bilinear-aligned-scale",
    "bilinear-default",
    "bilinear-scale-large",
}
LEFT_OUT = {"no-fit-conv", *UNSTABLE} | {
    f"{source}/{name}" for source in ("keras", "paddle", "pytorch") for name in UNSTABLE
}


def run(path, x):
    try:
        net = cv2.dnn.readNetFromONNX(str(path))
        net.setInput(x)
        y = net.forward()
    except cv2.error as error:
        # Without the folders in which it was built.
        raise ValueError(re.sub(r"/\S*/", "", str(error))) from error
    if y is None:
        raise ValueError("forward() gives no array")
    return y


PROGRAM = Program(
    "OpenCV dnn",
    version("opencv-python-headless"),
    "engine",
    "ONNX models, on the CPU by its default engine",
    reads="onnx",
    run=run,
    left_out=LEFT_OUT,
)

if __name__ == "__main__":
    PROGRAM.main()
