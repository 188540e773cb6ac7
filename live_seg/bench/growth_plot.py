"""The plot of how time grows: a panel for each thing that varies, all on one scale."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

from live_seg.bench.growth import PIXELS, SAMPLE, K
from live_seg.report.plot_page import MARGIN, QUIET, Page, bare_axes, spread
from live_seg.report.tables import figure
from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from live_seg.bench.growth import Axis, Growth, Point
    from live_seg.bench.rounds import Timing

# in inches; `top` is down from the top of the page
HEIGHT = 4.78
PANELS_LEFT, PANELS_TOP = 0.85, 1.26
PANEL_WIDTH, PANEL_HEIGHT, PANEL_GAP = 2.3, 2.7, 0.34
LABELS_LEFT = PANELS_LEFT + 3 * PANEL_WIDTH + 2 * PANEL_GAP + 0.14
LABEL_STEP = 0.42

TITLES = {PIXELS: "Pixels of a frame", K: "K, the number of segments", SAMPLE: "Pixels of the sample"}
COLOURS = {"whole": "#0a6e8a", "label, recolour": "#c2410c", "fit": "#737c86"}

SMALL: dict[str, Any] = {"fontsize": 8, "color": QUIET}

TICKS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
"""Milliseconds that may stand at the scale."""
REAL_TIME = 1000 / 30
TICKS_APART = 0.125
"""Part of a panel's width, in its logarithms, that two values must lie apart to have both a name below."""


def plot_growth(growth: Growth, path: Path, *, overwrite: bool) -> None:
    """Draw how time grows into a .png or .svg file, which appears when it is whole.

    Raises:
        SinkError: it cannot be written.
    """
    explained = (
        f"Milliseconds a frame, medians; shaded, the middle half of the runs. What does not vary: {growth.size}, "
        f"k = {growth.k}, a sample of {growth.sample:,}."
    )
    page = Page(HEIGHT, "How time grows", explained)
    limits = _limits(growth.axes)
    for index, axis in enumerate(growth.axes):
        left = PANELS_LEFT + index * (PANEL_WIDTH + PANEL_GAP)
        page.text(left, PANELS_TOP - 0.16, TITLES[axis.varies], fontweight="bold", va="baseline", fontsize=10)
        if axis.varies == PIXELS:
            sizes = f"{axis.points[0].name} to {axis.points[-1].name}"
            page.text(left, PANELS_TOP + PANEL_HEIGHT + 0.38, sizes, va="baseline", **SMALL)
        axes = _panel(page, left, axis.points, limits)
        axes.tick_params(labelleft=index == 0)
        if index == 0:
            axes.text(axes.get_xlim()[0], REAL_TIME * 1.08, "30 frames a second", **SMALL)
    _label_lines(page, growth.axes[-1].points[-1], axes)
    machine = growth.machine
    on = f"{machine.cpu}, {count_of('thread', machine.threads)}; {growth.footage}"
    page.text(MARGIN, HEIGHT - 0.18, on, va="baseline", **SMALL)
    page.save(path, overwrite=overwrite)


def _timings(point: Point) -> dict[str, Timing]:
    return {"whole": point.whole, "label, recolour": point.label_and_recolour, "fit": point.fit}


def _limits(axes: Sequence[Axis]) -> tuple[float, float]:
    """From where to where the scale goes: all that is drawn, and the line of real time."""
    timings = [timing for axis in axes for point in axis.points for timing in _timings(point).values()]
    return min(timing.low for timing in timings) / 1.2, max(REAL_TIME * 1.4, *(timing.high * 1.2 for timing in timings))


def _panel(page: Page, left: float, points: Sequence[Point], limits: tuple[float, float]) -> Axes:
    axes = page.axes(left, PANELS_TOP, PANEL_WIDTH, PANEL_HEIGHT)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(*limits)
    ticks = [tick for tick in TICKS if limits[0] <= tick <= limits[1]]
    axes.set_yticks(ticks, [f"{tick:g} ms" for tick in ticks])
    axes.set_yticks([], minor=True)
    values = [point.value for point in points]
    axes.set_xlim(values[0], values[-1])
    named = _apart(points)
    axes.set_xticks([point.value for point in named], [_short(point.value) for point in named])
    axes.set_xticks([], minor=True)
    bare_axes(axes)
    axes.axhline(REAL_TIME, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
    for name, colour in COLOURS.items():
        timings = [_timings(point)[name] for point in points]
        low, high = ([getattr(timing, edge) for timing in timings] for edge in ("low", "high"))
        axes.fill_between(values, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(
            values,
            [timing.median for timing in timings],
            color=colour,
            linewidth=2,
            marker="o",
            markersize=3.5,
            clip_on=False,
        )
    return axes


def _apart(points: Sequence[Point]) -> list[Point]:
    """The points whose names have room below a panel: the first, the last, and those between that are clear of both."""
    first, *between, last = points
    room = TICKS_APART * log(last.value / first.value)
    named = [first]
    for point in between:
        if min(log(point.value / named[-1].value), log(last.value / point.value)) > room:
            named.append(point)
    return [*named, last]


def _short(value: int) -> str:
    """A number in the room of four characters: 14k, 2.1M."""
    if value < 1000:
        return str(value)
    return f"{value / 1000:.0f}k" if value < 999_500 else f"{value / 1e6:.1f}M"


def _label_lines(page: Page, last: Point, axes: Axes) -> None:
    """Name the lines where they end."""
    timings = _timings(last)
    ends = axes.transAxes.inverted().transform(
        [axes.transData.transform((last.value, timing.median)) for timing in timings.values()]
    )
    places = spread([(1 - float(end)) * PANEL_HEIGHT for _, end in ends], LABEL_STEP, PANEL_HEIGHT)
    for (name, timing), place in zip(timings.items(), places, strict=True):
        style: dict[str, Any] = {"color": COLOURS[name], "va": "center_baseline"}
        page.text(LABELS_LEFT, PANELS_TOP + place - 0.09, name, fontweight="bold", **style)
        page.text(LABELS_LEFT, PANELS_TOP + place + 0.09, f"{figure(timing.median)} ms", **style)
