"""What a reader looks at: the drawings of the book, one file a family. Needs Matplotlib."""

from cnnlib._extras import extra

with extra("figures"):
    from cnnlib.figures.activations import *  # noqa: F403
    from cnnlib.figures.beyond_counts import *  # noqa: F403
    from cnnlib.figures.convolution import *  # noqa: F403
    from cnnlib.figures.costs import *  # noqa: F403
    from cnnlib.figures.counters import *  # noqa: F403
    from cnnlib.figures.differences import *  # noqa: F403
    from cnnlib.figures.kernels import *  # noqa: F403
    from cnnlib.figures.learning import *  # noqa: F403
    from cnnlib.figures.networks import *  # noqa: F403
    from cnnlib.figures.padding import *  # noqa: F403
    from cnnlib.figures.pooling import *  # noqa: F403
    from cnnlib.figures.reach import *  # noqa: F403
    from cnnlib.figures.scenes import *  # noqa: F403
    from cnnlib.figures.speed import *  # noqa: F403
    from cnnlib.figures.story import *  # noqa: F403
    from cnnlib.figures.style import *  # noqa: F403
    from cnnlib.figures.wiring import *  # noqa: F403
