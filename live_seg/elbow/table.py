"""An elbow as a table for a terminal, with the curve as bars."""

from __future__ import annotations

from pathlib import Path

from rich.bar import Bar
from rich.table import Table
from rich.text import Text

from live_seg.elbow.result import Elbow
from live_seg.report.tables import legend, rendered
from live_seg.report.wording import count_of

BAR_WIDTH = 22
"""Characters of the longest bar; with the other columns, the table has 80."""
LARGE = 1e9
"""Numbers from here on are shown as powers of ten, to fit their columns."""
SPACES = {"lab": "CIELAB", "bgr": "BGR"}

LEGEND = {
    "WCSS": "within-cluster sum of squares: squared error of the colours",
    "separation": "1: no pixels between any two clusters; 0: one is split in two",
    "Calinski-Harabasz": "score of a K, as a second opinion; the highest is best",
}


def elbow_table(elbow: Elbow) -> str:
    """The curve, the number of segments that it suggests, and what the terms mean."""
    heading = Text.assemble((f"{source_name(elbow)}\n", "bold"), (f"{facts(elbow)}\n", "dim"))
    conclusion = Text.assemble((f"\n{verdict(elbow)}", "bold"), (f"\n{opinions(elbow)}\n", "dim"))
    return rendered(heading, _curve(elbow), conclusion, legend(LEGEND))


def source_name(elbow: Elbow) -> str:
    """The name of the source, without its folder."""
    return Path(elbow.source).name


def facts(elbow: Elbow) -> str:
    """What was measured."""
    frames = f"{count_of('frame', elbow.frames)}, " if elbow.frames > 1 else ""
    if elbow.at is not None:
        frames = f"{count_of('frame', elbow.frames)} from {elbow.at:g} s on, "
    return f"{frames}{elbow.pixels:,} pixels in {SPACES[elbow.colour_space]}"


def verdict(elbow: Elbow) -> str:
    """The number of segments that the curve suggests."""
    if elbow.knee is not None:
        return f"K = {elbow.knee}, confidence {elbow.confidence:.2f}"
    if elbow.second_opinion is None and len(elbow.ks) > 1:
        return f"K = {elbow.suggestion}, a single visible colour"
    return f"no clear elbow; K = {elbow.suggestion} is a fair choice"


def opinions(elbow: Elbow) -> str:
    """The numbers of segments that other criteria suggest."""
    score = f"highest Calinski-Harabasz: K = {elbow.second_opinion}; " if elbow.second_opinion else ""
    return f"{score}sharpest bend of the curve: K = {elbow.bend}"


def _curve(elbow: Elbow) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in (3, 11, BAR_WIDTH, 7, 10, 17):
        table.add_column(width=width, justify="right", no_wrap=True)
    table.add_row("K", "WCSS", "", "of K=1", "separation", "Calinski-Harabasz", style="dim")
    rows = zip(elbow.ks, elbow.inertia, elbow.percent, elbow.separation, elbow.calinski_harabasz, strict=True)
    for k, inertia, percent, separation, score in rows:
        is_knee = k == elbow.knee
        table.add_row(
            str(k),
            _number(inertia),
            Bar(100, 0, percent, color="green" if is_knee else "default"),
            f"{percent:.1f} %",
            f"{separation:.2f}" if k > 1 else "",
            "" if score is None else _number(score),
            style="bold green" if is_knee else "",
        )
    return table


def _number(value: float) -> str:
    return f"{value:,.0f}" if value < LARGE else f"{value:.1e}"
