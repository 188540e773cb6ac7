"""The figures of the region benchmark as a table for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from live_seg.bench.bsds.methods import FAST, FINE
from live_seg.bench.bsds.result import Bsds, MethodFigures
from live_seg.report.tables import legend, rendered
from live_seg.report.wording import count_of

LEGEND = {
    "covering": "overlap of drawn regions with the best segment of each, 0 to 1",
    "PRI": "probabilistic Rand index: pixel pairs on which both agree, 0 to 1",
    "VI": "variation of information, in bits; lower is better",
    "ODS": "each metric at its best parameter, the same for all images",
    "OIS": "each metric at its best parameter for each image",
    "time": "of one image, with the middle value of the parameter",
    "best at": "the parameter that gives the best covering at ODS",
}


def bsds_table(bsds: Bsds) -> str:
    """The figures in a table, and what the terms mean."""
    heading = Group(Text("BSDS500", "bold"), Text(f"{bsds.split}, {count_of('image', bsds.images)}", "dim"), "")
    missing: list[RenderableType] = [
        Text(f"{figures.method} {figures.missing}") for figures in bsds.methods if figures.missing
    ]
    return rendered(heading, _table(bsds), "", *missing, *([""] if missing else []), legend(LEGEND))


def _table(bsds: Bsds) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=14)
    for width in (8, 5, 5, 5, 5, 5, 7):
        table.add_column(width=width, justify="right", no_wrap=True)
    table.add_column(width=10, no_wrap=True)
    table.add_row("", "covering", "", "PRI", "", "VI", "", "time", "best at", style="dim")
    table.add_row("", "ODS", "OIS", "ODS", "OIS", "ODS", "OIS", "ms", "", style="dim")
    for figures in bsds.methods:
        table.add_row(*_row(figures), style="bold" if figures.method in {FAST, FINE} else "")
    return table


def _row(figures: MethodFigures) -> list[str]:
    best = figures.best
    if best is None or figures.milliseconds is None:
        return [figures.method, *["-"] * 7, ""]
    ods, ois = best.ods, best.ois
    pairs = ((ods.covering, ois.covering), (ods.rand_index, ois.rand_index), (ods.variation, ois.variation))
    return [
        figures.method,
        *(f"{value:.3f}" for pair in pairs for value in pair),
        f"{figures.milliseconds:.1f}",
        f"{figures.parameter} {best.ods_at.covering:g}",
    ]
