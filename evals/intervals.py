"""How sure a mean of right and wrong is."""

import math


def mean_with_interval(values: list[float]) -> str:
    """Mean and 95 % interval (Wilson), with n: `0.90 (0.84–0.94) n=120`."""
    if not values:
        return "–"
    n, mean, z = len(values), sum(values) / len(values), 1.96
    centre = (mean + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(mean * (1 - mean) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{mean:.3f} ({centre - half:.2f}–{centre + half:.2f}) n={n}"
