"""What counters say: pictures of one network by many conventions."""

from __future__ import annotations

from itertools import cycle

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from cnnlib.comparison import Comparison, ConventionCost
from cnnlib.description.types import TYPES
from cnnlib.figures.costs import short_count
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing

__all__ = ["added_terms"]

# What is drawn of each family of types. Biases are counted with their layers, and must be told
# from the work there.
BIASES = {"convolved": "conv bias", "last axis": "linear bias"}
OTHERS = {"channels": "BatchNorm", "same": "ReLU", "pooled": "pooling", "cells": "pooling"}


@drawing
def added_terms(comparison: Comparison) -> Figure:
    """Draw what each convention adds to the multiply–accumulates of a network.

    At the end of a bar stands its length, and how often a multiply–accumulate is counted. Those
    that count it more often stand below the others, since their bars leave out more.

    Parameters
    ----------
    comparison : Comparison
        Of a network with convolutions or linear layers.

    Returns
    -------
    Figure
    """
    macs = comparison["macs"]
    bars = {row.convention: _terms_above_macs(row, macs) for row in comparison.rows}
    bars = dict(sorted(bars.items(), key=lambda bar: bar[1][0]))
    terms = list(dict.fromkeys(term for _, bar in bars.values() for term in bar))
    colors = dict(zip(terms, cycle(COLORS), strict=False))
    shown = [term for term in terms if any(bar[term] for _, bar in bars.values())]
    longest = max(sum(bar.values()) for _, bar in bars.values())
    figure, axes = plt.subplots(figsize=(4.6, 0.7 + 0.34 * len(bars)))
    for place, (factor, bar) in enumerate(bars.values()):
        end = 0
        for term in shown:
            label = term if place == 0 else None
            axes.barh(place, bar[term], left=end, height=0.6, color=colors[term], label=label)
            end += bar[term]
        text = f"{factor} × MACs" + (f" + {short_count(end)}" if end else "")
        axes.text(end + 0.02 * longest, place, text, va="center", fontsize=9.5)
    axes.set(xlim=(0, 1.75 * longest), ylim=(len(bars) - 0.4, -0.6))
    axes.legend(
        **{"loc": "lower left", "bbox_to_anchor": (-0.34, 1), "ncols": len(shown)},
        **{"frameon": False, "borderpad": 0, "borderaxespad": 0.3, "fontsize": 9.5},
        **{"handlelength": 1, "columnspacing": 1.1, "handletextpad": 0.4},
    )
    bare(axes)
    factors = [factor for factor, _ in bars.values()]
    for place in range(1, len(factors)):
        if factors[place] != factors[place - 1]:
            axes.axhline(place - 0.5, color=MUTED, lw=1, ls=":")
    axes.set_yticks(range(len(bars)), list(bars))
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    return figure


def _terms_above_macs(row: ConventionCost, macs: ConventionCost) -> tuple[int, dict[str, int]]:
    """Return how often a count has each multiply–accumulate, and the terms that it adds.

    >>> from cnnlib import LeNet, compare
    >>> comparison = compare(LeNet(), (1, 1, 28, 28), ["macs", "ptflops"])
    >>> _terms_above_macs(comparison["ptflops"], comparison["macs"])
    (1, {'conv bias': 6304, 'linear bias': 214, 'BatchNorm': 0, 'ReLU': 0, 'pooling': 0})
    """
    cost, base = row.flops_by_type, macs.flops_by_type
    work = {kind: flops for kind, flops in base.items() if flops}
    factor = sum(cost[kind] for kind in work) // macs.total
    terms = dict.fromkeys([*BIASES.values(), *OTHERS.values()], 0)
    for kind, flops in cost.items():
        family = TYPES[kind].family if kind in TYPES else None
        term = (BIASES if kind in work else OTHERS).get(family or "", kind)
        terms[term] = terms.get(term, 0) + flops - factor * base[kind]
    return factor, terms
