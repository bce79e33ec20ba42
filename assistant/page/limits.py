"""How much one person may ask of the page."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` at once, and `a_minute` from then on."""

    burst: float
    a_minute: float


class Buckets:
    """A bucket of tokens for each name, filling up again at `rate`."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic):
        self.rate, self.clock = rate, clock
        self.left: dict[str, tuple[float, float]] = {}  # name → tokens, and when they were counted

    def take(self, name: str, cost: float = 1) -> int:
        """Take `cost` tokens of `name`: 0 where there were enough, otherwise the seconds to wait, and none is taken."""
        now = self.clock()
        tokens, counted = self.left.pop(name, (self.rate.burst, now))
        tokens = min(self.rate.burst, tokens + (now - counted) * self.rate.a_minute / 60)
        enough = tokens >= cost
        self.left[name] = (tokens - cost if enough else tokens, now)  # at the end: the first are those not seen longest
        if len(self.left) > MOST_REMEMBERED:
            del self.left[next(iter(self.left))]
        return 0 if enough else max(1, math.ceil((cost - tokens) * 60 / self.rate.a_minute))
