"""What a reader moves: widgets that run in a notebook, and without a kernel on the page.

Each is drawn by an ES module of its own under ``js/``, over one shared arithmetic that a test
holds to cnnlib's. Needs ``cnnlib[widgets]``.
"""

from cnnlib._extras import extra

with extra("widgets"):
    from cnnlib.explorers.base import Explorer
    from cnnlib.explorers.convolution import ConvolutionExplorer
    from cnnlib.explorers.cost import CostExplorer
    from cnnlib.explorers.digit import DigitExplorer
    from cnnlib.explorers.padding import PaddingExplorer
    from cnnlib.explorers.pooling import PoolingExplorer
    from cnnlib.explorers.receptive_field import ReceptiveFieldExplorer
    from cnnlib.explorers.roofline import RooflineExplorer

__all__ = [
    "ConvolutionExplorer",
    "CostExplorer",
    "DigitExplorer",
    "Explorer",
    "PaddingExplorer",
    "PoolingExplorer",
    "ReceptiveFieldExplorer",
    "RooflineExplorer",
]
