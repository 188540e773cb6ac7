"""The plot of how time grows: a panel for each thing that varies, all with the same scale of time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from live_seg.bench.growth.result import PIXELS, SAMPLE, Axis, Growth, K
from live_seg.report.plot_page import BLUE, GREY, ORANGE, QUIET, Heading, plot_page
from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 4.8
"""Inches."""

TITLES = {PIXELS: "Pixels per frame", K: "K, the number of segments", SAMPLE: "Pixels in the sample"}
LINES = {"total": ("whole", BLUE), "label and recolour": ("label_and_recolour", ORANGE), "fit": ("fit", GREY)}
"""The names of the lines, with the attribute of a `Point` and the colour of each."""

REAL_TIME = 1000 / 30
"""Milliseconds per frame of a video with 30 frames per second."""


def plot_growth(growth: Growth, path: Path, *, overwrite: bool) -> None:
    """Draw how time grows into a .png or .svg file, which appears when it is complete.

    Raises:
        SinkError: it cannot be written.
    """
    fixed = f"{growth.size}, k = {growth.k} and a sample of {growth.sample:,} pixels"
    machine = growth.machine
    heading = Heading(
        "How the time per frame grows",
        f"Lines are medians, bands the middle half of the runs. What does not vary is fixed at {fixed}.",
        f"{machine.cpu}, {count_of('thread', machine.threads)}; {growth.footage}",
    )
    with plot_page(path, HEIGHT, heading, overwrite=overwrite) as page:
        panels = page.subplots(1, len(growth.axes), sharey=True)
        for panel, axis in zip(panels, growth.axes, strict=True):
            _draw(panel, axis)
        panels[-1].legend(loc="center left", bbox_to_anchor=(1.05, 0.5), labelspacing=1)


def _draw(panel: Axes, axis: Axis) -> None:
    from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter, NullLocator

    values = [point.value for point in axis.points]
    for name, (attribute, colour) in LINES.items():
        timings = [getattr(point, attribute) for point in axis.points]
        low, high = [timing.low for timing in timings], [timing.high for timing in timings]
        panel.fill_between(values, low, high, color=colour, alpha=0.15, linewidth=0)
        medians = [timing.median for timing in timings]
        panel.plot(values, medians, color=colour, linewidth=2, marker="o", markersize=3.5, label=name)
    panel.axhline(REAL_TIME, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)), label="30 frames/s")
    panel.set_title(TITLES[axis.varies])
    if axis.varies == PIXELS:
        panel.set_xlabel(f"{axis.points[0].name} to {axis.points[-1].name}")
    panel.set_xscale("log", base=2 if axis.varies == K else 10)
    panel.xaxis.set_major_formatter(EngFormatter(sep=""))
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.set_yscale("log")
    panel.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
    panel.yaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:g} ms")
