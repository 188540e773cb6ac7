"""The elbow analysis in the window: the curve so far, and the K that it suggests."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.segment import ElbowCurve
from live_seg.view.hud.palette_strip import strip_height
from live_seg.view.hud.text import AMBER, GRAY, WHITE, shade, shortened, text_size, width_of, write

WIDTH, HEIGHT = 26, 17
"""Size of the panel, in text sizes."""
WIDEST, HIGHEST = 0.96, 0.62
"""Largest size of the panel, as shares of the canvas. A message has room above it."""
LEAST = 1e-4
"""Share of the first inertia that is drawn as zero: flat pictures have no more, and the logarithm of 0 does not
exist."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """An elbow analysis.

    Attributes:
        k_max: the largest K.
        curve: the curve so far, or None.
        is_whole: whether the curve is complete.
        seconds: time over which the measured frames are spread.
    """

    k_max: int
    curve: ElbowCurve | None
    is_whole: bool
    seconds: float = 0.0

    @property
    def suggestion(self) -> int | None:
        """The K that is suggested; None until it is known."""
        return self.curve.suggestion if self.curve and self.is_whole else None

    @property
    def title(self) -> str:
        """What the curve shows, and of what."""
        of = f"Elbow of the last {self.seconds:.0f} s" if self.seconds >= 1 else "Elbow"
        return f"{of}: error left with K segments (log)"

    @property
    def verdict(self) -> str:
        """One line about the result, or about the progress."""
        if not self.is_whole or self.curve is None:
            return f"K = 1 to {self.k_max} ..."
        if self.curve.knee is None:
            return f"no clear elbow; A takes K = {self.curve.suggestion}"
        return f"K = {self.curve.knee}, confidence {self.curve.confidence:.2f}"


def draw_elbow(canvas: NDArray[np.uint8], analysis: Analysis) -> None:
    """Draw the panel in the lower right corner, above the palette strip.

    Args:
        canvas: uint8 (H, W, 3) BGR; is drawn on.
        analysis: the analysis so far.
    """
    height, width = canvas.shape[:2]
    size = text_size(width, height)
    wide, high = min(WIDTH * size, round(width * WIDEST)), min(HEIGHT * size, round(height * HIGHEST))
    bottom = height - strip_height(width, height) - size // 2
    left, top = width - size // 2 - wide, bottom - high
    # twice, because thin lines need a dark background
    shade(canvas, left, top, left + wide, bottom)
    shade(canvas, left, top, left + wide, bottom)
    text = left + size, wide - 2 * size
    colour = AMBER if analysis.curve is not None and analysis.is_whole and analysis.curve.knee else WHITE
    write(canvas, shortened(analysis.title, text[1], size), (text[0], top + size), size, GRAY)
    write(canvas, shortened(analysis.verdict, text[1], size), (text[0], top + round(2.5 * size)), size, colour)
    write(canvas, shortened("A  apply     E  close", text[1], size), (text[0], bottom - size), size, GRAY)
    plot = left + 2 * size, top + 4 * size, left + wide - 2 * size, bottom - round(3.4 * size)
    if plot[3] > plot[1] and plot[2] > plot[0]:
        _draw_curve(canvas, analysis, plot, size)


def _draw_curve(canvas: NDArray[np.uint8], analysis: Analysis, plot: tuple[int, int, int, int], size: int) -> None:
    left, top, right, bottom = plot
    thickness = max(1, size // 10)
    cv2.line(canvas, (left, bottom), (right, bottom), GRAY, 1)
    columns = {
        k: left + round((right - left) * (k - 1) / max(1, analysis.k_max - 1)) for k in range(1, analysis.k_max + 1)
    }
    for k, x in columns.items():
        number = str(k)
        # every K if there is room, else the first, the last and the middle one
        if (right - left) / analysis.k_max >= 1.6 * size or k in {1, analysis.k_max, (analysis.k_max + 1) // 2}:
            write(canvas, number, (x - width_of(number, size) // 2, bottom + round(0.9 * size)), size, GRAY)
    curve = analysis.curve
    if curve is None:
        return
    part = np.log(np.maximum(curve.inertia / max(curve.inertia[0], 1e-9), LEAST))
    span = min(float(part.min()), -1.0)
    rows = [top + round((bottom - top - size // 2) * value / span) for value in part.tolist()]
    points = [(columns[k], row) for k, row in zip(curve.ks, rows, strict=True)]
    chosen = analysis.suggestion
    if chosen is not None:
        x = columns[chosen]
        for y in range(top, bottom, max(4, size // 2)):
            cv2.line(canvas, (x, y), (x, min(bottom, y + max(2, size // 4))), AMBER if curve.knee else GRAY, thickness)
    cv2.polylines(canvas, [np.array(points, np.int32)], False, WHITE, thickness, cv2.LINE_AA)  # noqa: FBT003  # OpenCV has no keyword for it
    for k, point in zip(curve.ks, points, strict=True):
        is_knee = analysis.is_whole and k == curve.knee
        cv2.circle(canvas, point, size // 3 if is_knee else size // 5, AMBER if is_knee else WHITE, -1, cv2.LINE_AA)
