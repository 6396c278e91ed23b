"""Activations, which a file writes as several operators."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from cnnlib.description.imported.patterns.editing import Editor, near, number_of
from cnnlib.description.imported.values import Entry
from cnnlib.layers.activation import GELU, Hardsigmoid, Hardswish, ReLU6, Sigmoid, SiLU, Tanh
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.foreign import unruled
from cnnlib.layers.joins import Add, Multiply

__all__ = ["gate", "gelu", "hard_sigmoid", "hard_swish"]


def gate(editor: Editor, entry: Entry) -> bool:
    """Find x · sigmoid(x) and x · hardsigmoid(x)."""
    if not isinstance(entry.layer, Multiply):
        return False
    found = editor.of_two(entry, Sigmoid, Hardsigmoid)
    if found is None or found[0].reads != (found[1],):
        return False
    layer = SiLU() if isinstance(found[0].layer, Sigmoid) else Hardswish()
    return editor.put(entry, layer, (found[1],), named=found[0])


def hard_sigmoid(editor: Editor, entry: Entry) -> bool:
    """Find relu6(x + 3) / 6."""
    if not near(number_of(entry, np.multiply), 1 / 6):
        return False
    cut = editor.source(entry, ReLU6)
    added = editor.source(cut, Arithmetic)
    if added is None or not near(number_of(added, np.add), 3):
        return False
    return editor.put(entry, Hardsigmoid(), added.reads, named=cut)


def hard_swish(editor: Editor, entry: Entry) -> bool:
    """Find x · relu6(x + 3), divided by 6 afterwards."""
    product = editor.source(entry, Multiply)
    if product is None or not near(number_of(entry, np.multiply), 1 / 6):
        return False
    found = editor.of_two(product, ReLU6)
    if found is None:
        return False
    added = editor.source(found[0], Arithmetic)
    if added is None or not near(number_of(added, np.add), 3) or added.reads != (found[1],):
        return False
    return editor.put(entry, Hardswish(), added.reads, named=found[0])


def gelu(editor: Editor, entry: Entry) -> bool:
    """Find x / 2 · (1 + erf(x / √2)), in any order, or its form with tanh."""
    factors, number = _factors(editor, entry)
    if len(factors) != 2 or not near(number, 0.5):
        return False
    for x, other in (factors, factors[::-1]):
        added = editor.entries.get(other)
        if not near(number_of(added, np.add), 1):
            continue
        erf = editor.source(added, unruled("Erf"))
        halved = editor.source(erf, Arithmetic)
        if halved and halved.reads == (x,) and near(number_of(halved, np.multiply), sqrt(0.5)):
            return editor.put(entry, GELU(), (x,), named=erf)
        tanh = editor.source(added, Tanh)
        if tanh and _reads_cube(editor, tanh, x):
            return editor.put(entry, GELU(approximate=True), (x,), named=tanh)
    return False


def _factors(editor: Editor, entry: Entry | None) -> tuple[tuple[str, ...], float]:
    """Return what an entry is a product of, and the number that it is multiplied by besides."""
    if entry is None:
        return (), 1.0
    number = number_of(entry, np.multiply)
    if number is None and not isinstance(entry.layer, Multiply):
        return (entry.name,), 1.0
    factors: tuple[str, ...] = ()
    number = 1.0 if number is None else number
    for place, name in enumerate(entry.reads):
        inner = editor.source(entry, Multiply, Arithmetic, place=place)
        deeper, times = _factors(editor, inner) if inner and len(factors) < 4 else ((name,), 1.0)
        factors, number = factors + deeper, number * times
    return factors, number


def _reads_cube(editor: Editor, tanh: Entry, x: str) -> bool:
    """Tell whether tanh works on √(2/π) · (x + 0.044715 · x³)."""
    outer = editor.source(tanh, Arithmetic)
    if not near(number_of(outer, np.multiply), sqrt(2 / pi)):
        return False
    total = editor.source(outer, Add)
    found = editor.of_two(total, Arithmetic) if total else None
    if found is None or found[1] != x or not near(number_of(found[0], np.multiply), 0.044715):
        return False
    cube = editor.source(found[0], unruled("Pow"), Multiply)
    return cube is not None and x in cube.reads
