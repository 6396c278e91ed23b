"""What an engine's own documentation says of a difference, and whether its answer keeps it.

Of the ONNX reference it is the text of the standard. An engine that is not in a row says nothing of
the matter, or nobody has looked.
"""

from __future__ import annotations

from cnnlib.differences.documented_keras import BY_KERAS

__all__ = ["DOCUMENTED"]

BY_OTHERS: dict[str, dict[str, str]] = {
    "same": {
        "onnx": "The extra pixel stands at the end with SAME_UPPER and at the beginning "
        "with SAME_LOWER, says the text of Conv. The evaluator keeps it.",
        "openvino": "same_upper adds the extra pixel at the end, same_lower at the beginning. "
        "Kept.",
        "opencv": "Its layers have a padMode, and their pages no rule for it. Of the ONNX "
        "text that its importer reads, SAME_UPPER is not kept with a stride, nor "
        "SAME_LOWER without one.",
        "equinox": "Puts the extra pixel of SAME at the end and that of SAME_LOWER at the "
        "beginning, and so it is.",
        "mindspore": "Gives what is left over to the right and the bottom, and so it is; there "
        "is no other side.",
        "pytorch": "Conv2d takes padding='same' for stride 1 alone; it keeps that, and "
        "refuses any other stride.",
        "ncnn": "Pads −233 and −234 stand for SAME_UPPER and SAME_LOWER; it keeps both.",
        "paddle": "Takes 'SAME' as an algorithm and does not say on which side the odd pixel goes.",
    },
    "same-pooling": {
        "onnx": "MaxPool and AveragePool say the same as Conv. The evaluator takes "
        "SAME_LOWER for SAME_UPPER in the maximum.",
        "openvino": "same_upper adds the extra pixel at the end, same_lower at the beginning. "
        "Kept.",
        "opencv": "The page of its pooling layer names padMode without a rule. What comes "
        "out is not what the ONNX text says.",
        "flax": "count_include_pad is true by default, and SAME is no exception: what is "
        "left of a window at the border is divided by all of it.",
        "mindspore": 'count_include_pad is true by default; under pad_mode="same" the padding '
        "is left out all the same.",
        "ncnn": "Pad mode 2 is TensorFlow's SAME or ONNX's SAME_UPPER, 3 is SAME_LOWER. "
        "The windows stand so, but an average counts the padding, which neither "
        "of the two does, whatever avgpool_count_include_pad says.",
    },
    "same-1x1": {
        "onnx": "The padding is what the output size, ⌈in / stride⌉, still lacks; that it "
        "is never negative goes without saying. The evaluator cuts it to 0 in "
        "Conv, not in MaxPool.",
        "openvino": "The output size is fixed and the input is padded to match it. Nothing is "
        "moved where nothing is lacking.",
    },
    "same-dilation": {
        "onnx": "SAME fixes the output size, ⌈in / stride⌉, whatever the dilation. The "
        "evaluator keeps it in Conv and MaxPool; in AveragePool it fills what is "
        "left with zeros.",
        "paddle": "Gives a formula for the output size that has the dilation in it, and "
        "does not say that SAME sets it to 1. It does.",
        "pytorch": "padding='same' pads so that the output has the input's shape, with a "
        "dilation too; it keeps that.",
    },
    "padding-mode": {
        "onnx": "Pad has the modes constant, reflect, edge and, since opset 19, wrap. All kept.",
        "openvino": "Pad has the modes constant, edge, reflect and symmetric. It has no wrap, "
        "and refuses it.",
        "equinox": "Shows each of its four modes by an example, and keeps them.",
        "flax": "CIRCULAR and REFLECT stand in the place of the padding: as much is "
        "filled as SAME would pad at stride 1.",
        "pytorch": "padding_mode is one of zeros, reflect, replicate and circular; it keeps "
        "all. On the way to ncnn, pnnx makes zeros of circular.",
        "paddle": "Padding is constant, reflect, replicate or circular; it keeps all.",
    },
    "max-padding": {
        "openvino": "Padding counts as −∞ in MaxPool. That is kept, yet a pixel that is −∞ "
        "itself comes out as the lowest float.",
        "mlx": "Promises negative infinity in the padding. In int8 it becomes 0, and "
        "wins over what is negative.",
        "mindspore": "Speaks of a padding value of 0. In float it never wins; in int8 it does.",
        "mxnet": "Speaks of zero-padding for the maximum too; what stands there is the "
        "lowest float.",
        "pytorch": "The padding is implicit negative infinity on both sides; it keeps that.",
    },
    "max-nan": {
        "onnx": "The text does not mention NaN: any answer keeps it.",
    },
    "max-stride": {
        "onnx": "A stride that is not given is 1 along each axis. Kept.",
        "tinygrad": "Its own max_pool2d takes the kernel size. A file is read as the standard "
        "has it.",
        "flax": "1 on every axis by default, as it says.",
        "mindspore": "1 by default, as it says; it announces that this will become the kernel "
        "size.",
        "mlx": "The kernel size by default, as it says.",
        "mxnet": "Gluon's layers take the kernel size, the operator Pooling takes 1: each says so.",
        "nnabla": "The kernel size by default, as it says.",
        "pytorch": "The stride is the kernel size by default; it is.",
        "ncnn": "The stride is 1 by default; it is.",
    },
    "dilated-pooling": {
        "onnx": "MaxPool has dilations since opset 10, AveragePool since opset 19. Kept.",
    },
    "max-index": {
        "onnx": "The place counts through the whole tensor, from 0 to N · C · H · W, "
        "without the padding; storage_order=1 counts by columns. The evaluator "
        "slips where the stride is 1.",
        "openvino": "MaxPool-8 counts through all axes from the one called axis, 0 by "
        "default. Kept. It has no storage order of its own: read from a file, the "
        "array of places is turned, not the places.",
        "tinygrad": "max_pool2d returns the place of the maximum, and max_unpool2d takes it "
        "back: in each plane. What it reads from a file counts so too, against "
        "the standard.",
    },
    "average-divisor": {
        "onnx": "count_include_pad is 0 by default: padding does not count. Kept.",
        "openvino": "exclude-pad has no default; true leaves out the zeros of the padding. Kept.",
        "tinygrad": "count_include_pad=False leaves the padding out; its own default counts "
        "it. From a file it takes the standard's default.",
        "tvm": "count_include_pad is False by default. Kept.",
        "flax": "count_include_pad is true by default, as it says.",
        "mindspore": "count_include_pad is true by default, as it says.",
        "mlx": "Says that zeros are put around the image; nothing leaves them out.",
        "mxnet": "count_include_pad is true by default, as it says.",
        "nnabla": "including_pad is true by default, as it says.",
        "pytorch": "count_include_pad is true by default, and divisor_override takes the "
        "place of the size; it keeps both. Its exporter to ONNX drops "
        "divisor_override, which ONNX does not have.",
        "paddle": "exclusive is true by default: padding is not counted. divisor_override "
        "is used as the divisor. It keeps the first, and the second where "
        "exclusive is false; by default the border's windows are divided by less.",
        "ncnn": "avgpool_count_include_pad is 0 by default; it is, except under pad modes "
        "2 and 3, where padding always counts.",
    },
    "average-precision": {
        "onnx": "Both types are allowed, and nothing is said of the precision of the sum. "
        "The evaluator adds up bfloat16 in bfloat16.",
    },
    "ceil-mode": {
        "onnx": "Windows that would start in the padding at the right are ignored. Kept.",
        "openvino": "rounding_type is floor, ceil or, since opset 14, ceil_torch, which lets "
        "no window start in the padding. From a file an average behaves as "
        "ceil_torch, a maximum as ceil.",
        "opencv": "The page of its pooling layer names ceilMode without a rule.",
        "tvm": "With ceil_mode every pixel is covered by a window, it says. A window "
        "that would start behind the image is left out all the same, as the "
        "standard has it.",
        "tinygrad": "With ceil_mode the division is rounded up. Windows in the padding are "
        "left out, as the standard has it.",
        "mxnet": "Gives the size by a formula with ⌈ ⌉, and keeps to it where the last "
        "window has no pixel.",
        "pytorch": "A window may go off bounds where it starts in the left padding or in the "
        "input; one that would start in the right padding is ignored. It keeps "
        "that.",
        "paddle": "ceil is used in place of floor for the size, and nothing is said of "
        "windows that hold no pixel: they stay.",
        "ncnn": "Mode 0 is full padding, without more words. Windows that hold no pixel "
        "stay: −3.4e38 as maximum, NaN as average.",
    },
    "ceil-divisor": {
        "onnx": "A window is divided by the number of its elements, padding only if it is "
        "counted. Kept: what hangs over is no element.",
        "openvino": "exclude-pad=false counts the padding; of what hangs over nothing is "
        "said. Here it is counted where there is padding.",
        "equinox": "Says that padding is added where ceil mode needs it. It counts as all "
        "padding does.",
    },
    "transposed-size": {
        "onnx": "output_shape replaces the padding: pads are computed from it, the odd "
        "one at the beginning unless auto_pad is SAME_UPPER. The evaluator fails "
        "at it.",
        "flax": "Warns that its padding is not PyTorch's: p there is dilation · (kernel − "
        "1) − p here.",
        "mindspore": "Calls output_padding a padding of the output at the bottom and right, "
        "and takes it at its word: zeros stand there, where others have sums.",
        "mxnet": "Says that a target_shape finds its padding by itself. With oneDNN, as it "
        "is installed, a padding that comes out uneven is refused.",
        "pytorch": "output_padding is additional size on one side, and finds the output's "
        "shape without adding zeros; it keeps that. output_size must be one that "
        "the stride can lead to.",
    },
    "same-transposed": {
        "onnx": "The output is the input times the stride. Kept, with the zeros at the "
        "beginning where the stride is larger than the kernel.",
        "flax": "Says that SAME keeps the input's shape. With stride 2 the output has "
        "twice its size.",
    },
    "nearest": {
        "onnx": "By default middles are compared (half_pixel) and a half is rounded down. Kept.",
        "mindspore": "Says that nearest is that of OpenCV and nearest-exact that of Pillow and "
        "scikit-image, and so it is.",
        "nnabla": "Has a table of the positions that it reads, and keeps to it; "
        "half_pixel_for_nn is the rule by the middle.",
        "pytorch": "'nearest' is documented to follow a rule of OpenCV that is called faulty "
        "there, kept so that old results stay; 'nearest-exact' repairs it. Both "
        "do as said.",
    },
    "bilinear": {
        "onnx": "antialias stretches the filter by max(1, 1 / scale). Kept.",
        "tinygrad": "Its modes are linear, nearest and nearest-exact. It refuses antialias.",
        "equinox": "jax.image.resize says that shrinking blurs unless antialias=False, and "
        "so it is.",
        "flax": "jax.image.resize says that shrinking blurs unless antialias=False, and so it is.",
        "mxnet": "align_corners is true by default, as it says.",
        "nnabla": "half_pixel is false by default, as it says: o · in / out is read, not "
        "the pixel's middle.",
    },
    "resize-scale": {
        "onnx": "A scale may lead to a fraction of a pixel, and places are divided by it. "
        "With aligned corners the length of the resized tensor counts: the "
        "evaluator takes the fraction.",
        "tvm": "resize2d takes the size alone, and so reads a scale as a ratio of sizes.",
        "mlx": "Says for antialias that a scale which is no whole ratio may differ from "
        "PyTorch's; it differs without it too, because the pixels read are "
        "centered.",
        "nnabla": "Its table of positions has the sizes alone; the scale only finds the size.",
        "pytorch": "Uses the scale that was given unless recompute_scale_factor is set; it "
        "keeps that.",
        "ncnn": "Scales of height and width are parameters of Interp; it uses them.",
    },
    "bicubic": {
        "onnx": "a is cubic_coeff_a, −0.75 by default; with exclude_outside=1 what is "
        "outside the image gets no weight. Kept.",
        "openvino": "Interpolate has cube_coeff, and no such option: exclude_outside is read over.",
        "equinox": "jax.image.resize names Keys's curve, whose a is −0.5; a method cubic-"
        "pytorch has the other.",
        "flax": "jax.image.resize names Keys's curve, whose a is −0.5; a method cubic-"
        "pytorch has the other.",
        "mlx": "Says that a is −0.75, and −0.5 with antialias.",
    },
    "batch-norm": {
        "onnx": "running · momentum + batch · (1 − momentum), with the biased variance. Kept.",
        "tvm": "Its documentation has the standard's formula. Computed is the other way "
        "round: the new batch gets the share momentum.",
        "equinox": "Says that evaluation takes an unbiased variance. What it keeps is "
        "divided by n, and by default the first batch replaces what was there.",
        "flax": "Calls momentum the decay rate, the share that stays, and so it is.",
        "mindspore": "Its formula takes the batch's variance. What goes in is divided by n − 1.",
        "nnabla": "Defines the variance with 1 / n. What goes into the running one is "
        "divided by n − 1.",
        "pytorch": "momentum is the share of the new batch; the output takes the biased "
        "variance, what is kept the unbiased one. It keeps all three.",
        "paddle": "momentum is the share of what was kept, 0.9 by default; it keeps that.",
    },
    "lrn": {
        "onnx": "α is divided by size; an even window reaches one channel further behind. "
        "The evaluator normalizes only as many channels as there are images.",
        "mxnet": "Divides α by n, as it says. The sum is to run from i − n/2 to i + n/2; "
        "with n = 2 it has one channel.",
        "pytorch": "α is divided by the size; it is.",
    },
    "lp-pooling": {
        "onnx": "The Lp norm of all values of the window. The evaluator makes a window "
        "that hangs over too large.",
        "mindspore": "Its formula raises x to the power p without an absolute value, and so it "
        "answers.",
        "mxnet": "Its formula raises x to the power p without an absolute value, and so it "
        "answers; p is said to be 1 or 2, but 3 is taken.",
        "pytorch": "The p-th root of the sum of x to the power of p, without an absolute "
        "value, and for p = 1 the sum. It keeps that: −3 for p = 1, and NaN for "
        "an odd p and a negative sum.",
        "paddle": "The same formula as PyTorch's, without an absolute value.",
    },
    "lp-normalization": {
        "onnx": "Divided by the Lp norm, and zero where that is zero. With p = 1 the "
        "evaluator adds up without taking absolute values.",
    },
    "reduction-axes": {
        "onnx": "axes is an input since opset 18. Kept.",
    },
    "gelu": {
        "onnx": "approximate is none by default, and tanh on request. Kept.",
        "equinox": "jax.nn.gelu approximates by default, as it says.",
        "flax": "jax.nn.gelu approximates by default, as it says.",
        "mindspore": "The layer approximates by default and the function does not: each says so.",
        "mlx": "Exact by default, as it says.",
        "nnabla": "Approximates, as it says, and has no other form.",
        "pytorch": "approximate='none' by default: the exact one; it is.",
    },
    "softmax-axis": {
        "onnx": "axis is −1 since opset 13, and was 1 before. Kept.",
        "paddle": "The last axis; it is.",
        "ncnn": "Axis 0, the channels of an image; it is.",
        "pytorch": "dim has no documented default; left out, it is 1 for four axes, with a "
        "warning.",
    },
    "hard-sigmoid": {
        "onnx": "α is 0.2 and β 0.5 by default in HardSigmoid; HardSwish has α = 1/6. Kept.",
        "mxnet": "0.2 x + 0.5 by default, as it says.",
        "nnabla": "0.2 x + 0.5, as it says.",
        "pytorch": "x / 6 + 1 / 2; it is.",
        "ncnn": "α 0.2 and β 0.5; they are.",
    },
    "leaky-slope": {
        "onnx": "alpha is 0.01 by default. Kept.",
        "mindspore": "0.2 for both, as it says.",
        "mxnet": "0.25 for the operator, as it says; Gluon's layer wants to be told.",
        "nnabla": "0.1, as it says.",
        "pytorch": "0.01 for LeakyReLU, 0.25 for a new PReLU; it keeps both.",
    },
    "rounding-half": {
        "onnx": "A half goes to the even neighbor. Kept.",
        "mxnet": "Its examples round 1.5 to 2 and −1.5 to −2: away from zero, and so it is.",
        "nnabla": "Says the nearest integer, and nothing of a half: it goes away from zero.",
        "pytorch": "Half to even; it does.",
        "paddle": "To the nearest integer, without a word about halves: half to even.",
    },
    "dividing-negatives": {
        "onnx": "With fmod=0 Mod has the sign of the divisor. Kept.",
        "pytorch": "floor_divide rounds down since PyTorch 1.13, and a remainder has the "
        "divisor's sign; it keeps both.",
    },
    "argmax": {
        "onnx": "The first of equals, unless select_last_index is 1; of NaN nothing is said.",
        "pytorch": "The first of several largest; it is.",
    },
    "quantize-rounding": {
        "onnx": "x / scale is rounded to the nearest, a half to the even neighbor; then "
        "the zero point is added. Kept.",
        "nnabla": "round_mode is HALF_AWAY_FROM_ZERO by default, though the page names ONNX "
        "as what it follows; HALF_TO_EVEN is that.",
        "pytorch": "fake_quantize rounds x / scale to the nearest, half to even, then adds "
        "the zero point. It adds last, but multiplies by 1 / scale. Of "
        "quantize_per_tensor nothing is said: it adds the zero point before it "
        "rounds.",
        "ncnn": "float2int8(x · scale), without a word about halves: away from zero.",
    },
    "activation-defaults": {
        "nnabla": "Its celu is another function by the same name: the ELU of x and that of "
        "−x, one behind the other on the axis of channels. It says so.",
        "ncnn": "ELU's α is 0.1 by default; it is.",
        "pytorch": "α 1 for ELU, −1 and 1 for Hardtanh; they are.",
    },
    "adaptive-average": {
        "mindspore": "Gives the formula with ⌊ ⌋ and ⌈ ⌉, and keeps to it.",
        "paddle": "Cell i reaches from ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉; it keeps that. paddle2onnx "
        "makes a plain pool of it, which stands elsewhere.",
    },
    "epsilon": {
        "flax": "1e-5 for batches and 1e-6 for layers, as it says.",
        "mindspore": "1e-7 for layers, as it says.",
        "pytorch": "ε is 1e-5 in every norm; it is.",
        "paddle": "ε is 1e-5; it is.",
        "ncnn": "ε is 0 in BatchNorm, 0.001 in LayerNorm, GroupNorm and InstanceNorm; it "
        "is. pnnx writes the one of PyTorch.",
    },
    "large-means": {
        "flax": "Calls use_fast_variance, which is on by default, faster and less stable. "
        "Turn it off for such numbers.",
    },
    "group-order": {
        "mlx": "Says that pytorch_compatible=True groups as PyTorch does, not how it "
        "groups otherwise.",
    },
    "dropout-all": {
        "mxnet": "Says that the rate is between 0 and 1. At 1 it divides 0 by 0.",
        "mlx": "Divides by 1 − p, says the page, and so refuses 1.",
    },
    "transposed-kernel": {
        "flax": "Says that transpose_kernel=True turns the kernel and swaps its channels; "
        "it is false by default.",
        "nnabla": "Calls it the backward pass of a convolution with the same weight, and so it is.",
    },
    "padding-order": {
        "mindspore": "Conv2d's four numbers are top, bottom, left, right, and so it is. The "
        "function that only pads starts with the last axis.",
    },
    "conv-defaults": {
        "flax": "SAME by default, as it says.",
        "mindspore": "pad_mode is same and has_bias is false by default, as it says; it "
        "announces that a bias will come.",
    },
    "linear-axes": {
        "mxnet": "flatten is true by default, as it says.",
        "nnabla": "base_axis is 1 by default, as it says: what is behind it is flattened.",
    },
    "dropout-share": {
        "mindspore": "The first number is keep_prob, the share that stays, as it says; p is "
        "the other. It announces that p will be the first.",
    },
    "kernel-direction": {
        "pytorch": "Names the operator cross-correlation; it is.",
    },
    "groups-order": {
        "paddle": "The first half of the filters is connected to the first half of the "
        "channels, for two groups; it keeps that.",
    },
    "options-kept": {
        "pytorch": "Softplus is x itself where β·x is above the threshold; it is.",
        "paddle": "Slope, value and bounds are kept in PaddlePaddle itself. paddle2onnx "
        "writes LeakyReLU's slope, Pad's value and GroupNorm's ε from somewhere "
        "in memory, and Hardtanh's bounds as −1 and 1.",
    },
    "quantize-saturation": {
        "ncnn": "Nothing is said of the range. It is −127 to 127, and a number beyond "
        "that of an int32 comes out as −127, a large positive one too.",
        "paddle": "The cast to float8 says nothing of its range. A number just beyond it is "
        "NaN or infinite, one far beyond it the largest there is.",
    },
    "large-arguments": {
        "pytorch": "Softplus returns x itself above its threshold, 20 by default; it does.",
        "paddle": "log_softmax is the logarithm of softmax; of no limit is anything said. "
        "It never goes below −64, and so no loss above 64.",
    },
    "no-fit": {
        "ncnn": "Full padding is the mode of pooling by default, so that a window that "
        "hangs over is kept.",
    },
    "large-padding": {
        "pytorch": "The padding must be at most half of the effective kernel size; it "
        "refuses more.",
    },
    "roi-align": {
        "onnx": "Each cell takes samples by bilinear interpolation. The evaluator's maximum is "
        "one of weighted pixels, not of samples.",
    },
    "prelu-axis": {
        "onnx": "The slopes are broadcast to the image, from the last axis. Kept.",
        "openvino": "A list of as many slopes as there are channels belongs to the channels, "
        "says PReLU-1. Kept, and so the standard is not.",
        "equinox": "Says that the slopes are broadcast to the input. Where there are as many as "
        "pixels in a row, they fall on the pixels.",
    },
}

DOCUMENTED = {
    name: BY_OTHERS.get(name, {}) | BY_KERAS.get(name, {}) for name in BY_OTHERS | BY_KERAS
}
