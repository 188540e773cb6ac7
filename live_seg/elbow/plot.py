"""The plot of an elbow: the curve with its knee, and how well the segments are apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from live_seg.elbow.table import SPACES, opinions, verdict
from live_seg.report.plot_page import MARGIN, QUIET, Page, bare_axes
from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from live_seg.elbow.measure import Elbow

# in inches; `top` is down from the top of the page
HEIGHT = 4.76
TOP, CHART_HEIGHT = 1.3, 2.62
CURVE_LEFT, CURVE_WIDTH = 0.85, 5.0
APART_LEFT, APART_WIDTH = 6.7, 3.0

TICKS = 16
"""Values of K that have a number below, at most."""

LINE, KNEE = "#0a6e8a", "#c2410c"
TITLE: dict[str, Any] = {"fontsize": 10, "fontweight": "bold", "va": "baseline"}
SMALL: dict[str, Any] = {"fontsize": 8, "color": QUIET, "va": "baseline"}


def plot_elbow(elbow: Elbow, path: Path, *, overwrite: bool) -> None:
    """Draw it into a .png or .svg file, which appears when it is whole.

    Raises:
        SinkError: it cannot be written.
    """
    page = Page(HEIGHT, f"How many segments: {verdict(elbow)}", opinions(elbow))
    curve = _axes(page, elbow, CURVE_LEFT, CURVE_WIDTH, "Within-cluster sum of squares, % of K = 1")
    most = elbow.inertia[0] or 1.0
    percent = [100 * inertia / most for inertia in elbow.inertia]
    curve.plot(elbow.ks, percent, color=LINE, linewidth=2.2, marker="o", markersize=5, clip_on=False)
    curve.set_ylim(0, 105)
    apart = _axes(page, elbow, APART_LEFT, APART_WIDTH, "How well the segments are apart")
    colours = [KNEE if k == elbow.knee else LINE for k in elbow.ks[1:]]
    apart.bar(elbow.ks[1:], elbow.separation[1:], width=0.66, color=colours)
    apart.set_ylim(0, 1.05)
    if not any(elbow.separation[1:]):
        middle = (elbow.ks[0] + elbow.ks[-1]) / 2
        apart.text(middle, 0.5, "at no K are all of them apart", ha="center", fontsize=9, color=QUIET)
    if elbow.knee is not None:
        _mark(curve, elbow.knee, percent[elbow.ks.index(elbow.knee)])
    frames = f"{count_of('frame', elbow.frames)}, " if elbow.frames > 1 else ""
    of = f"{Path(elbow.source).name}: {frames}{elbow.pixels:,} pixels in {SPACES[elbow.colour_space]}"
    page.text(MARGIN, HEIGHT - 0.18, of, **SMALL)
    page.save(path, overwrite=overwrite)


def _axes(page: Page, elbow: Elbow, left: float, width: float, title: str) -> Axes:
    page.text(left, TOP - 0.16, title, **TITLE)
    page.text(left + width / 2, TOP + CHART_HEIGHT + 0.42, "K, the number of segments", ha="center", **SMALL)
    axes = page.axes(left, TOP, width, CHART_HEIGHT)
    bare_axes(axes)
    last = elbow.ks[-1]
    axes.set_xlim(0.5, last + 0.5)
    axes.set_xticks([k for k in elbow.ks if last <= TICKS or k == 1 or k % (last // TICKS + 1) == 0])
    return axes


def _mark(curve: Axes, knee: int, percent: float) -> None:
    """The knee on the curve, named at the top where nothing else is."""
    curve.axvline(knee, color=KNEE, linewidth=1.2, zorder=0)
    curve.plot([knee], [percent], color=KNEE, marker="o", markersize=9, clip_on=False)
    style: dict[str, Any] = {"fontsize": 9, "fontweight": "bold", "color": KNEE}
    curve.text(knee + 0.15, 99, f"knee: K = {knee}", va="top", **style)
