"""Random settings for the explorers' arithmetic, a good part of them wrong.

They travel as JSON: a pair is a list, and a number without a fraction is an int.
"""

import random
from contextlib import suppress
from math import inf, nan
from typing import Any

from cnnlib.description.types import TYPES, parameters_of, schema

# The explorers' networks are flat: one list of plain layers, which may read earlier ones.
SCHEMA = schema()
PLAIN = {name: TYPES[name] for name in SCHEMA}
LAYERS = {name: kind for name, kind in PLAIN.items() if SCHEMA[name]["inputs"] == 1}
JOINS = {name: kind for name, kind in PLAIN.items() if name not in LAYERS}
NONSENSE = [None, True, False, 0, -1, -3, 2.5, 1e-5, -0.25, nan, inf, "", "3", "it's", 'a "é"\n\\']
NONSENSE += [[], [2], [1, 2, 3], [2, 0], [2, None], [True, 1], [[1]], [1.5, 2], [[], "x"]]
ODD_PADDINGS = ["reflect", "SAME ", [1, "x"], [0, 1, 2], [1, -2], [1, 2, 3, None], [[1, 2], [1, 2]]]
ODD_PADDINGS += [[[1, 0], [0, 0], [1, 1], [1, 1]], [[0, 0], [0, 0], [1, -1], [0, 0]]]
ODD_PADDINGS += [["NOTSET"], ["SAME_UPPER"], ["NOTSET", 1]]
ODD_PADDINGS += [[[0, 0], [0, 0], [1, 1], 1], [[0, 0, 0], [0, 0], [1, 1], [1, 1]]]
STRANGE_KEYS = ["kernal_size", "in_chanels", "outfeatures", "Padding", "depth", "strides", "tpye"]
STRANGE_TIES = [{"name": 3}, {"name": None}, {"inputs": "ab"}, {"inputs": [1]}, {"inputs": None}]
STRANGE_TIES += [{"inputs": ["nobody"]}, {"inputs": ["input", "input"]}, {"inputs": []}]


