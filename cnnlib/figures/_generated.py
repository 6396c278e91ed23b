"""Pictures that code makes, so that every answer about them is known: a scene, animals, shapes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Scene", "silhouette", "still_life", "toy_shapes"]

Point = tuple[float, float]
"""x to the right and y down."""


class Scene(NamedTuple):
    """A picture and what is to be known about it."""

    image: np.ndarray
    """(H, W, 3): red, green and blue from 0 to 1."""
    instances: np.ndarray
    """(H, W) whole numbers: 0 for the background, i + 1 where object i is seen."""
    whole: np.ndarray
    """(N, H, W) booleans: each object with the parts that others hide."""
    classes: tuple[str, ...]
    """The class of each object."""


def still_life(without: Collection[int] = ()) -> Scene:
    """Draw a bottle, a cube and two cups on a table, 96 × 128 pixels.

    Parameters
    ----------
    without : collection of int
        Objects to leave out of picture and instances, by their place in `classes`.

    Returns
    -------
    Scene

    Examples
    --------
    >>> scene = still_life()
    >>> scene.classes, int(scene.instances.max())
    (('bottle', 'cube', 'cup', 'cup'), 4)
    """
    y, x = np.mgrid[:96, :128].astype(float)
    image = np.where((y < 58)[..., None], (0.93, 0.91, 0.86), (0.74, 0.64, 0.52))
    faces = _cube_faces(y, x)
    cube_light = 0.75 * faces[0] + 1.0 * faces[1] + 0.5 * faces[2]
    # From back to front; the bottle and the cups are round, so they darken to the right.
    objects = (
        ("bottle", _bottle(y, x), (0.30, 0.62, 0.42), 0.9 - (x - 30) / 40),
        ("cube", np.any(faces, axis=0), (0.95, 0.80, 0.35), cube_light),
        ("cup", _cup(y, x, (86, 76), -1), (0.93, 0.46, 0.38), 0.9 - (x - 83) / 45),
        ("cup", _cup(y, x, (104, 88), 1), (0.36, 0.58, 0.90), 0.9 - (x - 101) / 45),
    )
    instances = np.zeros(x.shape, int)
    for number, (_, mask, color, light) in enumerate(objects):
        if number not in without:
            # Few steps of brightness: enough to look round.
            shade = np.rint(16 * light[..., None]) / 16
            image = np.where(mask[..., None], np.array(color) * shade, image)
            instances[mask] = number + 1
    whole = np.stack([mask for _, mask, _, _ in objects])
    return Scene(np.clip(image, 0, 1), instances, whole, tuple(name for name, *_ in objects))


def silhouette(kind: str, height: int) -> np.ndarray:
    """Draw a cat or a dog from the side, `height` pixels tall.

    Parameters
    ----------
    kind : "cat" or "dog"
    height : int

    Returns
    -------
    (height, 1.5 · height) ndarray of bool
    """
    y, x = (np.mgrid[:height, : round(1.5 * height)] + 0.5) / height
    drawn = _ellipse(y, x, (0.8, 0.52), (0.46, 0.19)) | _ellipse(y, x, (0.27, 0.3), (0.2, 0.19))
    drawn |= _inside(y, x, (0.3, 0.25), (0.75, 0.35), (0.6, 0.68), (0.36, 0.6))
    for foot in (0.46, 0.6, 1.0, 1.16):
        drawn |= _stroke(y, x, (foot, 0.5), (foot, 0.95), 0.05)
    if kind == "cat":
        drawn |= _inside(y, x, (0.09, 0.0), (0.25, 0.14), (0.08, 0.28))
        drawn |= _inside(y, x, (0.27, 0.14), (0.45, 0.0), (0.45, 0.28))
        return drawn | _stroke(y, x, (1.2, 0.5), (1.42, 0.05), 0.045)
    drawn |= _ellipse(y, x, (0.12, 0.37), (0.12, 0.1)) | _ellipse(y, x, (0.44, 0.36), (0.08, 0.22))
    drawn |= _ellipse(y, x, (0.27, 0.15), (0.16, 0.15))
    return drawn | _stroke(y, x, (1.22, 0.45), (1.44, 0.3), 0.05)


def toy_shapes(
    kinds: Sequence[str],
    count: int,
    seed: int,
    size: int = 16,
    noise: float = 0.05,
    bright: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw small noisy pictures of one shape each, at a random place and size.

    Parameters
    ----------
    kinds : sequence of str
        Of "square", "diamond", "disk", "ring", and the bars "vertical", "horizontal", "rising"
        and "falling". The pictures take turns.
    count : int
    seed : int
    size : int
        Height and width.
    noise : float
        Standard deviation of the noise on each pixel.
    bright : bool
        Draw 1 on 0. Otherwise two random gray values, at least 0.3 apart, and either may be
        the shape's.

    Returns
    -------
    images : (count, size, size) ndarray
    labels : (count,) ndarray of int
        The place of the picture's shape in `kinds`.
    """
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % len(kinds)
    grid = np.mgrid[:size, :size] - (size - 1) / 2
    images = np.empty((count, size, size))
    for image, label in zip(images, labels, strict=True):
        place, scale = generator.uniform(-3, 3, 2), generator.uniform(3.5, 5.5)
        ground, gap = generator.uniform(0, 0.7), generator.uniform(0.3, 0.7)
        ground, shape = (ground, min(ground + gap, 1.0))[:: generator.choice((-1, 1))]
        if bright:
            ground, shape = 0.0, 1.0
        y, x = grid - place[:, None, None]
        image[:] = ground + (shape - ground) * _coverage(kinds[int(label)], y, x, scale)
    return images + generator.normal(0, noise, images.shape), labels


