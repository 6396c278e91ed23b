"""Short ways to wire layers that are wired so again and again."""

from __future__ import annotations

from collections.abc import Iterable

from cnnlib.layers.attributes import Setting
from cnnlib.layers.base import Layer
from cnnlib.layers.graph import INPUT, Entry, Graph, require_part
from cnnlib.layers.joins import Add
from cnnlib.layers.wired import Wired

__all__ = ["Branches", "Residual", "Sequential"]

_ADD = Add()  # It has nothing of its own: one serves all residual blocks.


class Sequential(Graph):
    """Layers one after another.

    Parameters
    ----------
    *layers : Layer or (str, Layer)
        A layer without a name is called by its place: ``"0"``, ``"1"``, …

    Examples
    --------
    >>> from cnnlib import Linear, ReLU
    >>> net = Sequential(Linear(2, 4), ("activation", ReLU()))
    >>> net
    Sequential(
      (0): Linear(in_features=2, out_features=4, dtype=float32)
      (activation): ReLU()
    )
    >>> net.output_shape((1, 2)), net["activation"]
    ((1, 4), ReLU())
    """

    _forms = "layers or (name, layer)"
    _names_inputs = False

    def _of(self, parts: list[Entry]) -> Graph:
        return Sequential(*((name, part) for name, part, _ in parts))


class Residual(Wired):
    """A body of layers with a way around it: body(x) + shortcut(x).

    Parameters
    ----------
    body : Layer
    shortcut : Layer, optional
        What the input passes on its way around; nothing where left out.

    References
    ----------
    K. He et al., Deep residual learning for image recognition, CVPR 2016.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import ReLU
    >>> Residual(ReLU())(np.array([-1.0, 2.0]))
    array([-1.,  4.])
    """

    body = Setting(require_part)
    shortcut = Setting(lambda value, name: None if value is None else require_part(value, name))

    def __init__(self, body: Layer, shortcut: Layer | None = None) -> None:
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def wiring(self) -> Iterable[tuple[str, Layer, tuple[str, ...]]]:
        """Return body, shortcut and sum, and what they read."""
        body = ("body", self.body, ("",))
        if self.shortcut is None:
            return body, ("add", _ADD, ("body", ""))
        return body, ("shortcut", self.shortcut, ("",)), ("add", _ADD, ("body", "shortcut"))


def Branches(join: Layer, *branches: Layer | tuple[str, Layer]) -> Graph:  # noqa: N802
    """Make a graph whose branches all read its input, and are joined.

    Parameters
    ----------
    join : Layer
        Such as `Concat` or `Add`; in the graph its name is that of its class, in small letters.
    *branches : Layer or (str, Layer)
        A branch without a name is called by its place.

    Returns
    -------
    Graph

    References
    ----------
    The example is the expansion in a Fire module: F. Iandola et al., SqueezeNet, 2016.

    Examples
    --------
    >>> from cnnlib import Concat, Conv2D, count
    >>> expand = Branches(Concat(), Conv2D(16, 64, 1), Conv2D(16, 64, 3, padding=1))
    >>> expand.output_shape((1, 16, 55, 55))
    (1, 128, 55, 55)
    >>> [row.name for row in count(expand, (1, 16, 55, 55)).rows]
    ['0', '1', 'concat']
    """
    require_part(join, "join")
    named = [
        branch if isinstance(branch, tuple) else (str(place), branch)
        for place, branch in enumerate(branches)
    ]
    name = type(join).__name__.lower()
    return Graph(*((*branch, INPUT) for branch in named), (name, join, *(n for n, _ in named)))
