# /// script
# requires-python = ">=3.11"
# dependencies = ["keras==3.15.1", "torch==2.13.0", "numpy"]
# ///
"""The cases in Keras on PyTorch."""

import os

os.environ["KERAS_BACKEND"] = "torch"

import torch
from keras_layers import program

PROGRAM = program("PyTorch", torch.__version__)

if __name__ == "__main__":
    PROGRAM.main()
