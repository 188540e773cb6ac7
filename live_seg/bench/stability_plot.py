"""The plot of how still labels hold: how many change over time, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from live_seg.bench.methods import K_MEANS, LIVE_SEG, WARM_START
from live_seg.report.plot_page import MARGIN, QUIET, WIDTH, Page, bare_axes, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from live_seg.bench.stability import ClipCourse, MethodFigures

# in inches; `top` is down from the top of the page
HEAD, ROW = 1.0, 4.4
TITLE = 0.28
"""From a row's top, where names stand, to what they name."""

CHART_LEFT, CHART_WIDTH = 0.8, 4.62
LABELS_LEFT = CHART_LEFT + CHART_WIDTH + 0.1
MAPS_LEFT = 7.05
MAPS_WIDTH, MAPS_HEIGHT, MAPS_GAP = WIDTH - MARGIN - MAPS_LEFT, 3.38, 0.12
CHART_HEIGHT = MAPS_HEIGHT - 0.06
SCALE_STEP = 0.225
LABEL_HEIGHT = 0.42
"""Of a line's name and its mean."""

TITLE_STYLE: dict[str, Any] = {"fontweight": "bold", "va": "baseline"}
COLOURS = {K_MEANS: "#737c86", WARM_START: "#c2410c", LIVE_SEG: "#0a6e8a"}

LINE_WIDTHS = {K_MEANS: 2.2, WARM_START: 3.0, LIVE_SEG: 2.0}
"""In points; the last is the thinnest, so that one beneath it shows."""

SMOOTHED = 15
"""Frames that a line is the mean of; those of each frame are drawn behind it, faint."""

TICKS = {0: "0", 0.01: "0.01 %", 0.1: "0.1 %", 1: "1 %", 10: "10 %", 100: "100 %"}

STEPS = (1, 2, 4, 8, 16, 32)
"""Changes of a pixel from which the next colour of the maps holds."""

NAME_LENGTH = 48
"""Characters of a clip's name that stay clear of the maps."""

HEAT = ("#fde3b0", "#fdbb63", "#f98e3c", "#e4572e", "#b3202c", "#6b0f2a")


def plot_stability(courses: Sequence[ClipCourse], path: Path, *, overwrite: bool) -> None:
    """Draw clips one below the other into a .png or .svg file, which appears when it is whole.

    Raises:
        SinkError: it cannot be written.
    """
    explained = "Left: still pixels that change label from one frame to the next. Right: where, and how often."
    page = Page(HEAD + ROW * len(courses), "How still the labels hold", explained)
    for row, course in enumerate(courses):
        top = HEAD + ROW * row
        _draw_chart(page, top, course)
        _draw_maps(page, top, course)
    page.save(path, overwrite=overwrite)


def _draw_chart(page: Page, top: float, course: ClipCourse) -> None:
    page.text(MARGIN, top + TITLE - 0.1, _shortened(Path(course.figures.clip).name), fontsize=10, **TITLE_STYLE)
    bottom = top + TITLE + MAPS_HEIGHT
    axes = _chart_axes(page, bottom - CHART_HEIGHT, course.times)
    under: dict[str, Any] = {"fontsize": 8, "color": QUIET, "va": "baseline"}
    page.text(CHART_LEFT, bottom + 0.4, "seconds", **under)
    key = f"thin: each frame   bold: mean of {SMOOTHED} frames"
    page.text(CHART_LEFT + CHART_WIDTH, bottom + 0.4, key, ha="right", **under)
    places = []
    for figures, trace in zip(course.figures.methods, course.traces, strict=True):
        colour, line = COLOURS[figures.method], _smoothed(trace.change)
        axes.plot(course.times, trace.change, color=colour, linewidth=0.7, alpha=0.28)
        (bold,) = axes.plot(course.times, line, color=colour, linewidth=LINE_WIDTHS[figures.method])
        bold.set(solid_capstyle="round", clip_on=False)
        end = axes.transAxes.inverted().transform(axes.transData.transform((0, line[-1])))[1]
        places.append((1 - end) * CHART_HEIGHT)
    for figures, place in zip(course.figures.methods, spread(places, LABEL_HEIGHT, CHART_HEIGHT), strict=True):
        _label_line(page, bottom - CHART_HEIGHT + place, figures)


