"""What the documentation of Keras, TensorFlow and LiteRT says of the differences."""

from __future__ import annotations

__all__ = ["BY_KERAS"]

BY_KERAS: dict[str, dict[str, str]] = {
    "same": {
        "keras": "The page of every layer says that “same” pads evenly at both ends. Where the "
        "number is odd it does not: the extra pixel goes to the end.",
        "tensorflow": "The notes on padding have the formula, and the extra pixel at the bottom "
        "and the right. Kept.",
    },
    "same-pooling": {
        "keras-torch": "“same” pads evenly at both ends, it says. Where it cannot, an average "
        "counts copies of the border.",
    },
    "same-dilation": {
        "keras": "A stride above 1 does not go with a dilation above 1, says Conv2D. Refused.",
    },
    "transposed-size": {
        "keras": "output_padding stays below the stride; without it the size is inferred. That "
        "VALID makes at least in · stride, it does not say.",
        "tensorflow": "The size is an argument, beside the padding. A size that the padding does "
        "not lead to is refused.",
    },
    "max-stride": {"keras": "The size of the window by default, as it says."},
    "max-index": {
        "tensorflow": "Counts through height, width and channel, and through the images only with "
        "include_batch_in_index=True. Kept.",
    },
    "batch-norm": {
        "keras": "momentum is 0.99, the share that stays, and epsilon 0.001, as it says.",
    },
    "epsilon": {"keras": "0.001 for batches, layers and groups, as it says."},
    "lrn": {
        "tensorflow": "Its formula takes alpha times the whole sum, and depth_radius at either "
        "side. Kept.",
    },
    "leaky-slope": {
        "keras": "0.3 for the layer and 0.2 for the function: each page says its own.",
        "tensorflow": "alpha is 0.2, as it says.",
    },
    "gelu": {
        "keras": "approximate is False for the activation and True for keras.ops.gelu: each page "
        "says its own.",
        "tensorflow": "approximate is False by default, as it says.",
    },
    "hard-sigmoid": {"keras": "x / 6 + 0.5 from −3 to 3, as it says."},
    "softmax-axis": {
        "keras": "The last axis by default, as it says: of an image the channels.",
        "tensorflow": "The last axis by default, as it says.",
    },
    "bilinear": {
        "tensorflow": "antialias makes the filter wider where an image shrinks, it says; of the "
        "border it says nothing.",
    },
    "bicubic": {"tensorflow": "The interpolant of Keys, it says: a = −0.5. Kept."},
    "depth-to-space": {
        "tensorflow": "An example shows the order: neighboring channels belong to the same pixel. "
        "Kept.",
    },
    "dividing-negatives": {
        "tensorflow": "divide is Python's /, and floordiv rounds toward the most negative, as it "
        "says.",
    },
    "rounding-half": {"tensorflow": "To the even neighbor, as it says."},
    "argmax": {
        "tensorflow": "The smallest index among equals, as it says; of NaN it says nothing."
    },
    "dropout-all": {
        "keras": "The rate is between 0 and 1; at 1 nothing is left.",
        "tensorflow": "The rate is below 1, it says, and 1 is refused.",
    },
}
