"""What batch normalization keeps of a batch, and what it gives in training."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference
from cnnlib.layers import BatchNorm2D

__all__ = ["BATCH_NORM"]


def _kept(batch: np.ndarray) -> np.ndarray:
    """Return the running mean and variance after one batch of one channel."""
    norm = BatchNorm2D(1)
    norm(batch)
    return np.concatenate([norm.running_mean, norm.running_var])


def _evaluated(batch: np.ndarray) -> np.ndarray:
    """Return what evaluation makes of a batch right after training on it."""
    norm = BatchNorm2D(1)
    norm(batch)
    evaluated: np.ndarray = norm.eval()(batch)
    return evaluated


def _defaults() -> np.ndarray:
    norm = BatchNorm2D(1)
    return np.array([norm.momentum, norm.epsilon])


BATCH_NORM = Difference(
    "batch-norm",
    "BatchNorm's momentum and variance",
    "What does a batch leave behind in the running statistics?",
    (
        Case(
            "batch-norm-kept",
            "running mean and variance, from 0 and 1, after this batch, momentum=0.9",
            (row(1, 5),),
            "0.3 1.3",
            _kept,
            standard="0.3 1.3",
            meets=M.BATCH_NORM,
            when=M.TRAINING,
        ),
        Case(
            "batch-norm-translated",
            "running mean and variance, from 0 and 1, after this batch, where the new batch "
            "has the share 0.1",
            (row(1, 5),),
            "0.3 1.3",
            _kept,
            standard="0.3 1.3",
            meets=M.BATCH_NORM,
            when=M.TRAINING,
        ),
        Case(
            "batch-norm-four",
            "running mean and variance, from 0 and 1, after this batch, momentum by default",
            (row(0, 2, 4, 6),),
            "0.3 1.4",
            _kept,
            standard="0.3 1.4",
            meets=M.BATCH_NORM,
            when=M.TRAINING,
        ),
        Case(
            "batch-norm-evaluated",
            "output in evaluation, after this batch in training, where the new batch has the "
            "share 0.1",
            (row(1, 5),),
            "0.6139 4.122",
            _evaluated,
            standard="0.6139 4.122",
            meets=M.BATCH_NORM,
            when=M.TRAINING,
        ),
        Case(
            "batch-norm-defaults",
            "momentum and epsilon of batch normalization by default",
            (),
            "0.9 1e-05",
            _defaults,
            standard="0.9 1e-05",
            meets=M.BATCH_NORM,
            when=M.DEFAULTS,
        ),
        Case(
            "batch-norm-fresh",
            "output of a new layer in training: weight and variance 1, bias and mean 0",
            (row(1, 5),),
            "-1 1",
            lambda x: BatchNorm2D(1)(x),
            standard="-1 1",
            meets=M.BATCH_NORM,
            when=M.TRAINING,
        ),
        Case(
            "batch-norm-one-value",
            "output of batch normalization in training for a single value",
            (row(5),),
            "refused: x must have more than one value a channel in training",
            lambda x: BatchNorm2D(1)(x),
            meets=M.BATCH_NORM,
            when=M.TRAINING,
        ),
    ),
    "PaddlePaddle's: momentum is the share that stays, and the variance is the biased one, "
    "divided by n, both for the output and for what is kept. In PyTorch, MLX and Jittor momentum "
    "is the share that comes in; TVM reads a file so. PyTorch, MLX, MindSpore and nnabla keep the "
    "unbiased variance, divided by n − 1, as the paper prescribes (Ioffe and Szegedy 2015, "
    "algorithm 2), and so did the fused layer of Keras 2; Keras 3 keeps the biased one. A single "
    "value has no spread, so cnnlib refuses it as PyTorch does. ONNX Runtime merges equal "
    "constants of a model, and its kernel writes the running statistics into them: in a new "
    "layer the bias moves too. Equinox divides what it kept by 1 − mⁿ before it evaluates, which "
    "takes out a start from 0; the variance starts from 1, and comes out too large.",
    "Write momentum and ε out at both ends: momentum m is 1 − m in PyTorch, MLX and Jittor. When "
    "you only run the network, carry mean and variance over as they are, and export in evaluation "
    "mode.",
    sources(
        "Paddle: BatchNorm2D",
        "PyTorch: BatchNorm2d",
        "Keras: BatchNormalization",
        "ONNX: BatchNormalization",
    ),
)
