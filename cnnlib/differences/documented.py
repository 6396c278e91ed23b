"""What an engine's own documentation says of a difference, and whether its answer keeps it.

Of the ONNX reference it is the text of the standard. An engine that is not in a row says nothing of
the matter, or nobody has looked.
"""

from __future__ import annotations

__all__ = ["DOCUMENTED"]

DOCUMENTED: dict[str, dict[str, str]] = {
    "same": {
        "onnx": "The extra pixel stands at the end with SAME_UPPER and at the beginning with "
        "SAME_LOWER, says the text of Conv. The evaluator keeps it.",
        "openvino": "same_upper adds the extra pixel at the end, same_lower at the beginning. "
        "Kept.",
        "opencv": "Its layers have a padMode, and their pages no rule for it. Of the ONNX text "
        "that its importer reads, SAME_UPPER is not kept with a stride, nor SAME_LOWER without "
        "one.",
    },
    "same-pooling": {
        "onnx": "MaxPool and AveragePool say the same as Conv. The evaluator takes SAME_LOWER "
        "for SAME_UPPER in the maximum.",
        "openvino": "same_upper adds the extra pixel at the end, same_lower at the beginning. "
        "Kept.",
        "opencv": "The page of its pooling layer names padMode without a rule. What comes out is "
        "not what the ONNX text says.",
    },
    "same-1x1": {
        "onnx": "The padding is what the output size, ⌈in / stride⌉, still lacks; that it is "
        "never negative goes without saying. The evaluator cuts it to 0 in Conv, not in MaxPool.",
        "openvino": "The output size is fixed and the input is padded to match it. Nothing is "
        "moved where nothing is lacking.",
    },
    "same-dilation": {
        "onnx": "SAME fixes the output size, ⌈in / stride⌉, whatever the dilation. The evaluator "
        "keeps it in Conv and MaxPool; in AveragePool it fills what is left with zeros.",
    },
    "padding-mode": {
        "onnx": "Pad has the modes constant, reflect, edge and, since opset 19, wrap. All kept.",
        "openvino": "Pad has the modes constant, edge, reflect and symmetric. It has no wrap, "
        "and refuses it.",
    },
    "max-padding": {
        "openvino": "Padding counts as −∞ in MaxPool. That is kept, yet a pixel that is −∞ "
        "itself comes out as the lowest float.",
    },
    "max-nan": {
        "onnx": "The text does not mention NaN: any answer keeps it.",
    },
    "max-stride": {
        "onnx": "A stride that is not given is 1 along each axis. Kept.",
        "tinygrad": "Its own max_pool2d takes the kernel size. A file is read as the standard "
        "has it.",
    },
    "dilated-pooling": {
        "onnx": "MaxPool has dilations since opset 10, AveragePool since opset 19. Kept.",
    },
    "max-index": {
        "onnx": "The place counts through the whole tensor, from 0 to N · C · H · W, without the "
        "padding; storage_order=1 counts by columns. The evaluator slips where the stride is 1.",
        "openvino": "MaxPool-8 counts through all axes from the one called axis, 0 by default. "
        "Kept. It has no storage order of its own: read from a file, the array of places is "
        "turned, not the places.",
        "tinygrad": "max_pool2d returns the place of the maximum, and max_unpool2d takes it "
        "back: in each plane. What it reads from a file counts so too, against the standard.",
    },
    "average-divisor": {
        "onnx": "count_include_pad is 0 by default: padding does not count. Kept.",
        "openvino": "exclude-pad has no default; true leaves out the zeros of the padding. Kept.",
        "tinygrad": "count_include_pad=False leaves the padding out; its own default counts it. "
        "From a file it takes the standard's default.",
        "tvm": "count_include_pad is False by default. Kept.",
    },
    "average-precision": {
        "onnx": "Both types are allowed, and nothing is said of the precision of the sum. The "
        "evaluator adds up bfloat16 in bfloat16.",
    },
    "ceil-mode": {
        "onnx": "Windows that would start in the padding at the right are ignored. Kept.",
        "openvino": "rounding_type is floor, ceil or, since opset 14, ceil_torch, which lets no "
        "window start in the padding. From a file an average behaves as ceil_torch, a maximum as "
        "ceil.",
        "opencv": "The page of its pooling layer names ceilMode without a rule.",
        "tvm": "With ceil_mode every pixel is covered by a window, it says. A window that would "
        "start behind the image is left out all the same, as the standard has it.",
        "tinygrad": "With ceil_mode the division is rounded up. Windows in the padding are left "
        "out, as the standard has it.",
    },
    "ceil-divisor": {
        "onnx": "A window is divided by the number of its elements, padding only if it is "
        "counted. Kept: what hangs over is no element.",
        "openvino": "exclude-pad=false counts the padding; of what hangs over nothing is said. "
        "Here it is counted where there is padding.",
    },
    "transposed-size": {
        "onnx": "output_shape replaces the padding: pads are computed from it, the odd one at "
        "the beginning unless auto_pad is SAME_UPPER. The evaluator fails at it.",
    },
    "same-transposed": {
        "onnx": "The output is the input times the stride. Kept, with the zeros at the beginning "
        "where the stride is larger than the kernel.",
    },
    "nearest": {
        "onnx": "By default middles are compared (half_pixel) and a half is rounded down. Kept.",
    },
    "bilinear": {
        "onnx": "antialias stretches the filter by max(1, 1 / scale). Kept.",
        "tinygrad": "Its modes are linear, nearest and nearest-exact. It refuses antialias.",
    },
    "resize-scale": {
        "onnx": "A scale may lead to a fraction of a pixel, and places are divided by it. With "
        "aligned corners the length of the resized tensor counts: the evaluator takes the "
        "fraction.",
        "tvm": "resize2d takes the size alone, and so reads a scale as a ratio of sizes.",
    },
    "bicubic": {
        "onnx": "a is cubic_coeff_a, −0.75 by default. Kept.",
    },
    "batch-norm": {
        "onnx": "running · momentum + batch · (1 − momentum), with the biased variance. Kept.",
        "tvm": "Its documentation has the standard's formula. Computed is the other way round: "
        "the new batch gets the share momentum.",
    },
    "lrn": {
        "onnx": "α is divided by size; an even window reaches one channel further behind. The "
        "evaluator normalizes only as many channels as there are images.",
    },
    "lp-pooling": {
        "onnx": "The Lp norm of all values of the window. The evaluator makes a window that "
        "hangs over too large.",
    },
    "lp-normalization": {
        "onnx": "Divided by the Lp norm, and zero where that is zero. With p = 1 the evaluator "
        "adds up without taking absolute values.",
    },
    "reduction-axes": {
        "onnx": "axes is an input since opset 18. Kept.",
    },
    "gelu": {
        "onnx": "approximate is none by default, and tanh on request. Kept.",
    },
    "softmax-axis": {
        "onnx": "axis is −1 since opset 13, and was 1 before. Kept.",
    },
    "hard-sigmoid": {
        "onnx": "α is 0.2 and β 0.5 by default in HardSigmoid; HardSwish has α = 1/6. Kept.",
    },
    "leaky-slope": {
        "onnx": "alpha is 0.01 by default. Kept.",
    },
    "rounding-half": {
        "onnx": "A half goes to the even neighbor. Kept.",
    },
    "dividing-negatives": {
        "onnx": "With fmod=0 Mod has the sign of the divisor. Kept.",
    },
    "argmax": {
        "onnx": "The first of equals, unless select_last_index is 1; of NaN nothing is said.",
    },
    "quantize-rounding": {
        "onnx": "x / scale is rounded to the nearest, a half to the even neighbor; then the zero "
        "point is added. Kept.",
    },
}
