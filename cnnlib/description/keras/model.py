"""From the layers of a model of Keras to those of a network."""

from __future__ import annotations

from typing import Any

from cnnlib.description.imported.names import Names
from cnnlib.description.imported.network import Network
from cnnlib.description.imported.values import NoRule, Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.references import Reference, calls_of, outputs_of, shapes_of
from cnnlib.description.keras.rules import RULES
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer

__all__ = ["MODELS", "Model", "layers_of", "with_channels_first"]

MODELS = ("Functional", "Model", "Sequential")
DEEPEST = 20


def layers_of(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of a model's layers; an old Sequential is a list of them."""
    config = model.get("config")
    layers = config.get("layers") if isinstance(config, dict) else config
    if not isinstance(layers, list) or not all(isinstance(each, dict) for each in layers):
        raise ValueError("it has no list of layers")
    return layers


def with_channels_first(shape: Shape) -> Shape:
    """Return the shape of an image as cnnlib has it, and any other shape as it is."""
    return (shape[0], shape[3], *shape[1:3]) if len(shape) == 4 else shape


class Model:
    """A model, or one that lies within another, and the layers that were made for it.

    Its layers are the same wherever it is called.
    """

    def __init__(
        self, entry: dict[str, Any], network: Network, channels_last: bool, path: str = ""
    ) -> None:
        if path.count("/") > DEEPEST:
            raise ValueError(f"models lie more than {DEEPEST} deep in one another")
        self.entry, self.network, self.path = entry, network, path
        self.channels_last = channels_last
        names = Names()  # Keras gives each layer one; by hand one may write none.
        self.layers = {_name(each, names): each for each in layers_of(entry)}
        self.made: dict[str, dict[str, Layer]] = {}
        self.inner: dict[str, Model] = {}
        self.shapes = dict(shapes_of(entry.get("config")))

    def apply(self, streams: list[Stream]) -> list[Stream | None]:
        """Add the layers that lead from what a model reads to what it returns."""
        if self.entry.get("class_name") == "Sequential":
            return self._one_by_one(streams)
        config = self.entry["config"]
        values: dict[Reference, Stream | None] = dict(
            zip(outputs_of(config.get("input_layers")), streams, strict=False)
        )
        waiting = [
            (name, place, references, numbers)
            for name, entry in self.layers.items()
            for place, (references, numbers) in enumerate(calls_of(entry))
        ]
        while waiting:
            later = []
            for name, place, references, numbers in waiting:
                if not all(each in values for each in references):
                    later.append((name, place, references, numbers))
                    continue
                reads = [values[each] for each in references]
                for number, made in enumerate(self._call(name, place, reads, numbers)):
                    values[name, place, number] = made
            if len(later) == len(waiting):
                names = ", ".join(name for name, *_ in later[:3])
                raise ValueError(f"{names} read what no layer before them makes")
            waiting = later
        return [values.get(each) for each in outputs_of(config.get("output_layers"))]

    def _one_by_one(self, streams: list[Stream]) -> list[Stream | None]:
        made: list[Stream | None] = [*streams]
        for name, entry in self.layers.items():
            if entry.get("class_name") != "InputLayer":
                made = self._call(name, 0, made, [])
        return made

    def _call(
        self, name: str, place: int, reads: list[Stream | None], numbers: list[float]
    ) -> list[Stream | None]:
        """Add what a layer is at one of its places; nothing follows where a size is unknown."""
        entry = self.layers[name]
        kind, config = str(entry.get("class_name")), entry.get("config")
        path = f"{self.path}/{name}" if self.path else name
        streams = [each for each in reads if each is not None]
        if len(streams) < len(reads):
            self.network.lose(f"{kind} at {path}", streams)
            return [None]
        if kind in MODELS:
            inner = self.inner.setdefault(
                name, Model(entry, self.network, self.channels_last, path)
            )
            return inner.apply(streams)
        config = config if isinstance(config, dict) else {}
        if kind in ("TFOpLambda", "SlicingOpLambda"):
            kind = str(config.get("function", kind)).rpartition(".")[2].title().replace("_", "")
        made = self.made.setdefault(name, {})
        call = Call(self.network, kind, path, config, (streams, numbers), made, self.channels_last)
        try:
            if kind not in RULES:
                raise NoRule("no layer stands for it")
            return [RULES[kind](call)]
        except (NoRule, ArithmeticError, LookupError):
            shape = self._known((name, place, 0))
            if shape is None:
                self.network.lose(f"{kind} at {path}", streams)
                return [None]
            return [call.unruled(shape)]
        except (TypeError, ValueError) as error:
            raise ValueError(f"{kind} at {path}: {error}") from None

    def _known(self, reference: Reference) -> Shape | None:
        """Return the sizes that Keras 3 wrote of an array, as cnnlib has them."""
        shape = self.shapes.get(reference)
        if not isinstance(shape, list) or not all(isinstance(size, int) for size in shape[1:]):
            return None
        sizes = (self.network.input.shape[0], *shape[1:])
        return with_channels_first(sizes) if self.channels_last else sizes


def _name(entry: dict[str, Any], names: Names) -> str:
    config = entry.get("config")
    name = entry.get("name") or (config.get("name") if isinstance(config, dict) else None)
    return str(name or names.free(str(entry.get("class_name"))))
