"""How time grows as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from live_seg.bench.growth import PIXELS, SAMPLE, K
from live_seg.bench.head import head
from live_seg.report.tables import figure, legend, rendered

if TYPE_CHECKING:
    from live_seg.bench.growth import Axis, Growth, Point
    from live_seg.bench.rounds import Timing

NAME, MEASURE = 9, 21
MEASURES = ("label and recolour", "fit", "whole")

LEGEND = {
    "whole": "a frame in, its picture out: sample, fit, label and hold, recolour",
    "fit": "the palette's step from one frame to the next",
    "times": "the last row over the first",
}


def growth_table(growth: Growth) -> str:
    """The figures, a group of rows for each thing that varies."""
    titles = {
        PIXELS: f"Pixels of a frame, k = {growth.k}",
        K: f"K, at {growth.size}",
        SAMPLE: f"Size of the sample, at {growth.size}, k = {growth.k}",
    }
    facts = f"{growth.footage}; milliseconds a frame, median and middle half of the rounds"
    parts = [part for axis in growth.axes for part in (Text(titles[axis.varies], "bold"), _table(axis))]
    return rendered(head(growth.machine, facts), *parts, legend(LEGEND))


def _table(axis: Axis) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=NAME, justify="right", no_wrap=True)
    for _ in MEASURES:
        table.add_column(width=MEASURE, no_wrap=True)
    table.add_row("", *(f"  {name}" for name in MEASURES), style="dim")
    for point in axis.points:
        table.add_row(point.name, *map(_cell, _timings(point)))
    first, last = axis.points[0], axis.points[-1]
    times = (b.times(a) for a, b in zip(_timings(first), _timings(last), strict=True))
    cells = (f"{figure(ratio):>6} times" for ratio in times)
    table.add_row(f"{last.value / first.value:.0f} times", *cells, style="dim")
    return Padding(table, (0, 0, 1, 0))


def _timings(point: Point) -> tuple[Timing, Timing, Timing]:
    return point.label_and_recolour, point.fit, point.whole


def _cell(timing: Timing) -> Text:
    return Text.assemble(f"{figure(timing.median):>6}", (f"  {figure(timing.low)} - {figure(timing.high)}", "dim"))
