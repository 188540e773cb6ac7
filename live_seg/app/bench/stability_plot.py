"""The plot of how still labels hold: how many change over time, and where.

Drawn through matplotlib's objects, not its `pyplot`: no window, and nothing of the caller's is changed. It is made for
a page that shows it 1000 pixels wide, at twice that for sharp screens.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from live_seg.app.bench.methods import K_MEANS, LIVE_SEG, WARM_START
from live_seg.errors import ConfigError, SinkError
from live_seg.sink.output import OutputFile, check_place, refuse_to_write_on_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from live_seg.app.bench.stability import ClipCourse, MethodFigures

SUFFIXES = (".png", ".svg")
DPI = 200

# in inches, of which a page shows 100 pixels each; `top` is down from the top of the page
WIDTH, MARGIN = 10.0, 0.3
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
INK, QUIET, RULE = "#1f2328", "#656d76", "#e4e7ea"
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


def check_plot(path: Path, clips: Iterable[str], *, overwrite: bool) -> None:
    """Check that a plot can be drawn and written, before the work of measuring.

    Raises:
        ConfigError: its name is neither .png nor .svg, it is one of the clips, or matplotlib is not installed.
        SinkError: the folder is missing, or the file exists and may not be replaced.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError(f"plot is {path}; its name must end in {' or '.join(SUFFIXES)}")
    for clip in clips:
        refuse_to_write_on_input(path, clip)
    check_place(path, overwrite=overwrite)
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise ConfigError("--plot needs matplotlib: pip install 'live_seg[plots]'") from None


def plot_stability(courses: Sequence[ClipCourse], path: Path, *, overwrite: bool) -> None:
    """Draw clips one below the other into a .png or .svg file, which appears when it is whole.

    Raises:
        SinkError: it cannot be written.
    """
    figure = _drawn(courses)
    out = OutputFile(path, overwrite=overwrite)
    try:
        with warnings.catch_warnings():
            # a clip's name may be in a script that matplotlib's font lacks: it gets boxes, the user no lecture
            warnings.filterwarnings("ignore", message="Glyph")
            figure.savefig(out.partial, format=path.suffix[1:].lower(), dpi=DPI)
    except OSError as error:
        out.discard()
        raise SinkError(f"cannot write {path}: {error.strerror}") from error
    out.publish()


@dataclass(frozen=True, slots=True)
class _Page:
    """A figure with places in inches from its top left corner."""

    figure: Figure
    height: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        bottom = self.height - top - height
        return self.figure.add_axes((left / WIDTH, bottom / self.height, width / WIDTH, height / self.height))

    def text(self, left: float, top: float, text: str, **style: Any) -> None:
        plain: dict[str, Any] = {"va": "top", "color": INK, "fontsize": 9, "parse_math": False}
        self.figure.text(left / WIDTH, 1 - top / self.height, text, **plain | style)


def _drawn(courses: Sequence[ClipCourse]) -> Figure:
    from matplotlib.figure import Figure

    height = HEAD + ROW * len(courses)
    page = _Page(Figure(figsize=(WIDTH, height), facecolor="white"), height)
    page.text(MARGIN, 0.24, "How still the labels hold", fontsize=15, fontweight="bold")
    explained = "Left: still pixels that change label from one frame to the next. Right: where, and how often."
    page.text(MARGIN, 0.58, explained, fontsize=9.5, color=QUIET)
    for row, course in enumerate(courses):
        top = HEAD + ROW * row
        _draw_chart(page, top, course)
        _draw_maps(page, top, course)
    return page.figure


def _draw_chart(page: _Page, top: float, course: ClipCourse) -> None:
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
    for figures, place in zip(course.figures.methods, _spread(places), strict=True):
        _label_line(page, bottom - CHART_HEIGHT + place, figures)


def _chart_axes(page: _Page, top: float, times: Sequence[float]) -> Axes:
    axes = page.axes(CHART_LEFT, top, CHART_WIDTH, CHART_HEIGHT)
    # between nothing at all and 0.01 % the axis is linear: a frame without a change has a place too
    axes.set_yscale("symlog", linthresh=0.01, linscale=0.5)
    axes.set_ylim(0, 100)
    axes.set_yticks(list(TICKS), list(TICKS.values()))
    axes.set_yticks([], minor=True)
    axes.set_xlim(times[0], times[-1])
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9, labelcolor=QUIET, pad=6)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set(visible=True, color=QUIET, linewidth=0.8)
    return axes


def _label_line(page: _Page, middle: float, figures: MethodFigures) -> None:
    mean = "no pixel is still" if figures.change is None else _mean(figures.change)
    for text, offset, weight in ((figures.method, -0.09, "bold"), (mean, 0.09, "normal")):
        page.text(
            LABELS_LEFT, middle + offset, text, fontweight=weight, color=COLOURS[figures.method], va="center_baseline"
        )


def _smoothed(values: Sequence[float]) -> NDArray[np.float64]:
    """Mean of each value and its neighbours, of fewer at the ends."""
    window = np.ones(min(SMOOTHED, len(values)))
    return np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same")


def _spread(places: Sequence[float]) -> list[float]:
    """Places of labels down the chart, in inches, moved apart as little as keeps them legible and on it."""
    order = np.argsort(places, kind="stable")
    steps = np.arange(len(places)) * LABEL_HEIGHT
    # down, each below the one before; then up, as far as those below need room
    spread = np.empty(len(places))
    spread[order] = np.maximum.accumulate(np.array(places)[order] - steps) + steps
    spread[order] = np.minimum(spread[order], CHART_HEIGHT - steps[::-1])
    return [float(place) for place in spread]


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 9]}…{name[-8:]}"


def _draw_maps(page: _Page, top: float, course: ClipCourse) -> None:
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


def _draw_scale(page: _Page, top: float) -> None:
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
