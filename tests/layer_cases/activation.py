"""Layers that treat every number on its own."""

from hypothesis import strategies as st
from plain import functional

from cnnlib import Dropout, ReLU, ReLU6
from layer_cases.forms import Case, elementwise, shares

CASES = {
    "Dropout": Case(
        signature="p=0.5",
        family="same",
        usual={},
        idle={},
        shapes=[(Dropout(0.3), (2, 4, 9, 8))],
        printed=[(Dropout(0.2), "Dropout(p=0.2)")],
        settings=st.fixed_dictionaries({"p": shares}),
        keeps=st.builds(Dropout),
    ),
    "ReLU": elementwise(ReLU, functional.relu),
    "ReLU6": elementwise(ReLU6, functional.relu6),
}