class Draw(random.Random):
    """A seeded source of settings."""

    def odd(self, percent: float) -> bool:
        return self.random() * 100 < percent

    def spoiled(self, value: Any, percent: float = 3) -> Any:
        return self.choice(NONSENSE) if self.odd(percent) else value

    def side(self, most: int) -> int:
        return self.randint(1, most)

    def pair(self, most: int) -> Any:
        """Return one number or (height, width)."""
        return self.choice([self.side(most), [self.side(most), self.side(most)]])

    def padding(self, most: int = 3) -> Any:
        if self.odd(6):
            return self.choice(ODD_PADDINGS)
        a, b, c, d = (self.randint(0, most) for _ in range(4))
        words = ["SAME", "same", "VALID", "Valid", "SAME_LOWER", "same_upper", "NotSet"]
        forms = [0, a, [a, b], [a, b, c, d], [[0, 0], [0, 0], [a, b], [c, d]], self.choice(words)]
        return self.choice(forms)

    def number(self) -> float:
        """Return what may stand in a plane; small whole ones make ties."""
        if self.odd(2):
            return self.choice([nan, inf, -inf, -0.0])
        return self.choice([self.gauss(0, 2), self.randint(-3, 3)])

    def plane(self, most: int, number: Any = None) -> list[list[float]]:
        width = self.side(most)
        return [[(number or self.number)() for _ in range(width)] for _ in range(self.side(most))]

    def keywords(self, **settings: Any) -> dict[str, Any]:
        """Leave out some settings, so that the defaults are tested too."""
        return {name: value for name, value in settings.items() if not self.odd(40)}

    def misspelled(self, word: str) -> str:
        place = self.randrange(len(word))
        middle = self.choice(["", self.choice("aeR2_"), word[place].swapcase()])
        return word[:place] + middle + word[place + 1 :]

    def shape(self) -> list[int]:
        rank = self.choice([1, 2, 3, 4, 4, 4, 4, 4, 4, 4])
        return [self.choice([1, 1, 2, 5]), *(self.side(24) for _ in range(rank - 1))]

    def network(self) -> tuple[list[dict[str, Any]], list[int]]:
        """Return layers and the shape of their input; most of them fit one another."""
        shape = first = tuple(self.shape())
        layers: list[dict[str, Any]] = []
        named = {"input": first}
        for _ in range(self.randint(0, 8)):
            before = [shape]
            if self.odd(30):  # It reads earlier ones, or what enters.
                joining = self.odd(70)
                inputs = [
                    self.choice([*named]) for _ in range(self.randint(2, 3) if joining else 1)
                ]
                before = [named[name] for name in inputs]
                entry = self.join(before) if joining else self.layer(before[0])
                entry["inputs"] = inputs
            else:
                entry = self.layer(shape)
            settings = {key: value for key, value in entry.items() if key not in ("type", "inputs")}
            fits = False
            with suppress(TypeError, ValueError):
                after = PLAIN[entry["type"]](**settings).output_shape(*before)
                fits = True
            if fits:
                shape = after
            if fits or self.odd(10):
                layers.append(entry)
                if fits and self.odd(40):
                    entry["name"] = f"{self.choice('abcdefgh')}{len(layers)}"
                    named[entry["name"]] = shape
        if layers and self.odd(20):
            self.spoil(self.choice(layers))
        return layers, list(first)

    def join(self, shapes: list[Any]) -> dict[str, Any]:
        """Return a layer that joins shapes, as a rule one that may."""
        kind = "Concat" if len({*shapes}) > 1 and self.odd(70) else self.choice([*JOINS])
        axis = self.choice([1, 1, 1, 0, -1, 2, -2])
        known = {"axis": axis, "transpose_x": self.odd(30), "transpose_y": self.odd(70)}
        return {"type": kind} | {
            name: known[name] for name in parameters_of(JOINS[kind]) if self.odd(70)
        }

    def layer(self, shape: Any) -> dict[str, Any]:
        name = self.choice([*LAYERS, "Conv2D", "Conv2D", "MaxPool2D"])
        if len(shape) == 4 and self.odd(5):
            name = "Flatten"
        entry = {"type": name}
        for key, parameter in parameters_of(LAYERS[name]).items():
            if parameter.default is parameter.empty or self.odd(50):
                entry[key] = self.argument(key, shape)
        return entry

    def argument(self, key: str, shape: Any) -> Any:
        channels = shape[1] if len(shape) > 1 else self.side(4)
        known = {
            "in_channels": channels,
            "num_features": channels,
            "num_channels": channels,
            "num_groups": self.choice([1, 1, 2, channels]),
            "normalized_shape": self.choice([shape[-1], [*shape[-2:]], [*shape[1:]]]),
            "shape": self.sizes(shape),
            "axes": [0, *self.sample(range(1, len(shape)), len(shape) - 1)],
            "init": self.choice([0, 1, -0.5, 1e-6]),
            "in_features": shape[-1],
            "out_channels": self.choice([channels, 2 * channels, self.side(8)]),
            "out_features": self.side(30),
            "kernel_size": self.pair(4),
            "stride": self.pair(3),
            "dilation": self.pair(2),
            "padding": self.padding(2),
            "groups": self.choice([1, 1, 2, channels]),
            "padding_mode": self.choice(["zeros", "reflect", "replicate", "circular", "empty"]),
            "output_size": self.choice([self.pair(7), self.pair(7), None, [None, self.side(7)]]),
            "num_parameters": self.choice([1, 1, channels, self.side(4)]),
            **dict.fromkeys(["alpha", "init", "negative_slope"], self.choice([0.25, -0.5, 2, 0])),
            "output_padding": self.choice([0, 0, 1, [1, 0]]),
            "scale_factor": self.choice([2, 2, 0.5, 1.5, 2 / 3, [2, 1], [3, 1.3]]),
            "size": self.choice([None, None, None, self.pair(9)]),
            "mode": self.choice(["nearest", "bilinear"]),
            "factor": self.choice([1, 2]),
            "value": self.choice([0, 0, 0.5, -1]),
            "start": self.choice([0, 1, 2, -2]),
            "stop": self.choice([None, 1, 3, -1]),
            "k": self.side(4),
            "axis": self.randint(-4, 3),
            "start_axis": self.choice([1, 1, 0, 2, -2]),
            "stop_axis": self.choice([-1, -1, 3, 2, 1, -2]),
            "p": self.choice([0, 1, round(self.random(), 3) or 0.5]),
            "momentum": self.choice([0, 1, round(self.random(), 2) or 0.5]),
            "epsilon": self.choice([0, 1e-5, 1e-12, 0.001]),
            "divisor_override": self.choice([None, 3, 0.5]),
        }
        return known.get(key, self.odd(50))

    def sizes(self, shape: Any) -> Any:
        """Return a shape for an image of another one, as a rule one that fits."""
        inner = [self.choice([*shape[1:], 2, 3]), -1, self.choice([1, 1, 4])]
        return self.choice([-1, [-1], [*shape[1:]][::-1] or 1, inner, [-1, inner[0]], inner[0], 0])

    def spoil(self, entry: dict[str, Any]) -> None:
        """Make a description wrong: a value, a key, the type, or what it reads."""
        keys = [key for key in entry if key not in ("type", "name", "inputs")]
        way = self.randrange(6)
        if way == 0:
            entry[self.choice(STRANGE_KEYS)] = 1
        elif way == 1:
            entry["type"] = self.choice([3, None, "Convolution", "toString", "relu"])
        elif way == 2:
            entry["type"] = self.misspelled(entry["type"])
        elif way == 3:
            entry.update(self.choice(STRANGE_TIES))
        elif keys and way == 4:
            del entry[self.choice(keys)]
        elif keys:  # Of several slips, the one that cnnlib sees first is refused.
            for key in self.sample(keys, self.randint(1, len(keys))):
                entry[key] = self.choice(NONSENSE)
