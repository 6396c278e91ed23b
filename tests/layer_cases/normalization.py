"""Normalization."""

import numpy as np
from agreement import close
from hypothesis import strategies as st
from plain import functional
from plain.checks import require, whole

from cnnlib import BatchNorm2D
from layer_cases.forms import Case, channels, filled, images, numbers, shapes, shares, two


def batch_norm(x, num_features, momentum, epsilon):
    channels = whole(num_features, "num_features")
    require(functional.images(x).shape[1] == channels, "input", "num_features")
    mean, var, vector = np.zeros(channels), np.ones(channels), filled(channels)
    return functional.batch_norm(x, mean, var, vector, vector, True, momentum, epsilon)


CASES = {
    "BatchNorm2D": Case(
        signature="num_features, momentum=0.9, epsilon=1e-05",
        family="channels",
        usual={"num_features": 2},
        idle={"num_features": 2},
        shapes=[(BatchNorm2D(4), (2, 4, 9, 8))],
        printed=[(BatchNorm2D(4), "BatchNorm2D(num_features=4, momentum=0.9, epsilon=1e-05)")],
        settings=st.fixed_dictionaries(
            {"num_features": numbers, "momentum": shares, "epsilon": shares}
        ),
        drawn=st.fixed_dictionaries(
            {
                "x": images,
                "num_features": st.just(4),
                "momentum": shares,
                "epsilon": st.sampled_from([1e-5, 0.5]),
            }
        ),
        twin=batch_norm,
        agree=close,
        keeps=st.builds(BatchNorm2D, two),
        changes=st.builds(BatchNorm2D, channels),
        slopes=shapes.map(lambda shape: ({"num_features": shape[1]}, shape)),
        smooth=True,
    ),
}
