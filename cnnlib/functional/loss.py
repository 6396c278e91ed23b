"""The loss of a classifier, of images or of pixels: how far its scores are from the labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib.functional._arrays import ieee_arithmetic, require_finite, require_floats
from cnnlib.functional.softmax import softmax

__all__ = ["cross_entropy", "cross_entropy_backward"]


@ieee_arithmetic
def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean of −log(probability of the right class), probabilities by softmax.

    Parameters
    ----------
    logits : (N, classes) or (N, classes, H, W) ndarray of float32 or float64
        Scores before the softmax, of an image or of each pixel.
    labels : (N,) or (N, H, W) ndarray of whole numbers
        The right class of each, from 0 to classes − 1.

    Returns
    -------
    float
        In nats: 0 for certainty in the right class, log(classes) for a blind guess.

    Raises
    ------
    TypeError, ValueError
        If the scores have another shape or are not finite, or if the labels are no whole
        numbers, too many, too few, or name no class.

    References
    ----------
    C. Bishop, Pattern recognition and machine learning, 2006, section 4.3.4.

    Examples
    --------
    >>> round(cross_entropy(np.zeros((3, 10)), np.array([0, 5, 9])), 4)  # log(10)
    2.3026
    >>> round(cross_entropy(np.zeros((1, 2, 8, 8)), np.zeros((1, 8, 8), int)), 4)  # log(2)
    0.6931
    """
    right = _right_places(logits, labels)
    shifted = logits - logits.max(axis=1, keepdims=True).astype(np.float64)
    return float((np.log(np.exp(shifted).sum(axis=1)) - shifted[right]).mean())


@ieee_arithmetic
def cross_entropy_backward(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the gradient with respect to the logits: (softmax − one-hot labels) / their number.

    Parameters
    ----------
    logits : (N, classes) or (N, classes, H, W) ndarray of float32 or float64
    labels : (N,) or (N, H, W) ndarray of whole numbers

    Returns
    -------
    ndarray
        Shaped like the logits.

    Examples
    --------
    >>> cross_entropy_backward(np.zeros((1, 4)), np.array([2]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    right = _right_places(logits, labels)
    grad = softmax(logits, axis=1)
    grad[right] -= 1
    grad /= labels.size
    return grad


def _right_places(logits: Any, labels: Any) -> tuple[np.ndarray, ...]:
    """Return where the right scores stand, having checked both; an index of the logits."""
    if require_floats(logits, "logits").ndim not in (2, 4):
        raise ValueError(
            f"logits must have shape (N, classes) or (N, classes, H, W), got {logits.shape}"
        )
    require_finite(logits, "logits")
    labels = require_labels(labels, logits.shape).astype(np.intp, copy=False)
    image, *pixel = np.indices(labels.shape, sparse=True)
    return image, labels, *pixel


def require_labels(labels: Any, shape: tuple[int | None, ...], name: str = "labels") -> np.ndarray:
    """Refuse all but a whole number for each score of such a shape, below the classes if known."""
    if not isinstance(labels, np.ndarray) or labels.dtype.kind not in "iu":
        if isinstance(labels, np.ndarray):
            kind, way = labels.dtype, f"{name}.astype(int)"
        else:
            kind, way = type(labels).__name__, f"np.array({name})"
        raise TypeError(f"{name} must be a NumPy array of whole numbers, got {kind}: {way}")
    count, classes, *plane = shape
    if labels.shape != (expected := (count, *plane)):
        hint = ""
        if labels.shape == (count, 1, *plane):
            hint = f"; take {name}[:, 0]"
        elif labels.ndim == len(shape) and labels.shape[:1] + labels.shape[2:] == expected:
            hint = f"; one-hot ones become such by {name}.argmax(axis=1)"
        raise ValueError(
            f"{name} must have shape {expected}, one {'a pixel' if plane else 'an input'}, "
            f"got {labels.shape}{hint}"
        )
    if classes is not None and not 0 <= labels.min() <= labels.max() < classes:
        label = labels.min() if labels.min() < 0 else labels.max()
        raise ValueError(f"{name} must lie between 0 and {classes - 1}, got {label}")
    return labels
