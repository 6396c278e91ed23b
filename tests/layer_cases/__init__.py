"""One table of layer types for all tests: who adds a type or a convention adds its case here."""

import cnnlib
from layer_cases import (
    activation,
    convolution,
    joins,
    linear,
    normalization,
    pooling,
    rearranging,
    reshaping,
)

FAMILIES = [activation, convolution, joins, linear, normalization, pooling, rearranging, reshaping]
CASES = {name: case for family in FAMILIES for name, case in family.CASES.items()}


def of(name):
    """Return a field of every type that has it: ``[(type, value), …]``."""
    found = ((kind, getattr(case, name)) for kind, case in CASES.items())
    return [(getattr(cnnlib, kind), value) for kind, value in found if value is not None]


def rows(name):
    """Return the rows of a field that is a list, of all types."""
    return [row for case in CASES.values() for row in getattr(case, name)]
