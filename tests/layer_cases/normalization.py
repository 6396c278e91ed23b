"""Normalization, and a factor a channel."""

from dataclasses import replace

import numpy as np
from agreement import close
from hypothesis import strategies as st
from plain import functional
from plain import normalization as plain
from plain.checks import floats, real, require, whole
from strategies import arrays, batches

from cnnlib import BatchNorm1D, BatchNorm2D, GroupNorm, LayerNorm, Scale
from layer_cases.forms import Case, channels, filled, images, numbers, shapes, shares, two

values = ["eighths", "many equal", "special"]
epsilons = st.sampled_from([1e-5, 0.5])
sequences = st.tuples(batches, st.just(4)) | st.tuples(batches, st.just(4), st.integers(1, 9))


def batch_norm_2d(x, num_features, momentum, epsilon):
    functional.images(x)
    return batch_norm(x, num_features, momentum, epsilon)


def batch_norm_1d(x, num_features, momentum, epsilon):
    require(floats(x).ndim in (2, 3), "input")
    return batch_norm(x, num_features, momentum, epsilon)


def batch_norm(x, num_features, momentum, epsilon):
    channels = whole(num_features, "num_features")
    require(x.shape[1] == channels, "input", "num_features")
    mean, var, vector = np.zeros(channels), np.ones(channels), filled(channels)
    return functional.batch_norm(x, mean, var, vector, vector, True, momentum, epsilon)


def layer_norm(x, normalized_shape, epsilon):
    vector = filled(*plain.sizes(normalized_shape, "normalized_shape"))
    real(epsilon, "epsilon", 0, np.finfo(float).max)
    return plain.layer_norm(x, normalized_shape, vector, vector, epsilon)


def group_norm(x, num_groups, num_channels, epsilon):
    groups, channels = whole(num_groups, "num_groups"), whole(num_channels, "num_channels")
    real(epsilon, "epsilon", 0, np.finfo(float).max)
    require(channels % groups == 0, "num_groups")
    require(plain.channels_of(x) == channels, "input", "num_channels")
    return plain.group_norm(x, groups, filled(channels), filled(channels), epsilon)


def scale(x, num_features, init):
    channels = whole(num_features, "num_features")
    real(init, "init", -np.finfo(float).max, np.finfo(float).max)
    require(plain.channels_of(x) == channels, "input", "num_features")
    return plain.scale(x, filled(channels))


def batch_normalized(kind, family, batches, twin):
    """Return the case of a batch normalization of four channels."""
    return Case(
        signature="num_features, momentum=0.9, epsilon=1e-05",
        family=family,
        printed=[(kind(4), f"{kind.__name__}(num_features=4, momentum=0.9, epsilon=1e-05)")],
        settings=st.fixed_dictionaries(
            {"num_features": numbers, "momentum": shares, "epsilon": shares}
        ),
        drawn=st.fixed_dictionaries(
            {"x": batches, "num_features": st.just(4), "momentum": shares, "epsilon": epsilons}
        ),
        twin=twin,
        agree=close,
        changes=st.builds(kind, channels),
        smooth=True,
    )


