"""How time grows, as a table for a terminal."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from live_seg.bench.growth.result import PIXELS, SAMPLE, Axis, Growth, K, Point
from live_seg.bench.heading import heading
from live_seg.bench.rounds import Timing
from live_seg.report.tables import figure, legend, rendered

NAME, TIME = 9, 21
"""Widths of the columns."""

TIMES = ("label and recolour", "fit", "total")

LEGEND = {
    "total": "sample, fit, label with hysteresis and recolour a frame",
    "fit": "update the palette from one frame to the next",
    "times": "the ratio of the last row to the first",
}


def growth_table(growth: Growth) -> str:
    """The figures in a table for each thing that varies, and what the terms mean."""
    titles = {
        PIXELS: f"Pixels per frame, at k = {growth.k}",
        K: f"K, at {growth.size}",
        SAMPLE: f"Sample size, at {growth.size} and k = {growth.k}",
    }
    facts = f"{growth.footage}; milliseconds per frame, median and middle half of the rounds"
    parts = [part for axis in growth.axes for part in (Text(titles[axis.varies], "bold"), _table(axis))]
    return rendered(heading(growth.machine, facts), *parts, legend(LEGEND))


def _table(axis: Axis) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=NAME, justify="right", no_wrap=True)
    for _ in TIMES:
        table.add_column(width=TIME, no_wrap=True)
    table.add_row("", *(f"  {name}" for name in TIMES), style="dim")
    for point in axis.points:
        table.add_row(point.name, *map(_cell, _timings(point)))
    first, last = axis.points[0], axis.points[-1]
    ratios = (later.times(earlier) for earlier, later in zip(_timings(first), _timings(last), strict=True))
    cells = (f"{figure(ratio):>6} times" for ratio in ratios)
    table.add_row(f"{last.value / first.value:.0f} times", *cells, style="dim")
    return Padding(table, (0, 0, 1, 0))


def _timings(point: Point) -> tuple[Timing, Timing, Timing]:
    return point.label_and_recolour, point.fit, point.whole


def _cell(timing: Timing) -> Text:
    return Text.assemble(f"{figure(timing.median):>6}", (f"  {figure(timing.low)} - {figure(timing.high)}", "dim"))
