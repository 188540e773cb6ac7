"""The plot of an elbow: the curve with its knee, and the separation of the clusters."""

from __future__ import annotations

from pathlib import Path

from live_seg.elbow.result import Elbow
from live_seg.elbow.table import facts, opinions, source_name, verdict
from live_seg.report.plot_page import BLUE, ORANGE, QUIET, Heading, plot_page

HEIGHT = 4.76
"""Inches."""


def plot_elbow(elbow: Elbow, path: Path, *, overwrite: bool) -> None:
    """Draw an elbow into a .png or .svg file, which appears when it is complete.

    Raises:
        SinkError: it cannot be written.
    """
    footer = f"{source_name(elbow)}: {facts(elbow)}"
    heading = Heading(f"Number of segments: {verdict(elbow)}", opinions(elbow), footer)
    with plot_page(path, HEIGHT, heading, overwrite=overwrite) as page:
        curve, bars = page.subplots(1, 2, width_ratios=(5, 3))
        curve.set_title("Within-cluster sum of squares, % of K = 1")
        curve.plot(elbow.ks, elbow.percent, color=BLUE, linewidth=2.2, marker="o", markersize=5, clip_on=False)
        curve.set_ylim(0, 105)
        bars.set_title("Separation of the clusters")
        bars.bar(
            elbow.ks[1:], elbow.separation[1:], 0.66, color=[ORANGE if k == elbow.knee else BLUE for k in elbow.ks[1:]]
        )
        bars.set_ylim(0, 1.05)
        if not any(elbow.separation[1:]):
            style = {"ha": "center", "color": QUIET, "transform": bars.transAxes}
            bars.text(0.5, 0.5, "no K separates all clusters", **style)
        for axes in (curve, bars):
            axes.set_xlabel("K, the number of segments")
            axes.set_xlim(0.5, elbow.ks[-1] + 0.5)
            axes.xaxis.get_major_locator().set_params(integer=True, nbins=10)
        if elbow.knee is not None:
            curve.axvline(elbow.knee, color=ORANGE, linewidth=1.2, zorder=1, label=f"knee: K = {elbow.knee}")
            curve.plot(elbow.knee, elbow.percent[elbow.ks.index(elbow.knee)], color=ORANGE, marker="o", markersize=9)
            curve.legend()
