"""What a layer holds: attributes that it knows by name, and the layers among them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import wraps
from typing import Any

import numpy as np

from cnnlib._checks import did_you_mean
from cnnlib.functional._symbol import Symbol

__all__ = ["Holder", "building", "joined"]

_FREEZING = "layer.freeze() keeps a layer as it is, layer.unfreeze() lets it learn again"
_FREEZING_ELSEWHERE = ("frozen", "requires_grad", "stop_gradient", "trainable")
_INNER = ("arrays", "drawn", "parameter_shapes", "statistic_shapes")


def building(init: Callable[..., None]) -> Callable[..., None]:
    """Tell when a layer has been built: from then on its attributes are known."""

    @wraps(init)
    def build(self: Holder, *args: Any, **kwargs: Any) -> None:
        outermost = "_built" not in vars(self)
        vars(self).setdefault("_built", False)
        init(self, *args, **kwargs)
        if outermost:
            self._require_begun()
            vars(self)["_built"] = True

    return build


class Holder:
    """Keeps attributes, and finds the layers in them; no name is set that it does not know."""

    _adding = "a class of one's own names its attributes in __init__"
    _holders: dict[str, None] = {}
    """The names of the attributes that are layers, or that layers may lie in."""
    _has_parts = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, value in vars(cls).items():
            if isinstance(value, Holder):
                raise TypeError(
                    f"{name} of {cls.__name__} is a layer of the class, one for all its objects: "
                    f"set self.{name} in __init__"
                )
        if "__init__" in vars(cls):
            cls.__init__ = building(cls.__init__)  # type: ignore[method-assign]

    def __getattr__(self, name: str) -> Any:
        """Return one's own array, or say what is missing: `super().__init__()`, or the name."""
        if name in _INNER:
            self._require_begun()
        arrays = vars(self).get("arrays", {})
        if name in arrays:
            return arrays[name]
        if any(name in vars(kind) for kind in type(self).__mro__):
            return object.__getattribute__(self, name)  # A property failed: let it say why.
        raise AttributeError(f"{type(self).__name__} has no attribute or layer {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute that the layer has; a name that it does not know is refused."""
        if hasattr(getattr(type(self), name, None), "__set__"):  # It checks by itself.
            holds = isinstance(value, Holder)
        else:
            if not name.startswith("_"):
                self._require_settable(name, value)
            holds = self._may_hold(name, value)
        if holds:
            vars(self).update(_has_parts=True, _holders={**self._holders, name: None})
        object.__setattr__(self, name, value)

    def children(self) -> Iterator[tuple[str, Any]]:
        """Yield the name and the layer of each direct part; a plain layer has none."""
        if not self._holders:
            return iter(())
        held = ((name, vars(self).get(name)) for name in self._holders)
        return (part for name, value in held for part in _layers_in(name, value))

    def named_layers(self) -> Iterator[tuple[str, Any]]:
        """Yield this layer, named ``""``, and every layer in it by its path, each layer once."""
        met = set()
        waiting: list[tuple[str, Any]] = [("", self)]
        while waiting:
            path, layer = waiting.pop()
            if id(layer) not in met:
                met.add(id(layer))
                yield path, layer
                if layer._has_parts:
                    before = path and f"{path}."
                    parts = [(before + name, child) for name, child in layer.children()]
                    waiting += reversed(parts)

    def _may_hold(self, name: str, value: Any) -> bool:
        """Tell whether layers are in `value`, or may come into it; refuse where none is found."""
        if isinstance(value, Holder):
            return True
        if isinstance(value, (list, tuple, Mapping)):
            return name not in _INNER
        if isinstance(value, Symbol):
            value.refuse(f"keeping it in self.{name}")
        if isinstance(value, np.ndarray):
            value = value.ravel() if value.dtype == object else ()
        if isinstance(value, Collection) and any(isinstance(each, Holder) for each in value):
            raise TypeError(
                f"{name} must hold its layers in a list, a tuple or a dict, where they are found, "
                f"got {type(value).__name__}"
            )
        return False

    def _require_begun(self) -> None:
        if "arrays" not in vars(self):
            raise TypeError(
                f"{type(self).__name__}.__init__ must call super().__init__() before anything else"
            )

    def _require_settable(self, name: str, value: Any) -> None:
        """Refuse to set what is no attribute of this layer, or what something else stands on."""
        kind = type(self)
        if name in _FREEZING_ELSEWHERE:
            raise AttributeError(f"{kind.__name__} has no {name} to set: {_FREEZING}")
        if isinstance(vars(self).get(name), Holder) and not isinstance(value, (Holder, type(None))):
            raise TypeError(f"{name} must be a layer, got {value!r}")
        known = getattr(kind, name, None)
        if callable(known) and (isinstance(value, Holder) or not callable(value)):
            raise AttributeError(f"{name} of {kind.__name__} is a method: call layer.{name}(...)")
        if vars(self).get("_built") and name not in vars(self) and not hasattr(kind, name):
            hint = did_you_mean(name, self._settable())
            adding = "" if kind.__module__.startswith("cnnlib.layers.") else f"; {self._adding}"
            raise AttributeError(f"{kind.__name__} has no {name} to set: {hint}{adding}")

    def _settable(self) -> list[str]:
        """Return the names of what may be set: settings, parameters, parts, one's own."""
        described = (
            name
            for kind in type(self).__mro__
            for name, value in vars(kind).items()
            if hasattr(value, "__set__")
        )
        parts = (name for name, _ in self.children() if "." not in name)
        names = dict.fromkeys([*vars(self), *parts, *described])
        return [name for name in names if not name.startswith("_") and name not in _INNER]


def _layers_in(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the layers of an attribute: itself, or those in a list, a tuple or a dict."""
    if isinstance(value, Holder):
        yield name, value
    elif isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            yield from _layers_in(f"{name}.{place}", entry)
    elif isinstance(value, Mapping):
        if len({str(key) for key in value}) < len(value):
            raise ValueError(f"{name} must have keys that read differently, got {list(value)}")
        for key, entry in value.items():
            yield from _layers_in(f"{name}.{key}", entry)


def joined(*names: str) -> str:
    """Return the path that leads to a part of a network: ``features.0``."""
    return ".".join(filter(None, names))
