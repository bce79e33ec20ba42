"""How cost grows, drawn: benchmarks/growth.svg from the last numbers, kept in benchmarks/growth.json."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from benchmarks.crowds import Crowd
from benchmarks.scale import Size

CHART = Path(__file__).with_name("growth.svg")
NUMBERS = Path(__file__).with_name("growth.json")

PAPER, INK, GRID = "#ffffff", "#1f2328", "#d8dee4"  # a panel of its own, so that it reads on a dark page too
BLUE, ORANGE, GREEN, GREY = "#0550ae", "#bc4c00", "#116329", "#57606a"
LOOK: Any = {
    "svg.hashsalt": "growth",  # the same numbers give the same file
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


@dataclass(frozen=True, slots=True)
class Growth:
    """The last numbers of both tables; a table measured alone replaces its own."""

    sizes: tuple[Size, ...] = ()
    crowds: tuple[Crowd, ...] = ()


_growth_json = TypeAdapter(Growth)


def redraw(sizes: Sequence[Size] | None = None, crowds: Sequence[Crowd] | None = None) -> None:
    """Keep the new numbers beside those of the other table, and draw both where both are there."""
    growth = _growth_json.validate_json(NUMBERS.read_bytes()) if NUMBERS.exists() else Growth()
    growth = growth if sizes is None else replace(growth, sizes=tuple(sizes))
    growth = growth if crowds is None else replace(growth, crowds=tuple(crowds))
    NUMBERS.write_bytes(_growth_json.dump_json(growth, indent=1) + b"\n")
    if growth.sizes and growth.crowds:
        draw(growth, CHART)


def draw(growth: Growth, target: Path) -> None:
    """Two panels in `target`, .svg or .png: cost by size of the corpus, waits by people at once."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(LOOK):
        figure = Figure(figsize=(10, 4.6), facecolor=PAPER, layout="constrained")
        by_corpus, by_people = figure.subplots(1, 2)
        _draw_sizes(by_corpus, [size for size in growth.sizes if not size.asks_too])
        _draw_crowds(by_people, growth.crowds)
        figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)


def _draw_sizes(axes: Any, sizes: Sequence[Size]) -> None:
    times = [size.times for size in sizes]
    _line(axes, times, [size.memory_mb for size in sizes], ORANGE, "memory, MB", "-.")
    _line(axes, times, [size.turn_ms[0] for size in sizes], BLUE, "a warm question, p50, ms")
    _line(axes, times, [size.bare_ms for size in sizes], GREY, "one bare pass of the model, p50, ms", "--", below=True)
    _set_out(axes, "Cost by size of the corpus", "times the corpus", times)


def _draw_crowds(axes: Any, crowds: Sequence[Crowd]) -> None:
    people = [crowd.people for crowd in crowds]
    _line(axes, people, [crowd.last for crowd in crowds], BLUE, "the last whole answer, s")
    _line(axes, people, [crowd.p50 for crowd in crowds], GREEN, "the middle one, s", ":", below=True)
    _set_out(axes, "Waiting by people at once", "people asking in the same moment", people)


def _line(
    axes: Any,
    across: Sequence[float],
    up: Sequence[float],
    color: str,
    label: str,
    style: str = "-",
    below: bool = False,
) -> None:
    """A line with its values beside its points, under them where `below`."""
    axes.plot(across, up, style, color=color, marker="o", markersize=4.5, linewidth=1.8, label=label)
    place = {"xytext": (0, -7 if below else 6), "va": "top" if below else "bottom", "ha": "center"}
    for x, y in zip(across, up, strict=True):
        axes.annotate(_short(y), (x, y), textcoords="offset points", fontsize=8, color=color, **place)


def _short(value: float) -> str:
    """Two digits, more only of whole numbers: 0.11, 4.9, 1,449."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _set_out(axes: Any, title: str, across: str, ticks: Sequence[int]) -> None:
    axes.set(xscale="log", yscale="log", title=title, xlabel=across, facecolor=PAPER)
    axes.set_xticks(ticks, [f"{number:,}" for number in ticks])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.9g}")
    axes.minorticks_off()
    axes.margins(0.1, 0.12)
    lowest, highest = axes.get_ylim()
    axes.set_ylim(lowest, highest * (highest / lowest) ** 0.3)  # room for the legend
    axes.grid(color=GRID, linewidth=0.6)
    axes.legend(frameon=False, fontsize=9, loc="upper left")
