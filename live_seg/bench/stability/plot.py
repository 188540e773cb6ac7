"""The plot of how stable labels are: for each clip, how many labels change over time, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.bench.stability.methods import K_MEANS, LIVE_SEG, WARM_START
from live_seg.bench.stability.result import ClipSeries, MethodFigures
from live_seg.report.plot_page import BLUE, GREY, ORANGE, Heading, plot_page
from live_seg.report.wording import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

HEADING_HEIGHT, CLIP_HEIGHT = 0.9, 4.4
"""Inches."""

COLOURS = {K_MEANS: GREY, WARM_START: ORANGE, LIVE_SEG: BLUE}

LINE_WIDTHS = {K_MEANS: 2.2, WARM_START: 3.0, LIVE_SEG: 2.0}
"""In points. The last line is the thinnest, so that one below it can be seen."""

SMOOTHED = 15
"""Frames that a bold line is the mean of."""

TICKS = {0: "0", 0.01: "0.01 %", 0.1: "0.1 %", 1: "1 %", 10: "10 %", 100: "100 %"}

STEPS = (1, 2, 4, 8, 16, 32)
"""Numbers of changes at which the next colour of the maps begins."""

HEAT = ("#fde3b0", "#fdbb63", "#f98e3c", "#e4572e", "#b3202c", "#6b0f2a")

NAME_LENGTH = 48
"""Characters of a clip's name that fit above the chart."""


def plot_stability(series: Sequence[ClipSeries], path: Path, *, overwrite: bool) -> None:
    """Draw clips one below the other into a .png or .svg file, which appears when it is complete.

    Raises:
        SinkError: it cannot be written.
    """
    heading = Heading(
        "How stable the labels are",
        "Left: still pixels whose label changes from one frame to the next. Right: where, and how often.",
        f"Thin lines show each frame, bold lines the mean of {SMOOTHED} frames.",
    )
    with plot_page(path, HEADING_HEIGHT + CLIP_HEIGHT * len(series), heading, overwrite=overwrite) as page:
        rows = page.subfigures(len(series), squeeze=False)[:, 0]
        for row, clip in zip(rows, series, strict=True):
            left, right = row.subfigures(1, 2, width_ratios=(2, 1))
            _draw_chart(left.subplots(), clip)
            left.legend(loc="outside lower center", ncols=3, handlelength=1, columnspacing=1)
            _draw_maps(right, clip)


def _draw_chart(chart: Axes, clip: ClipSeries) -> None:
    for figures, changes in zip(clip.figures.methods, clip.changes, strict=True):
        colour = COLOURS[figures.method]
        chart.plot(clip.times, changes.change, color=colour, linewidth=0.7, alpha=0.28)
        (bold,) = chart.plot(clip.times, _smoothed(changes.change), color=colour, label=_name(figures))
        bold.set(linewidth=LINE_WIDTHS[figures.method], solid_capstyle="round", clip_on=False)
    chart.set_title(shortened(Path(clip.figures.clip).name, NAME_LENGTH))
    chart.set_xlabel("seconds")
    # the axis is linear below 0.01 %, to have a place for frames without a change
    chart.set_yscale("symlog", linthresh=0.01, linscale=0.5)
    chart.set_ylim(0, 100)
    chart.set_yticks(list(TICKS), list(TICKS.values()))
    chart.set_yticks([], minor=True)
    chart.set_xlim(clip.times[0], clip.times[-1])


def _name(figures: MethodFigures) -> str:
    if figures.change is None:
        return f"{figures.method}: no still pixels"
    mean = f"{figures.change:.2g}" if figures.change >= 0.001 else "< 0.001"
    return f"{figures.method}: mean {mean} %"


def _smoothed(values: Sequence[float]) -> NDArray[np.float64]:
    """The mean of each value and its neighbours, of which there are fewer at the ends."""
    window = np.ones(min(SMOOTHED, len(values)))
    return np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same")


def _draw_maps(part: SubFigure, clip: ClipSeries) -> None:
    """Draw how often the labels of pixels changed, over a pale frame."""
    from matplotlib.colors import BoundaryNorm, ListedColormap

    pale = cv2.cvtColor(clip.frame, cv2.COLOR_BGR2GRAY)
    norm = BoundaryNorm(STEPS, len(HEAT), extend="max")
    # upright frames stand side by side, wide ones one above the other
    maps = part.subplots(*((1, 2) if pale.shape[0] > pale.shape[1] else (2, 1)))
    methods = [figures.method for figures in clip.figures.methods]
    for axes, name in zip(maps, (WARM_START, LIVE_SEG), strict=True):
        changed = np.ma.masked_equal(clip.changes[methods.index(name)].counts, 0)
        axes.imshow(pale, "gray", vmin=-800, vmax=260)
        heat = axes.imshow(changed, ListedColormap(HEAT), norm, interpolation="nearest")
        axes.set_title(name, color=COLOURS[name])
        axes.set_axis_off()
    scale = part.colorbar(heat, ax=maps, location="bottom", fraction=0.04, pad=0.02, aspect=30, ticks=STEPS)
    scale.set_label("label changes of a pixel")
    scale.outline.set_visible(False)
