"""The same numbers at other places: channels become pixels, change places, or are left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib._checks import axis_of, batch_shape, nchw_shape, whole_number
from cnnlib.functional._arrays import require_floats, require_gradient, require_images
from cnnlib.functional._symbol import traceable

__all__ = [
    "channel_shuffle",
    "channel_shuffle_backward",
    "pixel_shuffle",
    "pixel_shuffle_backward",
    "take_slice",
    "take_slice_backward",
]


@traceable
def pixel_shuffle(x: np.ndarray, factor: int) -> np.ndarray:
    """Make of factor² channels one plane that is `factor` times as high and wide.

    Parameters
    ----------
    x : (N, C · factor², H, W) ndarray of float32 or float64
    factor : int

    Returns
    -------
    (N, C, H · factor, W · factor) ndarray
        Row i and column j of each square come from the channel factor · i + j of its group.

    References
    ----------
    W. Shi et al., Real-time single image and video super-resolution using an efficient sub-pixel
    convolutional neural network, CVPR 2016, equation 4.

    Examples
    --------
    >>> pixel_shuffle(np.arange(8.0).reshape(1, 4, 1, 2), 2)[0, 0]
    array([[0., 2., 1., 3.],
           [4., 6., 5., 7.]])
    """
    shape = pixel_shuffled_shape(require_images(x).shape, factor, "x.shape")
    batch, channels, height, width = shape
    squares = x.reshape(batch, channels, factor, factor, height // factor, width // factor)
    return squares.transpose(0, 1, 4, 2, 5, 3).copy().reshape(shape)


def pixel_shuffle_backward(grad_output: np.ndarray, x: np.ndarray, factor: int) -> np.ndarray:
    """Put each gradient back into the channel that its pixel came from.

    Examples
    --------
    >>> pixel_shuffle_backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), np.zeros((1, 4, 1, 1)), 2)[0]
    array([[[1.]],
    <BLANKLINE>
           [[2.]],
    <BLANKLINE>
           [[3.]],
    <BLANKLINE>
           [[4.]]])
    """
    shape = pixel_shuffled_shape(require_images(x).shape, factor, "x.shape")
    grad = require_gradient(grad_output, shape, x)
    batch, _, height, width = x.shape
    squares = grad.reshape(batch, shape[1], height, factor, width, factor)
    return squares.transpose(0, 1, 3, 5, 2, 4).copy().reshape(x.shape)


@traceable
def channel_shuffle(x: np.ndarray, groups: int) -> np.ndarray:
    """Deal the channels of each group out in turn: the first of each, then the second of each.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    groups : int
        Must divide the channels.

    Returns
    -------
    (N, C, H, W) ndarray

    References
    ----------
    X. Zhang et al., ShuffleNet: an extremely efficient convolutional neural network for mobile
    devices, CVPR 2018, section 3.1.

    Examples
    --------
    >>> channel_shuffle(np.arange(6.0).reshape(1, 6, 1, 1), 2).ravel()
    array([0., 3., 1., 4., 2., 5.])
    """
    shape = channel_shuffled_shape(require_images(x).shape, groups, "x.shape")
    batch, channels, *plane = shape
    dealt = x.reshape(batch, groups, channels // groups, *plane).swapaxes(1, 2)
    return dealt.copy().reshape(shape)


def channel_shuffle_backward(grad_output: np.ndarray, x: np.ndarray, groups: int) -> np.ndarray:
    """Put each gradient back into the channel that its own came from.

    Examples
    --------
    >>> grad, x = np.arange(6.0).reshape(1, 6, 1, 1), np.zeros((1, 6, 1, 1))
    >>> channel_shuffle_backward(grad, x, 2).ravel()
    array([0., 2., 4., 1., 3., 5.])
    """
    shape = channel_shuffled_shape(require_images(x).shape, groups, "x.shape")
    return channel_shuffle(require_gradient(grad_output, shape, x), shape[1] // groups)


@traceable
def take_slice(x: np.ndarray, start: int = 0, stop: int | None = None, axis: int = 1) -> np.ndarray:
    """Return what lies between two places of an axis, counted as in ``x[:, start:stop]``.

    Parameters
    ----------
    x : ndarray of float32 or float64
    start, stop : int, optional
        Negative ones count from the end; those beyond it stand for the end.
    axis : int
        The channels as a rule.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If nothing lies between them.

    Examples
    --------
    >>> take_slice(np.arange(6.0).reshape(1, 6), 2, -1)
    array([[2., 3., 4.]])
    """
    return x[_places(require_floats(x).shape, start, stop, axis)].copy()


def take_slice_backward(
    grad_output: np.ndarray, x: np.ndarray, start: int = 0, stop: int | None = None, axis: int = 1
) -> np.ndarray:
    """Put the gradient where its numbers came from; all others get none.

    Examples
    --------
    >>> take_slice_backward(np.ones((1, 1)), np.zeros((1, 3)), 1, 2)
    array([[0., 1., 0.]])
    """
    places = _places(require_floats(x).shape, start, stop, axis)
    grad_x = np.zeros(x.shape, x.dtype)
    grad_x[places] = require_gradient(grad_output, grad_x[places].shape, x)
    return grad_x


def _places(shape: tuple[int, ...], start: Any, stop: Any, axis: Any) -> tuple[slice, ...]:
    first, last, along = sliced(shape, start, stop, axis, "x.shape")
    return (*(slice(None),) * along, slice(first, last))


def sliced(
    input_shape: Any, start: Any, stop: Any, axis: Any, name: str = "input_shape"
) -> tuple[int, int, int]:
    """Return the first place, the one behind the last, and the axis, from the front."""
    sizes = batch_shape(input_shape, name)
    along = axis_of(axis, sizes)
    first, last, _ = slice(place(start, "start"), place_or_none(stop, "stop")).indices(sizes[along])
    if last <= first:
        raise ValueError(
            f"start {start} to stop {stop} is empty: axis {along} of shape {sizes} has "
            f"{sizes[along]} places"
        )
    return first, last, along


def place(value: Any, name: str) -> int:
    """Return `value` as an int; whether there is such a place, the input decides."""
    return whole_number(value, name, minimum=None)


def place_or_none(value: Any, name: str) -> int | None:
    """Return `value` as an int, or None for the end."""
    return None if value is None else place(value, name)


def pixel_shuffled_shape(
    input_shape: Any, factor: Any, name: str = "input_shape"
) -> tuple[int, int, int, int]:
    """Return (N, C / factor², H · factor, W · factor)."""
    batch, channels, height, width = nchw_shape(input_shape, name)
    factor = whole_number(factor, "factor")
    if channels % factor**2:
        raise ValueError(
            f"factor {factor} squared, {factor**2}, must divide the channels, got {channels}: "
            f"{tuple(input_shape)}"
        )
    return batch, channels // factor**2, height * factor, width * factor


def channel_shuffled_shape(
    input_shape: Any, groups: Any, name: str = "input_shape"
) -> tuple[int, int, int, int]:
    """Return the shape unchanged."""
    sizes = nchw_shape(input_shape, name)
    groups = whole_number(groups, "groups")
    if sizes[1] % groups:
        raise ValueError(f"groups {groups} must divide the channels, got {sizes[1]}: {sizes}")
    return sizes
