# /// script
# requires-python = ">=3.11"
# dependencies = ["keras==3.15.1", "jax==0.10.2", "numpy"]
# ///
"""The cases in Keras on JAX."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import jax
from keras_layers import program

PROGRAM = program("JAX", jax.__version__)

if __name__ == "__main__":
    PROGRAM.main()
