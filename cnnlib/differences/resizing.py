"""Differences in resizing: which places of the image an output reads."""

from __future__ import annotations

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, row
from cnnlib.differences.difference import Difference
from cnnlib.layers import Upsample

__all__ = ["RESIZING"]


RESIZING = (
    Difference(
        "nearest",
        "The nearest pixel",
        "Which pixel is the nearest when the size is no multiple?",
        (
            Case(
                "nearest-enlarge",
                "enlarged to 1 × 5, nearest, the rule by default",
                (row(1, 2, 3),),
                "1 1 2 2 3",
                lambda x: F.upsample(x, size=(1, 5)),
                standard="1 1 2 3 3",
                meets=M.RESIZED & M.NEAREST & M.ENLARGED & M.UNEVEN,
                when=M.DEFAULTS,
            ),
            Case(
                "nearest-exact",
                "enlarged to 1 × 5, nearest to the pixel's middle",
                (row(1, 2, 3),),
                standard="1 1 2 3 3",
                meets=M.operator("Resize"),
                when="where it reads the pixel nearest to the middle",
            ),
            Case(
                "nearest-floor",
                "enlarged to 1 × 5, nearest, ⌊o · in / out⌋",
                (row(1, 2, 3),),
                "1 1 2 2 3",
                lambda x: F.upsample(x, size=(1, 5)),
                standard="1 1 2 2 3",
                meets=M.RESIZED & M.NEAREST & M.ENLARGED & M.UNEVEN,
            ),
            Case(
                "upsample-defaults",
                "enlarged twofold, the rest by default",
                (row(1, 2),),
                "1 1 2 2 / 1 1 2 2",
                lambda x: Upsample(2)(x),
                standard="1 1 2 2 / 1 1 2 2",
                meets=M.RESIZED,
                when=M.DEFAULTS,
            ),
        ),
        "cnnlib reads the pixel ⌊o · in / out⌋, PyTorch's rule, which compares the upper left "
        "corners of pixels. ONNX's default, TensorFlow and JAX compare their middles. For "
        "multiples (×2, ×3) both give the same. MNN blends neighbors where a file leaves out "
        "the mode, which is then nearest, and nnabla blends them unless told otherwise.",
        "Enlarge by whole numbers; else `mode='nearest-exact'` in PyTorch, or "
        "coordinate_transformation_mode='asymmetric' with nearest_mode='floor' in ONNX.",
        sources("PyTorch: Upsample", "ONNX: Resize", "Keras: UpSampling2D", "TensorFlow: resize"),
    ),
    Difference(
        "bilinear",
        "Where bilinear resizing reads",
        "Are corners of pixels aligned, or their middles, and does shrinking blur first?",
        (
            Case(
                "bilinear-default",
                "enlarged to 1 × 4, bilinear, by default",
                (row(1, 2),),
                "1 1.25 1.75 2",
                lambda x: F.upsample(x, size=(1, 4), mode="bilinear"),
                standard="1 1.25 1.75 2",
                meets=M.RESIZED & M.BILINEAR & M.ENLARGED,
                when=M.DEFAULTS,
            ),
            Case(
                "bilinear-aligned",
                "enlarged to 1 × 4, bilinear, corners aligned",
                (row(1, 2),),
                "1 1.333 1.667 2",
                lambda x: F.upsample(x, size=(1, 4), mode="bilinear", align_corners=True),
                standard="1 1.333 1.667 2",
                meets=M.RESIZED & M.ALIGNED,
            ),
            Case(
                "bilinear-shrink",
                "shrunk to 2 × 2, bilinear, by default",
                (ramp(4),),
                "3.5 5.5 / 11.5 13.5",
                lambda x: F.upsample(x, size=2, mode="bilinear"),
                standard="3.5 5.5 / 11.5 13.5",
                meets=M.RESIZED & M.BILINEAR & M.SHRUNK,
                when=M.DEFAULTS,
            ),
            Case(
                "bilinear-antialias",
                "shrunk to 2 × 2, bilinear, antialias",
                (ramp(4),),
                standard="4.125 5.875 / 11.12 12.88",
                meets=M.operator("Resize"),
                when="where it smooths before it shrinks",
            ),
            Case(
                "area",
                "shrunk to 2 × 2, the mean of each area",
                (ramp(4),),
                meets=M.operator("Resize"),
                when="where it averages areas",
            ),
        ),
        "By default the corners of the planes meet and places are counted from the middles of "
        "pixels: (o + ½) · in / out − ½. With align_corners the middles of the corner pixels "
        "meet. Neither looks at more than four pixels, so that shrinking skips some: antialias "
        "widens the window. What such a window has beyond the border, the standard fills with the "
        "last pixel; PyTorch and TensorFlow leave it out and divide by what is left.",
        "Name align_corners at both ends; in ONNX coordinate_transformation_mode is align_corners "
        "or half_pixel. To shrink, average by a pooling layer: there all agree.",
        sources("PyTorch: interpolate", "ONNX: Resize", "TensorFlow: resize", "JAX: resize"),
    ),
    Difference(
        "resize-scale",
        "The scale that you give",
        "Does a resize use your scale, or the one of the rounded sizes?",
        (
            Case(
                "bilinear-scale",
                "bilinear, scale 0.6",
                (ramp(4),),
                "2.667 4.333 / 9.333 11",
                lambda x: F.upsample(x, scale_factor=0.6, mode="bilinear"),
                standard="2.667 4.333 / 9.333 11",
                meets=M.RESIZED & M.BILINEAR & M.SHRUNK & M.BY_A_BROKEN_SCALE,
            ),
            Case(
                "bilinear-scale-large",
                "enlarged in width, bilinear, scale 1.7",
                (row(1, 2, 3),),
                "1 1.382 1.971 2.559 3",
                lambda x: F.upsample(x, scale_factor=(1, 1.7), mode="bilinear"),
                standard="1 1.382 1.971 2.559 3",
                meets=M.RESIZED & M.BILINEAR & M.ENLARGED & M.BY_A_BROKEN_SCALE,
            ),
            Case(
                "bilinear-aligned-scale",
                "enlarged in width, bilinear, corners aligned, scale 1.5",
                (row(1, 2, 3),),
                "1 1.667 2.333 3",
                lambda x: F.upsample(x, scale_factor=(1, 1.5), mode="bilinear", align_corners=True),
                standard="1 1.667 2.333 3",
                meets=M.RESIZED & M.ALIGNED & M.ENLARGED & M.BY_A_BROKEN_SCALE,
            ),
            Case(
                "nearest-scale",
                "enlarged in width, nearest, scale 2.6, the rule by default",
                (row(1, 2, 3),),
                "1 1 1 2 2 2 3",
                lambda x: F.upsample(x, scale_factor=(1, 2.6)),
                standard="1 1 1 2 2 3 3",
                meets=M.RESIZED & M.NEAREST & M.ENLARGED & M.BY_A_BROKEN_SCALE,
                when=M.DEFAULTS,
            ),
        ),
        "The scale that you give, as PyTorch and the standard have it: 4 · 0.6 = 2.4 makes 2 "
        "pixels, which stand 1 / 0.6 apart, not 2.",
        "Give sizes instead of scales; in PyTorch `recompute_scale_factor=True` does it.",
        sources("PyTorch: interpolate", "ONNX: Resize"),
    ),
    Difference(
        "bicubic",
        "Bicubic's curve",
        "With which a is the cubic curve drawn, and does shrinking blur?",
        (
            Case(
                "bicubic-default",
                "enlarged to 1 × 8, bicubic, by default",
                (row(1, 2, 3, 4),),
                standard="0.8945 1.191 1.668 2.297 2.703 3.332 3.809 4.105",
                meets=M.operator("Resize"),
                when="where it is bicubic",
            ),
            Case(
                "bicubic-half",
                "enlarged to 1 × 8, bicubic, a = −0.5",
                (row(1, 2, 3, 4),),
                standard="0.9297 1.18 1.727 2.25 2.75 3.273 3.82 4.07",
                meets=M.operator("Resize"),
                when="where it is bicubic with a = −0.5",
            ),
            Case(
                "bicubic-outside",
                "enlarged to 1 × 8, bicubic, a = −0.5, what is outside left out",
                (row(1, 2, 3, 4),),
                standard="0.9118 1.168 1.71 2.25 2.75 3.29 3.832 4.088",
                meets=M.operator("Resize"),
                when="where it is bicubic and leaves out what lies outside",
            ),
            Case(
                "bicubic-shrink",
                "shrunk to 2 × 2, bicubic, by default",
                (ramp(4),),
                standard="3.031 5.219 / 11.78 13.97",
                meets=M.operator("Resize"),
                when="where it is bicubic",
            ),
        ),
        "cnnlib has no bicubic resizing. The curve has one free number: a = −0.75 in ONNX, "
        "PyTorch and OpenCV, −0.5 (Keys 1981) in TensorFlow, JAX and Pillow. At the border the "
        "first repeat the last pixel, the others leave out what is beyond.",
        "Resize outside the network, with one library for training and deployment; in ONNX "
        "cubic_coeff_a=-0.5 and exclude_outside=1.",
        sources("ONNX: Resize", "PyTorch: interpolate", "TensorFlow: resize", "JAX: resize"),
    ),
)
