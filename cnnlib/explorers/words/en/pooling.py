"""What the pooling explorer says."""

INPUT = "input"
OPERATIONS = {"average": "average", "max": "max", "k-max": "k-max"}


def k_max(k: int, axis: int) -> str:
    """Return what K-max pooling keeps, of columns (0) or of rows (1)."""
    return f"the {k} largest values of each {('column', 'row')[axis]}"


def windows(kernel: object, stride: object, padding: object) -> str:
    """Return the settings of windows that slide."""
    return f"kernel {kernel}, stride {stride}, padding {padding}"


def summary(
    operation: str, size: tuple[int, int], shift: tuple[int, int], how: str, output: str
) -> str:
    """Return settings and output; a shift of (-2, 1) is "2 up and 1 right"."""
    ways = zip(shift, (("down", "up"), ("right", "left")), strict=True)
    steps = [f"{abs(by)} {ahead if by > 0 else back}" for by, (ahead, back) in ways if by]
    moved = f", shifted {' and '.join(steps)}" if steps else ""
    return (
        f"{OPERATIONS[operation]} pooling of {size[0]} × {size[1]} numbers{moved}, {how}; "
        f"output {output}"
    )
