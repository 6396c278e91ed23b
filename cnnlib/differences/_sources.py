"""Where each framework says what it does, or the file in which it does it."""

_PADDLE_DOCS = "https://www.paddlepaddle.org.cn/documentation/docs/en/api/paddle/nn"
_PADDLE_CODE = "https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/phi/kernels"
_PYTORCH_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn"
_ONNX_DOCS = "https://onnx.ai/onnx/operators/onnx__"
_RUNTIME_CODE = "https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/providers"
_RUNTIME = "https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html"
_KERAS = "https://keras.io/api/layers"
_TENSORFLOW = "https://www.tensorflow.org/api_docs/python/tf"
_MINDSPORE = "https://www.mindspore.cn/docs/en/master/api_python/nn/mindspore.nn"
_JAX = "https://docs.jax.dev/en/latest/_autosummary/jax"

SOURCES = {
    "Paddle: conv2d": f"{_PADDLE_DOCS}/functional/conv2d_en.html",
    "Paddle: avg_pool2d": f"{_PADDLE_DOCS}/functional/avg_pool2d_en.html",
    "Paddle: pad": f"{_PADDLE_DOCS}/functional/pad_en.html",
    "Paddle: BatchNorm2D": f"{_PADDLE_DOCS}/BatchNorm2D_en.html",
    "Paddle: Linear": f"{_PADDLE_DOCS}/Linear_en.html",
    "Paddle: conv_util.h": f"{_PADDLE_CODE}/cpu/conv_util.h",
    "Paddle: pooling.h": f"{_PADDLE_CODE}/funcs/pooling.h",
    "PyTorch: Conv2d": f"{_PYTORCH_DOCS}.Conv2d.html",
    "PyTorch: MaxPool2d": f"{_PYTORCH_DOCS}.MaxPool2d.html",
    "PyTorch: AvgPool2d": f"{_PYTORCH_DOCS}.AvgPool2d.html",
    "PyTorch: AdaptiveAvgPool2d": f"{_PYTORCH_DOCS}.AdaptiveAvgPool2d.html",
    "PyTorch: LPPool2d": f"{_PYTORCH_DOCS}.LPPool2d.html",
    "PyTorch: notes on gradients": "https://docs.pytorch.org/docs/stable/notes/autograd.html",
    "PyTorch: BatchNorm2d": f"{_PYTORCH_DOCS}.BatchNorm2d.html",
    "PyTorch: Linear": f"{_PYTORCH_DOCS}.Linear.html",
    "PyTorch: pad": f"{_PYTORCH_DOCS}.functional.pad.html",
    **{
        f"PyTorch: {name}": f"{_PYTORCH_DOCS}.{name}.html"
        for name in (
            "ConvTranspose2d",
            "Dropout",
            "Flatten",
            "GELU",
            "GroupNorm",
            "Hardsigmoid",
            "LayerNorm",
            "LeakyReLU",
            "LocalResponseNorm",
            "PReLU",
            "PixelShuffle",
            "ReLU",
            "Softmax",
            "Softplus",
            "Upsample",
        )
    },
    "PyTorch: interpolate": f"{_PYTORCH_DOCS}.functional.interpolate.html",
    "PyTorch: normalize": f"{_PYTORCH_DOCS}.functional.normalize.html",
    **{
        f"PyTorch: {name}": f"{_PYTORCH_DOCS.removesuffix('.nn')}.{name}.html"
        for name in ("floor_divide", "round", "std")
    },
    "PyTorch: Pool.h": ("https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/Pool.h"),
    "TensorFlow: notes on padding": f"{_TENSORFLOW}/nn",
    "TensorFlow: max_pool_with_argmax": f"{_TENSORFLOW}/nn/max_pool_with_argmax",
    "TensorFlow: conv2d": f"{_TENSORFLOW}/nn/conv2d",
    "TensorFlow: conv2d_transpose": f"{_TENSORFLOW}/nn/conv2d_transpose",
    "TensorFlow: clip_by_value": f"{_TENSORFLOW}/clip_by_value",
    "TensorFlow: maximum": f"{_TENSORFLOW}/math/maximum",
    "TensorFlow: depth_to_space": f"{_TENSORFLOW}/nn/depth_to_space",
    "TensorFlow: lrn": f"{_TENSORFLOW}/nn/local_response_normalization",
    "TensorFlow: resize": "https://www.tensorflow.org/api_docs/python/tf/image/resize",
    "TensorFlow: fake_quant": f"{_TENSORFLOW}/quantization/fake_quant_with_min_max_args",
    "PyTorch: quantize_per_tensor": (
        "https://docs.pytorch.org/docs/stable/generated/torch.quantize_per_tensor.html"
    ),
    "Keras: BatchNormalization": f"{_KERAS}/normalization_layers/batch_normalization/",
    "Keras: Conv2DTranspose": f"{_KERAS}/convolution_layers/convolution2d_transpose/",
    "Keras: export": "https://keras.io/api/models/model_saving_apis/export/",
    "Keras: Dropout": f"{_KERAS}/regularization_layers/dropout/",
    "Keras: gelu": f"{_KERAS}/activations/#gelu-function",
    "Keras: LayerNormalization": f"{_KERAS}/normalization_layers/layer_normalization/",
    "Keras: Flatten": f"{_KERAS}/reshaping_layers/flatten/",
    "Keras: LeakyReLU": f"{_KERAS}/activation_layers/leaky_relu/",
    "Keras: Softmax": f"{_KERAS}/activation_layers/softmax/",
    "Keras: UpSampling2D": f"{_KERAS}/reshaping_layers/up_sampling2d/",
    "Keras: Dense": f"{_KERAS}/core_layers/dense/",
    "Keras: DepthwiseConv2D": f"{_KERAS}/convolution_layers/depthwise_convolution2d/",
    "ONNX: Conv": f"{_ONNX_DOCS}Conv.html",
    "ONNX: MaxPool": f"{_ONNX_DOCS}MaxPool.html",
    "ONNX: AveragePool": f"{_ONNX_DOCS}AveragePool.html",
    "ONNX: GlobalAveragePool": f"{_ONNX_DOCS}GlobalAveragePool.html",
    "ONNX: GlobalMaxPool": f"{_ONNX_DOCS}GlobalMaxPool.html",
    "ONNX: GlobalLpPool": f"{_ONNX_DOCS}GlobalLpPool.html",
    "ONNX: LpPool": f"{_ONNX_DOCS}LpPool.html",
    "ONNX: LpNormalization": f"{_ONNX_DOCS}LpNormalization.html",
    "ONNX: ReduceL1": f"{_ONNX_DOCS}ReduceL1.html",
    "ONNX: ReduceL2": f"{_ONNX_DOCS}ReduceL2.html",
    "ONNX: RoiAlign": f"{_ONNX_DOCS}RoiAlign.html",
    "torchvision: roi_align": (
        "https://docs.pytorch.org/vision/stable/generated/torchvision.ops.roi_align.html"
    ),
    "ONNX: MaxUnpool": f"{_ONNX_DOCS}MaxUnpool.html",
    "ONNX: ConvTranspose": f"{_ONNX_DOCS}ConvTranspose.html",
    "ONNX: Pad": f"{_ONNX_DOCS}Pad.html",
    "ONNX: BatchNormalization": f"{_ONNX_DOCS}BatchNormalization.html",
    **{
        f"ONNX: {name}": f"{_ONNX_DOCS}{name}.html"
        for name in (
            "ArgMax",
            "Celu",
            "Clip",
            "ConvTranspose",
            "DepthToSpace",
            "Div",
            "Dropout",
            "Elu",
            "Flatten",
            "Gelu",
            "GroupNormalization",
            "HardSigmoid",
            "HardSwish",
            "LRN",
            "LayerNormalization",
            "LeakyRelu",
            "PRelu",
            "LogSoftmax",
            "Mod",
            "Pad",
            "Relu",
            "Resize",
            "Round",
            "Selu",
            "Softmax",
            "Softplus",
            "ThresholdedRelu",
        )
    },
    "Flax: LayerNorm": (
        "https://flax.readthedocs.io/en/latest/api_reference/flax.linen/layers.html"
    ),
    "Flax: convolutions": (
        "https://flax.readthedocs.io/en/latest/api_reference/flax.nnx/nn/linear.html"
    ),
    "MindSpore: Conv2d": f"{_MINDSPORE}.Conv2d.html",
    "MindSpore: Dropout": f"{_MINDSPORE}.Dropout.html",
    "MXNet: Dense": (
        "https://mxnet.apache.org/versions/1.9.1/api/python/docs/api/gluon/nn/index.html"
    ),
    "JAX: gelu": "https://docs.jax.dev/en/latest/_autosummary/jax.nn.gelu.html",
    "JAX: resize": "https://docs.jax.dev/en/latest/_autosummary/jax.image.resize.html",
    "MLX: GroupNorm": (
        "https://ml-explore.github.io/mlx/build/html/python/nn/_autosummary/mlx.nn.GroupNorm.html"
    ),
    **{
        f"NumPy: {name}": f"https://numpy.org/doc/stable/reference/generated/numpy.{name}.html"
        for name in ("argmax", "round", "std")
    },
    "ONNX: QuantizeLinear": f"{_ONNX_DOCS}QuantizeLinear.html",
    "ONNX: DynamicQuantizeLinear": f"{_ONNX_DOCS}DynamicQuantizeLinear.html",
    "ONNX: Cast": f"{_ONNX_DOCS}Cast.html",
    "ONNX Runtime: quantization": _RUNTIME,
    "ONNX Runtime: own operators": (
        "https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md"
    ),
    "ONNX Runtime: conv_attributes.h": f"{_RUNTIME_CODE}/cpu/nn/conv_attributes.h",
    "ONNX Runtime: pool_attributes.h": f"{_RUNTIME_CODE}/cpu/nn/pool_attributes.h",
    "OpenCV: pooling": (
        "https://github.com/opencv/opencv/blob/5.x/modules/dnn/src/layers/pooling_layer.cpp"
    ),
    "tinygrad: onnx.py": "https://github.com/tinygrad/tinygrad/blob/master/tinygrad/nn/onnx.py",
    "Flax: pooling": "https://github.com/google/flax/blob/main/flax/linen/pooling.py",
    "JAX: reduce_window": f"{_JAX}.lax.reduce_window.html",
    "JAX: clip": f"{_JAX}.numpy.clip.html",
    "MLX: MaxPool2d": (
        "https://ml-explore.github.io/mlx/build/html/python/nn/_autosummary/mlx.nn.MaxPool2d.html"
    ),
    "SciPy: convolve2d": (
        "https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.convolve2d.html"
    ),
}


def sources(*names: str) -> dict[str, str]:
    """Return the addresses of the named sources."""
    return {name: SOURCES[name] for name in names}
