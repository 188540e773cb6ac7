"""The figures of stability as a table for a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from live_seg.bench.stability.methods import LIVE_SEG
from live_seg.bench.stability.result import ClipFigures, Stability
from live_seg.report.tables import legend, rendered
from live_seg.report.wording import count_of

LEGEND = {
    "still": "pixels that varied by at most 6 of 256 levels over the last six frames",
    "change": "still pixels whose label differs from the frame before",
    "boil": "still pixels that return to a label they left at most 15 frames ago",
    "inertia": "squared error of the colours, relative to the best K-means fit",
}


def stability_table(stability: Stability) -> str:
    """The figures in a table for each clip, and what the terms mean."""
    return rendered(*(_clip(clip, stability.k) for clip in stability.clips), legend(LEGEND))


def _clip(clip: ClipFigures, k: int) -> Group:
    size = f"{clip.width}x{clip.height}"
    facts = f"{count_of('frame', clip.frames)} at {size}, k = {k}, {clip.still:.0f} % of pixels still"
    table = Table.grid(padding=(0, 3))
    table.add_column(width=18)
    for width in (7, 7, 8, 8, 8):
        table.add_column(width=width, justify="right")
    table.add_row("", "change", "boil", "inertia", "inertia", "time", style="dim")
    table.add_row("", "%", "%", "mean", "largest", "ms/frame", style="dim")
    for figures in clip.methods:
        table.add_row(
            figures.method,
            _percent(figures.change),
            _percent(figures.boil),
            f"{figures.inertia_mean:.3f}",
            f"{figures.inertia_largest:.3f}",
            f"{figures.milliseconds:.1f}",
            style="bold" if figures.method == LIVE_SEG else "",
        )
    return Group(Text(Path(clip.clip).name, "bold"), Text(facts, "dim"), Padding(table, (0, 0, 1, 2)))


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
