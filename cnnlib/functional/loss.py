"""The loss of a classifier: one number for how far its scores are from the labels."""

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
    logits : (N, classes) ndarray of float32 or float64
        Scores before the softmax.
    labels : (N,) ndarray of whole numbers
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
    """
    labels = require_labels(labels, _require_scores(logits))
    shifted = logits - logits.max(axis=1, keepdims=True).astype(np.float64)
    right = shifted[np.arange(len(labels)), labels]
    return float((np.log(np.exp(shifted).sum(axis=1)) - right).mean())


@ieee_arithmetic
def cross_entropy_backward(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the gradient with respect to the logits: (softmax − one-hot labels) / N.

    Parameters
    ----------
    logits : (N, classes) ndarray of float32 or float64
    labels : (N,) ndarray of whole numbers

    Returns
    -------
    (N, classes) ndarray

    Examples
    --------
    >>> cross_entropy_backward(np.zeros((1, 4)), np.array([2]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    labels = require_labels(labels, _require_scores(logits))
    grad: np.ndarray = softmax(logits, axis=1)
    grad[np.arange(len(labels)), labels] -= 1
    grad /= len(labels)
    return grad


def require_labels(labels: Any, shape: tuple[int, int | None], name: str = "labels") -> np.ndarray:
    """Refuse all but one whole number for each of N, below the number of classes if known."""
    if not isinstance(labels, np.ndarray) or labels.dtype.kind not in "iu":
        if isinstance(labels, np.ndarray):
            kind, way = labels.dtype, f"{name}.astype(int)"
        else:
            kind, way = type(labels).__name__, f"np.array({name})"
        raise TypeError(f"{name} must be a NumPy array of whole numbers, got {kind}: {way}")
    count, classes = shape
    if labels.shape != (count,):
        hint = ""
        if labels.shape == (count, 1):
            hint = f"; take {name}[:, 0]"
        elif labels.ndim == 2 and len(labels) == count:
            hint = f"; one-hot ones become such by {name}.argmax(axis=1)"
        raise ValueError(
            f"{name} must have shape ({count},), one an input, got {labels.shape}{hint}"
        )
    if classes is not None and not 0 <= labels.min() <= labels.max() < classes:
        label = labels.min() if labels.min() < 0 else labels.max()
        raise ValueError(f"{name} must lie between 0 and {classes - 1}, got {label}")
    return labels


def _require_scores(logits: Any) -> tuple[int, int]:
    if require_floats(logits, "logits").ndim != 2:
        raise ValueError(f"logits must have shape (N, classes), got {logits.shape}")
    return require_finite(logits, "logits").shape
