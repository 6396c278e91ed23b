"""What the cost explorer says."""


def parameters(count: int) -> str:
    """Return a count of parameters as a title."""
    return f"{count:,} parameters"


def work(count: int, unit: str) -> str:
    """Return a count by a convention as a title."""
    return f"{count:,} {unit}"


def misfit(place: str, message: str) -> str:
    """Return which layer does not fit, before the counts up to it."""
    return f"layer {place} does not fit ({message}); before it "


def summary(
    layers: int,
    size: str,
    convention: str,
    upto: str,
    params: int,
    trainable: int,
    total: int,
    unit: str,
) -> str:
    """Return the totals; `upto` says which layer does not fit."""
    counted = "1 layer" if layers == 1 else f"{layers} layers"
    return (
        f"{counted} on {size}, convention {convention}; {upto}{parameters(params)} "
        f"({trainable:,} trainable), {work(total, unit)}"
    )