def _coverage(kind: str, y: np.ndarray, x: np.ndarray, scale: float) -> np.ndarray:
    """Return how much of each pixel a shape around the origin covers, from 0 to 1."""
    bars = {"vertical": x, "horizontal": y, "rising": (x + y) / 2**0.5, "falling": (x - y) / 2**0.5}
    if kind in bars:
        return np.clip(scale / 3 - np.abs(bars[kind]) + 0.5, 0, 1)
    if kind == "ring":
        return np.clip(scale / 3 - np.abs(np.hypot(x, y) - scale) + 0.5, 0, 1)
    distance = {
        "square": np.maximum(np.abs(x), np.abs(y)),
        "diamond": (np.abs(x) + np.abs(y)) / 2**0.5,
        "disk": np.hypot(x, y),
    }[kind]
    return np.clip(scale - distance + 0.5, 0, 1)


def _bottle(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    body = _inside(y, x, (23, 44), (45, 44), (45, 82), (23, 82))
    shoulder = _inside(y, x, (30, 30), (38, 30), (45, 44.5), (23, 44.5))
    neck = _inside(y, x, (30, 15), (38, 15), (38, 31), (30, 31))
    return body | shoulder | neck | _inside(y, x, (28.5, 10), (39.5, 10), (39.5, 15), (28.5, 15))


def _cup(y: np.ndarray, x: np.ndarray, base: Point, side: int) -> np.ndarray:
    """Draw a cup on `base`, its handle on the left (side −1) or on the right (side 1)."""
    across, up = x - base[0], base[1] - y
    body = _inside(up, across, (-9, 0), (9, 0), (12.5, 31), (-12.5, 31))
    ring = np.hypot(across - 12 * side, up - 17)
    return body | ((ring < 9) & (ring > 5) & (across * side > 8))


def _cube_faces(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    front = _inside(y, x, (38, 62), (62, 62), (62, 88), (38, 88))
    top = _inside(y, x, (38, 62), (47, 53), (70, 53), (62, 62))
    right = _inside(y, x, (62, 62), (70, 53), (70, 78), (62, 88)) & ~front
    return np.stack([front & ~top, top, right & ~top])


def _inside(y: np.ndarray, x: np.ndarray, *corners: Point) -> np.ndarray:
    """Tell which points lie in a convex polygon whose corners go round in either sense."""
    turns = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        turns.append((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0))
    return (np.min(turns, axis=0) >= 0) | (np.max(turns, axis=0) <= 0)


def _ellipse(y: np.ndarray, x: np.ndarray, center: Point, radii: Point) -> np.ndarray:
    return ((x - center[0]) / radii[0]) ** 2 + ((y - center[1]) / radii[1]) ** 2 < 1


def _stroke(y: np.ndarray, x: np.ndarray, start: Point, end: Point, radius: float) -> np.ndarray:
    """Draw a thick line with round ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy), 0, 1)
    return np.hypot(x - start[0] - along * dx, y - start[1] - along * dy) < radius
