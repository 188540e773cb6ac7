"""The figures of picks as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from live_seg.bench.masks.picks import MAX_CLICKS, PICKS
from live_seg.bench.masks.result import Masks, MeanFigures, PickFigures
from live_seg.report.tables import legend, rendered
from live_seg.report.wording import count_of, shortened

NAME = 19
"""Width of the name of a sequence, in characters."""

LEGEND = {
    "IoU": "intersection over union of pick and mask, mean over the frames, %",
    "present": "frames with the object in which some of the pick is left, %",
    "click": "the region in the middle of the object, in its first frame",
    "clicks": f"the same and up to {MAX_CLICKS - 1} Shift-clicks on what is missing",
    "box": "all regions of which at least half lies in the object",
    "label": "the label in the middle of the object, without regions",
}


def masks_table(masks: Masks) -> str:
    """The figures in a table with a row for each object, and what the terms mean."""
    facts = (
        f"{count_of('sequence', masks.sequences)}, {count_of('frame', masks.frames)}; k = {masks.k}, "
        f"detail = {masks.detail:g}, {masks.region_quality}: {masks.milliseconds:.1f} ms a frame"
    )
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=NAME, no_wrap=True)
    table.add_column(width=3, justify="right", no_wrap=True)
    for _ in range(2 * len(PICKS)):
        table.add_column(width=6, justify="right", no_wrap=True)
    blank = [""] * (len(PICKS) - 1)
    table.add_row("", "", "IoU", *blank, "present", *blank, style="dim")
    table.add_row("", "", *PICKS, *PICKS, style="dim")
    for figures in masks.objects:
        table.add_row(shortened(figures.sequence, NAME), str(figures.number), *_cells(figures.picks))
    table.add_row("mean", "", *_cells(masks.means), style="bold")
    return rendered(Group(Text("Picks", "bold"), Text(facts, "dim"), ""), table, "", legend(LEGEND))


def _cells(picks: Sequence[PickFigures | MeanFigures]) -> list[str]:
    present = ["-" if pick.present is None else f"{100 * pick.present:.1f}" for pick in picks]
    return [*(f"{100 * pick.overlap:.1f}" for pick in picks), *present]