CASES = {
    "BatchNorm1D": replace(
        batch_normalized(
            BatchNorm1D,
            "channels of a sequence",
            sequences.flatmap(lambda shape: arrays(shape, values)),
            batch_norm_1d,
        ),
        slopes=st.sampled_from([(4, 3), (2, 3, 4)]).map(
            lambda shape: ({"num_features": shape[1]}, shape)
        ),
    ),
    "BatchNorm2D": replace(
        batch_normalized(BatchNorm2D, "channels", images, batch_norm_2d),
        usual={"num_features": 2},
        idle={"num_features": 2},
        shapes=[(BatchNorm2D(4), (2, 4, 9, 8))],
        keeps=st.builds(BatchNorm2D, two),
        slopes=shapes.map(lambda shape: ({"num_features": shape[1]}, shape)),
    ),
    "GroupNorm": Case(
        signature="num_groups, num_channels, epsilon=1e-05",
        family="channels in groups",
        usual={"num_groups": 2, "num_channels": 2},
        idle={"num_groups": 1, "num_channels": 2},
        shapes=[(GroupNorm(2, 4), (2, 4, 9, 8))],
        printed=[(GroupNorm(2, 4), "GroupNorm(num_groups=2, num_channels=4, epsilon=1e-05)")],
        settings=st.fixed_dictionaries(
            {
                "num_groups": st.sampled_from([1, 2]),
                "num_channels": st.sampled_from([2, 4, 6]),
                "epsilon": shares,
            }
        ),
        drawn=st.fixed_dictionaries(
            {
                "x": images | sequences.flatmap(lambda shape: arrays(shape, values)),
                "num_groups": st.sampled_from([1, 2, 4]),
                "num_channels": st.just(4),
                "epsilon": epsilons,
            }
        ),
        twin=group_norm,
        agree=close,
        keeps=st.builds(GroupNorm, st.sampled_from([1, 2]), two),
        changes=st.builds(GroupNorm, st.sampled_from([1, 2]), channels),
        slopes=st.tuples(
            st.fixed_dictionaries(
                {"num_groups": st.sampled_from([1, 2, 4]), "num_channels": st.just(4)}
            ),
            st.sampled_from([(2, 4, 3, 2), (2, 4, 5)]),
        ),
        smooth=True,
    ),
    "LayerNorm": Case(
        signature="normalized_shape, epsilon=1e-05",
        family="last axes",
        usual={"normalized_shape": (6, 6)},
        idle={"normalized_shape": 6},
        shapes=[(LayerNorm((9, 8)), (2, 4, 9, 8))],
        printed=[
            (LayerNorm(96), "LayerNorm(normalized_shape=96, epsilon=1e-05)"),
            (LayerNorm((9, 8), 1e-6), "LayerNorm(normalized_shape=[9, 8], epsilon=1e-06)"),
        ],
        settings=st.fixed_dictionaries(
            {"normalized_shape": numbers | st.lists(numbers, min_size=1), "epsilon": shares}
        ),
        drawn=images.flatmap(
            lambda x: st.fixed_dictionaries(
                {
                    "x": st.just(x),
                    "normalized_shape": st.sampled_from(
                        [x.shape[3], [x.shape[3]], x.shape[2:], x.shape[1:]]
                    ),
                    "epsilon": epsilons,
                }
            )
        ),
        twin=layer_norm,
        agree=close,
        changes=st.builds(LayerNorm, numbers),
        slopes=st.tuples(
            st.fixed_dictionaries({"normalized_shape": st.sampled_from([4, (3, 4)])}),
            st.sampled_from([(2, 2, 3, 4), (2, 3, 4)]),
        ),
        smooth=True,
    ),
    "Scale": Case(
        signature="num_features, init=1.0",
        family="scaled channels",
        usual={"num_features": 2},
        idle={"num_features": 2},
        shapes=[(Scale(4), (2, 4, 9, 8))],
        printed=[(Scale(96, 1e-6), "Scale(num_features=96, init=1e-06)")],
        settings=st.fixed_dictionaries(
            {"num_features": numbers, "init": st.floats(-2, 2, allow_nan=False)}
        ),
        drawn=st.fixed_dictionaries(
            {
                "x": images | sequences.flatmap(lambda shape: arrays(shape, values)),
                "num_features": st.just(4),
                "init": st.floats(-2, 2),
            }
        ),
        twin=scale,
        agree=close,
        keeps=st.builds(Scale, two, st.floats(-2, 2)),
        changes=st.builds(Scale, channels),
        slopes=st.sampled_from([(2, 3), (2, 2, 3, 4)]).map(
            lambda shape: ({"num_features": shape[1]}, shape)
        ),
        smooth=True,
    ),
}
