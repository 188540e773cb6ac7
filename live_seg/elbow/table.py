"""The elbow as a table for a terminal, with the curve drawn in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from live_seg.report.tables import legend, rendered
from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from live_seg.elbow.measure import Elbow

CURVE = 24
"""Characters of the curve's longest bar."""
TOO_LONG = 1e9
"""From which on a number is told by its powers of ten."""
EIGHTHS = "▏▎▍▌▋▊▉█"
SPACES = {"lab": "CIELAB", "bgr": "BGR"}

LEGEND = {
    "WCSS": "within-cluster sum of squares: how far pixels are from their colour",
    "apart": "1: nothing between any two segments; 0: one is cut where densest",
    "Calinski-H.": "Calinski-Harabasz score, a second opinion: the highest is best",
}


def elbow_table(elbow: Elbow) -> str:
    """The curve K by K, and what it comes to."""
    frames = f"{count_of('frame', elbow.frames)}, " if elbow.frames > 1 else ""
    facts = f"{frames}{elbow.pixels:,} pixels in {SPACES[elbow.colour_space]}\n"
    head = Text.assemble((f"{Path(elbow.source).name}\n", "bold"), (facts, "dim"))
    return rendered(head, _curve(elbow), Text(), _verdict(elbow), legend(LEGEND))


def verdict(elbow: Elbow) -> str:
    """What the curve says, in a few words."""
    if elbow.second_opinion is None and len(elbow.ks) > 1:
        return "one colour to the eye: K = 1"
    if elbow.knee is not None:
        return f"K = {elbow.knee}, confidence {elbow.confidence:.2f}"
    return f"no clear elbow; K = {elbow.suggestion} to go on with"


def opinions(elbow: Elbow) -> str:
    """What else there is to go by."""
    score = f"Calinski-Harabasz: K = {elbow.second_opinion}; " if elbow.second_opinion else ""
    return f"{score}the plain curve bends most at K = {elbow.bend}"


def _verdict(elbow: Elbow) -> Text:
    return Text.assemble((verdict(elbow), "bold"), (f"\n{opinions(elbow)}\n", "dim"))


def _curve(elbow: Elbow) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width, justify in ((3, "right"), (13, "right"), (CURVE, "left"), (7, "right"), (5, "right"), (11, "right")):
        table.add_column(width=width, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # it is one of them
    table.add_row("K", "WCSS", "", "of K=1", "apart", "Calinski-H.", style="dim")
    most = elbow.inertia[0] or 1.0
    rows = zip(elbow.ks, elbow.inertia, elbow.separation, elbow.calinski_harabasz, strict=True)
    for k, inertia, apart, score in rows:
        table.add_row(
            str(k),
            _in_figures(inertia),
            _bar(inertia / most),
            f"{100 * inertia / most:.1f} %",
            f"{apart:.2f}" if k > 1 else "",
            "" if score is None else _in_figures(score),
            style="bold green" if k == elbow.knee else "",
        )
    return table


def _in_figures(value: float) -> str:
    return f"{value:,.0f}" if value < TOO_LONG else f"{value:.1e}"


def _bar(part: float) -> str:
    """A bar of so much of the curve's width, to an eighth of a character."""
    eighths = max(1, round(part * CURVE * 8)) if part > 0 else 0
    rest = EIGHTHS[eighths % 8 - 1] if eighths % 8 else ""
    return EIGHTHS[-1] * (eighths // 8) + rest
