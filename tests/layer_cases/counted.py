"""What each counter was seen to answer: for networks, for single layers, and under which names."""

from cnnlib import (
    ELU,
    GELU,
    AdaptiveAvgPool2D,
    Add,
    AvgPool2D,
    BatchNorm1D,
    BatchNorm2D,
    Concat,
    Conv2D,
    Conv2DTranspose,
    Dropout,
    Flatten,
    Graph,
    GroupNorm,
    Hardsigmoid,
    Hardswish,
    KMaxPool,
    LayerNorm,
    LeakyReLU,
    Linear,
    MatMul,
    MaxPool2D,
    Multiply,
    Permute,
    PReLU,
    ReLU,
    ReLU6,
    Reshape,
    Residual,
    Scale,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)

# The columns of what follows: the tools, and the two rules on paper, in their order.
CONVENTIONS = [
    *("document", "paddle", "macs", "flops", "thop", "fvcore", "torchinfo"),
    *("ptflops", "ptflops-pytorch", "calflops"),
]
FREE = "0 0 0 0 0 0 0 0 0 0"

# What the tools themselves printed, at the versions that each convention's source names, on
# PyTorch 2.13.0 and PaddlePaddle 3.3.1: of known networks, and below of single layers.
TOTALS = {
    "LeNet": """
        347560 347560 341256 682512 341256 341256 347774 347774 372990 701424""",
    "VGG16": """
        15483811840 15483862016 15470264320 30940528640 15470314496 15470289408
        15483821032 15483821032 15523225576 30973778432""",
    "ResNet50": """
        4111412224 4111514624 4089184256 8178368512 4133742592 4111512576
        4089238376 4089185256 4132436968 8211108352""",
    "MobileNetV2": """
        314130496 314194496 300774272 601548544 327550720 314193216
        300809384 300775272 320362728 614967488""",
    "AlexNet": """
        714673472 714691904 714188480 1428376960 714206912 714197696
        714682664 714682664 716441128 1429741184""",
    "VGG11": """
        7616516096 7616566272 7609090048 15218180096 7609140224 7609115136
        7616525288 7616525288 7643686888 15239186944""",
    "ResNet18": """
        1819040768 1819066368 1814073344 3628146688 1824033792 1819065856
        1814083944 1814074344 1825313768 3636250112""",
    "MobileNetV1": """
        578825728 578876928 568740352 1137480704 588962304 578875904
        568763240 568741352 589012456 1152658944""",
}

# The tools' names for a type of layer.
NAMES = {
    "Conv2D": ("conv2d", "Conv2d", "conv", "aten.convolution"),
    "Linear": ("linear", "Linear", "aten.addmm"),
    "BatchNorm2D": ("batch_norm2d", "BatchNorm2d", "batch_norm"),
    "ReLU": ("ReLU",),
    "MaxPool2D": ("MaxPool2d",),
    "AdaptiveAvgPool2D": ("adaptive_avg_pool2d", "AdaptiveAvgPool2d"),
}

# The cases of `test_counters.py` in which cnnlib does not follow: the tool's answer, then cnnlib's.
PARTINGS = {
    ("LeNet, 8 images", "ptflops-pytorch"): (461_246, 8 * 372_990),
    ("Conv2d, padding same", "fvcore"): (0, 221_184),
    ("Conv2d 2x2, padding same", "fvcore"): (0, 98_304),
    ("Conv2d 2x2, padding same", "calflops"): (192_200, 204_800),
    ("BatchNorm2d, training", "fvcore"): (15_360, 6_144),
    ("nn.Linear", "ptflops-pytorch"): (28, 196),
    ("F.linear", "thop"): (0, 168),
    ("F.linear", "ptflops-pytorch"): (0, 196),
    ("nn.Linear, sequence", "ptflops-pytorch"): (196, 392),
    ("F.relu", "ptflops-pytorch"): (3_072, 6_144),
    ("torch.add(x, x)", "ptflops-pytorch"): (3_072, 0),
    ("torch.add(x, x)", "calflops"): (3_072, 0),
    ("AdaptiveAvgPool2d 3 of 11", "thop"): (389, 390),
}

