"""Charts as SVG that stands inside a page: text stays text, and colours are the page's own, light or dark."""

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from html import escape
from io import StringIO
from math import floor, log10
from typing import Any
from xml.etree import ElementTree

from evals.intervals import Estimate
from evals.report.summary import MeasureSummary, Waits, duration

# what is drawn → what the page puts in its place
MARK, MARK_WORSE, INK, GRID, SOFT = "#000001", "#000002", "#000003", "#000004", "#000005"
ON_PAGE = {
    MARK: "var(--mark)",
    MARK_WORSE: "var(--wrong)",
    INK: "var(--soft)",
    GRID: "var(--line)",
    SOFT: "var(--bar)",
}
WIDTH, ROW, AXIS = 260, 26, 18  # in pixels
HISTOGRAM = (420, 132)
SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
PIXELS_PER_INCH = 72  # as SVG counts
MARGIN = 0.04  # beside the axis, of its length
BINS = 36
FEW = 10  # cases: an interval of fewer may leave the axis
NOT_AN_AXIS = 0.95  # a floor above this shows noise


def axis_floor(summaries: Sequence[MeasureSummary]) -> float:
    """Where the axis of shares begins: 0, 0.1, … 0.9. All means lie on it, and the intervals of all but very few cases."""
    shares = [(one.n, one.estimate) for one in summaries if one.measure.is_share and one.estimate]
    lowest = min((e.low if e.low is not None and n >= FEW else e.mean for n, e in shares), default=0.0)
    return floor(min(lowest, NOT_AN_AXIS) * 10) / 10


def whiskers(estimate: Estimate, span: tuple[float, float], before: float | None = None, worse: bool = False) -> str:
    """A mean as a dot with its interval on an axis over `span`; `before` is a ring."""
    figure = _figure(WIDTH, ROW)
    axes = _strip(figure, span)
    for tick in _ticks(span):
        axes.axvline(tick, color=GRID, linewidth=1)
    color = MARK_WORSE if worse else MARK
    if estimate.low is not None and estimate.high is not None:
        left = max(estimate.low, span[0] - (span[1] - span[0]) * MARGIN)
        axes.plot([left, estimate.high], [0, 0], color=color, linewidth=2, solid_capstyle="round")
    if before is not None:
        axes.plot(before, 0, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.5)
    axes.plot(estimate.mean, 0, "o", markersize=6.5, color=color, markeredgewidth=0)
    return _svg(figure)


def axis(span: tuple[float, float]) -> str:
    """The scale over a column of whiskers."""
    figure = _figure(WIDTH, AXIS)
    axes = _strip(figure, span)
    for tick in _ticks(span):
        axes.text(tick, -0.4, f"{tick:.2f}".rstrip("0").rstrip("."), ha="center", color=INK, fontsize=11)
    return _svg(figure)


def histogram(waits: Waits) -> str:
    """How many cases took how long, on a log scale, with lines at p50 and p95."""
    low, high = log10(max(waits.seconds[0], 1e-6)), log10(max(waits.longest, 1e-6))
    low, high = low - 0.05, max(high + 0.05, low + 0.5)
    edges = [10 ** (low + (high - low) * place / BINS) for place in range(BINS + 1)]
    figure = _figure(*HISTOGRAM)
    axes = figure.add_axes((0.02, 0.2, 0.96, 0.62))
    axes.set(xscale="log", xlim=(edges[0], edges[-1]), facecolor="none")
    counts = Counter(min(BINS, bisect(edges, seconds)) for seconds in waits.seconds)
    tallest = max(counts.values())
    for place, count in counts.items():
        left, right = edges[max(0, place - 1)], edges[max(1, place)]
        axes.bar(left, count, (right - left) * 0.88, align="edge", color=SOFT)
    axes.set_ylim(0, tallest * 1.04)
    for seconds, words in ((waits.p50, "half"), (waits.p95, "95 %")):
        axes.axvline(seconds, color=MARK, linewidth=1.5)
        near_end = log10(max(seconds, 1e-6)) > low + 0.8 * (high - low)
        is_first = words == "half"
        axes.text(
            seconds, tallest * (1.08 if is_first else 1.23), f"{words} {duration(seconds)}",
            ha="right" if near_end else "left", color=MARK, fontsize=11,
        )  # fmt: skip
    ticks = [10.0**power for power in range(-6, 4) if edges[0] <= 10.0**power <= edges[-1]]
    for seconds in ticks or [waits.p50]:
        axes.text(seconds, -tallest * 0.19, _round(seconds), ha="center", color=INK, fontsize=11)
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    return _svg(figure)


def _round(seconds: float) -> str:
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.0f} s"


def _ticks(span: tuple[float, float]) -> tuple[float, float, float]:
    return span[0], (span[0] + span[1]) / 2, span[1]


def _strip(figure: Any, span: tuple[float, float]) -> Any:
    axes = figure.add_axes((0, 0, 1, 1))
    beside = (span[1] - span[0]) * MARGIN
    axes.set(xlim=(span[0] - beside, span[1] + beside), ylim=(-1, 1))
    axes.set_axis_off()
    return axes


def _figure(width: int, height: int) -> Any:
    """An empty figure of so many pixels."""
    from matplotlib.figure import Figure  # slow to load

    return Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), facecolor="none")


def _svg(figure: Any) -> str:
    """The figure as the page holds it."""
    import matplotlib as mpl

    written = StringIO()
    with mpl.rc_context({"svg.fonttype": "none"}):  # text stays text
        figure.savefig(written, format="svg")
    width, height = (round(inches * PIXELS_PER_INCH) for inches in figure.get_size_inches())
    return _for_page(written.getvalue(), width, height)


def _for_page(svg: str, width: int, height: int) -> str:
    """The shapes and words of the drawing, and nothing else: no ids, no fonts. Hidden from readers: the page says the numbers beside it."""
    root = ElementTree.fromstring(svg)
    markers = {one.get("id"): one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("id")}
    parts = []
    for one in root.iter():
        style = escape(_style(one.get("style", "")), quote=True)
        x, y = one.get("x"), one.get("y")
        match one.tag.removeprefix(SVG):
            case "path" if not one.get("id") and style != "fill: none":
                parts.append(f'<path d="{_short(one.get("d", ""))}" style="{style}"/>')
            case "use":
                d = markers[one.get(f"{XLINK}href", "").removeprefix("#")]
                parts.append(f'<path d="{_short(d)}" transform="translate({x} {y})" style="{style}"/>')
            case "text":
                parts.append(f'<text x="{x}" y="{y}" style="{style}">{escape(one.text or "")}</text>')
    return f'<svg viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _style(style: str) -> str:
    for drawn, on_page in ON_PAGE.items():
        style = style.replace(drawn, on_page)
    return "; ".join(rule for rule in style.split("; ") if not rule.startswith("font-family"))


def _short(path: str) -> str:
    """The path with a hundredth of a pixel, which is enough."""
    return " ".join(
        f"{float(word):.2f}".rstrip("0").rstrip(".") if word[-1].isdigit() else word for word in path.split()
    )
