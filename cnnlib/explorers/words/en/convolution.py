"""What the convolution explorer says."""

PICTURE = "picture"
KERNEL = "kernel"


def span(smallest: float, largest: float) -> str:
    """Return the title of an output."""
    return f"output, {smallest:.4g} to {largest:.4g}".replace("-", "−")


def summary(
    size: tuple[int, int],
    kernel: str,
    stride: object,
    padding: object,
    relu: bool,
    pooling: str | None,
    output: tuple[int, int],
    span: tuple[float, float],
    at: tuple[int, int],
    value: float,
) -> str:
    """Return settings and output, and the `value` of the pixel `at`."""
    then = ", then ReLU" if relu else ""
    then += f", then {pooling} pooling 2 × 2" if pooling else ""
    return (
        f"convolution of a picture of {size[0]} × {size[1]} pixels, kernel {kernel}, "
        f"stride {stride}, padding {padding}{then}; output {output[0]} × {output[1]}, "
        f"from {span[0]:.6g} to {span[1]:.6g}, {value:.6g} at {at}"
    )