# Layers with an input size and what they cost by each convention.
COSTS = {
    "Add": [(Graph(("join", Add(), "input", "input")), (2, 3, 5, 5), FREE)],
    "AdaptiveAvgPool2D": [
        (AdaptiveAvgPool2D(1), (2, 5, 7, 7), "0 500 0 0 500 490 0 0 980 490"),
        # 7 / 2 is 3 to PaddlePaddle and 3.5 to thop.
        (AdaptiveAvgPool2D(2), (2, 5, 7, 7), "0 400 0 0 530 490 0 0 980 490"),
        (AdaptiveAvgPool2D((2, 7)), (3, 5, 7, 7), "0 840 0 0 945 735 0 0 1470 735"),
        # More cells than pixels.
        (AdaptiveAvgPool2D(9), (1, 4, 7, 7), "0 324 0 0 520 196 0 0 392 196"),
    ],
    "AvgPool2D": [
        (AvgPool2D(3, 2, padding=1), (2, 3, 9, 9), "0 150 0 0 150 0 0 0 972 486"),
        (AvgPool2D(2, divisor_override=3), (1, 3, 4, 4), "0 12 0 0 12 0 0 0 96 48"),
    ],
    "BatchNorm1D": [(BatchNorm1D(4), (3, 4), FREE)],
    "BatchNorm2D": [(BatchNorm2D(4), (3, 4, 5, 5), "600 600 0 0 1200 600 24 0 600 600")],
    "Concat": [(Graph(("join", Concat(), "input", "input")), (2, 3, 5, 5), FREE)],
    "Conv2D": [
        (
            Conv2D(4, 8, 3, groups=2),
            (2, 4, 9, 9),
            "14896 14896 14112 28224 14112 14112 14896 14896 14896 29008",
        ),
        (
            Conv2D(4, 8, 3, 2, 1, groups=4, bias=False),
            (2, 4, 9, 9),
            "3600 3600 3600 7200 3600 3600 3600 3600 3600 7200",
        ),
        (
            Conv2D(3, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(1, 2)),
            (3, 3, 12, 16),
            "79488 79488 77760 155520 77760 77760 79488 79488 79488 157248",
        ),
    ],
    "Conv2DTranspose": [(Conv2DTranspose(3, 2, 2, 2), (2, 3, 5, 5), FREE)],
    "Dropout": [(Dropout(0.3), (2, 3, 5, 5), FREE)],
    "ELU": [(ELU(), (2, 3, 5, 5), FREE)],
    "Flatten": [(Flatten(), (2, 3, 5, 5), FREE)],
    "GELU": [(GELU(), (2, 3, 5, 5), FREE)],
    "Hardsigmoid": [(Hardsigmoid(), (2, 3, 5, 5), FREE)],
    "Hardswish": [(Hardswish(), (2, 3, 5, 5), FREE)],
    "KMaxPool": [(KMaxPool(2, axis=2), (2, 3, 5, 5), FREE)],
    "LeakyReLU": [(LeakyReLU(), (2, 3, 5, 5), FREE)],
    "GroupNorm": [(GroupNorm(2, 4), (2, 4, 5, 5), FREE)],
    "LayerNorm": [(LayerNorm(5), (2, 3, 5), FREE)],
    "Linear": [
        (Linear(6, 4), (3, 6), "72 72 72 144 72 72 84 84 84 144"),
        (Linear(6, 4, bias=False), (3, 6), "72 72 72 144 72 72 72 72 72 144"),
        # At every place of a sequence; torchinfo counts one place of each.
        (Linear(6, 4), (2, 7, 6), "336 336 336 672 336 336 56 392 392 672"),
        (
            Linear(6, 4, bias=False),
            (2, 3, 5, 6),
            "720 720 720 1440 720 720 48 720 720 1440",
        ),
    ],
    "MatMul": [(Graph(("join", MatMul(transpose_y=True), "input", "input")), (2, 4, 6, 8), FREE)],
    "MaxPool2D": [
        (MaxPool2D(3, 2, padding=1), (2, 3, 9, 9), "0 0 0 0 0 0 0 0 972 486"),
        (MaxPool2D(3, 2, return_mask=True), (2, 3, 9, 9), "0 0 0 0 0 0 0 0 972 486"),
    ],
    "Multiply": [(Graph(("join", Multiply(), "input", "input")), (2, 3, 5, 5), FREE)],
    "PReLU": [(PReLU(), (2, 3, 5, 5), FREE)],
    "ReLU": [(ReLU(), (2, 3, 5, 5), "0 0 0 0 0 0 0 0 300 150")],
    "ReLU6": [(ReLU6(), (2, 3, 5, 5), "0 0 0 0 0 0 0 0 150 0")],
    "SiLU": [(SiLU(), (2, 3, 5, 5), FREE)],
    "Sigmoid": [(Sigmoid(), (2, 3, 5, 5), FREE)],
    "Softmax": [(Softmax(), (2, 3, 5, 5), FREE)],
    "Tanh": [(Tanh(), (2, 3, 5, 5), FREE)],
    "Permute": [(Permute((0, 2, 1)), (2, 3, 5), FREE)],
    "Reshape": [(Reshape((5, -1)), (2, 3, 5), FREE)],
    "Scale": [(Scale(3), (2, 3, 5, 5), FREE)],
}

# Written x + y, the addition that closes a block is free with all tools.
BLOCK = (
    Residual(Conv2D(3, 3, 3, padding=1, bias=False), Conv2D(3, 3, 1)),
    (2, 3, 5, 5),
    "4650 4650 4500 9000 4500 4500 4650 4650 4650 9150",
)
