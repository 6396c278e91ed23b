"""What becomes of every case between two ends: where a network comes from, and where it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cnnlib.differences.case import Case
from cnnlib.differences.difference import Difference
from cnnlib.differences.severity import SEVERITIES

__all__ = ["Bite", "Route"]


@dataclass(frozen=True)
class Bite:
    """A case that answers otherwise at the other end.

    Attributes
    ----------
    difference, case : Difference, Case
        The matter, and the case of it.
    severity : str
        One of `SEVERITIES`.
    before, after : str
        The answer at either end.
    seen : bool
        Whether the layer was exported and read there; if not, each end was asked on its own.
    """

    difference: Difference
    case: Case
    severity: str
    before: str
    after: str
    seen: bool


@dataclass(frozen=True)
class Route:
    """What was measured between two engines.

    Attributes
    ----------
    bites : tuple of Bite
        The worst first; of one severity first what bites always, then what needs a `when`, both in
        the order of the cases, the common ones first.
    same, missing : tuple of Case
        The cases that answer alike at both ends, and those of which nothing is known: one end was
        not asked, or the source itself refuses, so that no network hands them on.
    seen : int
        How many of the measured cases went through the export.

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> route = Route.between("paddle", "pytorch", DIFFERENCES.rows)
    >>> bite = next(bite for bite in route.bites if bite.case.name == "average-default")
    >>> bite.severity, bite.before, bite.after
    ('wrong', '6 6', '4 4')
    """

    bites: tuple[Bite, ...]
    same: tuple[Case, ...]
    missing: tuple[Case, ...]
    seen: int

    @classmethod
    def between(cls, source: str, target: str, differences: Iterable[Difference]) -> Route:
        """Return what is known of the way between two names of engines, or ``cnnlib``."""
        bites: list[Bite] = []
        same: list[Case] = []
        missing: list[Case] = []
        went = 0
        for difference in differences:
            for case in difference.cases:
                crossing = case.between(source, target)
                before, after, seen, how = crossing
                if before is None or after is None or not crossing.known:
                    missing.append(case)
                    continue
                went += seen
                if how is None:
                    same.append(case)
                else:
                    bites.append(Bite(difference, case, how, before, after, seen))
        bites.sort(key=lambda bite: (SEVERITIES.index(bite.severity), bool(bite.case.when)))
        return cls(tuple(bites), tuple(same), tuple(missing), went)