def _chart_axes(page: Page, top: float, times: Sequence[float]) -> Axes:
    axes = page.axes(CHART_LEFT, top, CHART_WIDTH, CHART_HEIGHT)
    # between nothing at all and 0.01 % the axis is linear: a frame without a change has a place too
    axes.set_yscale("symlog", linthresh=0.01, linscale=0.5)
    axes.set_ylim(0, 100)
    axes.set_yticks(list(TICKS), list(TICKS.values()))
    axes.set_yticks([], minor=True)
    axes.set_xlim(times[0], times[-1])
    bare_axes(axes)
    return axes


def _label_line(page: Page, middle: float, figures: MethodFigures) -> None:
    mean = "no pixel is still" if figures.change is None else _mean(figures.change)
    for text, offset, weight in ((figures.method, -0.09, "bold"), (mean, 0.09, "normal")):
        page.text(
            LABELS_LEFT, middle + offset, text, fontweight=weight, color=COLOURS[figures.method], va="center_baseline"
        )


def _smoothed(values: Sequence[float]) -> NDArray[np.float64]:
    """Mean of each value and its neighbours, of fewer at the ends."""
    window = np.ones(min(SMOOTHED, len(values)))
    return np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same")


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 9]}…{name[-8:]}"


def _draw_maps(page: Page, top: float, course: ClipCourse) -> None:
    named = {figures.method: trace for figures, trace in zip(course.figures.methods, course.traces, strict=True)}
    upright = course.figures.height > course.figures.width
    # upright pictures stand side by side, wide ones lie one above the other
    width = (MAPS_WIDTH - MAPS_GAP) / 2 if upright else MAPS_WIDTH
    height = MAPS_HEIGHT if upright else (MAPS_HEIGHT - MAPS_GAP - TITLE) / 2
    right, down = (width + MAPS_GAP, 0.0) if upright else (0.0, height + MAPS_GAP + TITLE)
    for index, (name, title) in enumerate(((WARM_START, "before: warm start"), (LIVE_SEG, "after: live_seg"))):
        left, y = MAPS_LEFT + index * right, top + index * down
        page.text(left, y + TITLE - 0.1, title, fontsize=8 if upright else 9, **TITLE_STYLE | {"color": COLOURS[name]})
        axes = page.axes(left, y + TITLE, width, height)
        axes.imshow(_heat_map(named[name].changes, course.picture))
        axes.set_anchor("NW")
        axes.set_axis_off()
    drawn = min(height, width * course.figures.height / course.figures.width)
    _draw_scale(page, top + down + TITLE + drawn + 0.1)


def _heat_map(changes: NDArray[np.uint32], picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How often pixels changed, over a pale picture of the scene: float64 (H, W, 3) RGB, 0 to 1."""
    from matplotlib.colors import to_rgb

    pale = 0.76 + 0.22 * cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[..., None] / 255
    colours = np.array([to_rgb(colour) for colour in HEAT])
    step = np.searchsorted(STEPS, changes, side="right") - 1
    return np.where((step >= 0)[..., None], colours[step], pale)


def _draw_scale(page: Page, top: float) -> None:
    """What the colours of the maps mean."""
    page.text(MAPS_LEFT, top, "times a pixel changed", fontsize=8, color=QUIET)
    left = WIDTH - MARGIN - SCALE_STEP * len(STEPS)
    axes = page.axes(left, top + 0.02, SCALE_STEP * len(STEPS), 0.09)
    axes.bar(range(len(STEPS)), 1, width=1, color=HEAT)
    axes.set(xlim=(-0.5, len(STEPS) - 0.5), ylim=(0, 1), yticks=[])
    axes.set_xticks(range(len(STEPS)), [*map(str, STEPS[:-1]), f"{STEPS[-1]}+"])
    axes.tick_params(length=0, labelsize=8, labelcolor=QUIET, pad=3)
    axes.spines[:].set_visible(False)


def _mean(percent: float) -> str:
    return f"mean {percent:.2g} %" if percent >= 0.001 else "mean below 0.001 %"
