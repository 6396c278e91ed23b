"""Networks from Keras' JSON: `read_keras`."""

from cnnlib.description.keras.reading import is_keras, read_keras

__all__ = ["is_keras", "read_keras"]
