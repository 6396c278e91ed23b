"""What the digit explorer says."""

DRAWING = "drawing"
PICTURE = "8 × 8 pixels"
MAPS = "first maps"
SHARES = "shares"
NOTHING = "nothing is drawn"


def summary(strokes: int, points: int, answer: int, share: float) -> str:
    """Return how much is drawn, and what LeNet reads."""
    drawn = f"{_counted(strokes, 'stroke')}, {_counted(points, 'point')}"
    return f"a drawing of {drawn}; read as {answer} with a share of {share:.0%}"


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
