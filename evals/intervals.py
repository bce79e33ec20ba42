"""How sure a mean is, of right and wrong or of plain numbers."""

import math
from collections.abc import Sequence
from typing import NamedTuple

Z = 1.96  # of a 95 % interval
SURE = 0.975  # the quantile that leaves 2.5 % above it


class Estimate(NamedTuple):
    """A mean with its 95 % interval; `low` and `high` are None where one number allows none."""

    mean: float
    low: float | None
    high: float | None


def share_estimate(values: Sequence[float]) -> Estimate:
    """Mean of values from 0 to 1, at least one, with Wilson's interval; wide rather than narrow where some lie between."""
    n, mean = len(values), sum(values) / len(values)
    centre = (mean + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(mean * (1 - mean) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Estimate(mean, max(0.0, centre - half), min(1.0, centre + half))


def number_estimate(values: Sequence[float]) -> Estimate:
    """Mean of plain numbers, at least one, with Student's interval: 40, 50 and 60 give 50 (25.2–74.8)."""
    from scipy.stats import t  # slow to load, and shares don't need it

    n, mean = len(values), sum(values) / len(values)
    if n == 1:
        return Estimate(mean, None, None)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    half = float(t.ppf(SURE, n - 1)) * spread / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half)


def estimate_of(values: Sequence[float], is_share: bool) -> Estimate | None:
    """The mean of shares, or of plain numbers; None without any."""
    return (share_estimate if is_share else number_estimate)(values) if values else None


def in_figures(estimate: Estimate, digits: int) -> str:
    """`0.912 (0.88–0.94)`, or `54.2 (52.1–56.3)`."""
    within = min(2, digits)
    between = "" if estimate.low is None else f" ({estimate.low:.{within}f}–{estimate.high:.{within}f})"
    return f"{estimate.mean:.{digits}f}{between}"


def mean_with_interval(values: Sequence[float], is_share: bool = True, digits: int | None = None) -> str:
    """Mean and 95 % interval, with n: `0.900 (0.83–0.94) n=120`; of plain numbers: `184.8 (180.1–189.4) n=581`."""
    estimate = estimate_of(values, is_share)
    return f"{in_figures(estimate, digits or (3 if is_share else 1))} n={len(values)}" if estimate else "–"


def of_sorted(values: Sequence[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
