"""The screen of a live session: a window, or a line of progress."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from live_seg.live.controls.picking import Pointed, Swatch
from live_seg.report.progress import Progress
from live_seg.sink.pointer import Box, Click
from live_seg.sink.window import Window
from live_seg.view.hud.cards import draw_message
from live_seg.view.hud.dashboard import Dashboard
from live_seg.view.hud.palette_strip import label_in_strip, strip_height
from live_seg.view.hud.selection import draw_selection
from live_seg.view.hud.status import SILENCE, in_a_line
from live_seg.view.letterbox import Placement, draw_at, place


class Screen(Protocol):
    """Shows pictures and the HUD, and reports keys, clicks and boxes."""

    has_picture: bool

    @property
    def is_open(self) -> bool: ...
    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        """Show a new picture."""

    def update(self, dashboard: Dashboard) -> None:
        """Show the last picture again with a new HUD."""

    def key(self, seconds: float) -> str | None:
        """Wait for a key for up to this many seconds."""

    def pointed(self) -> Pointed | None:
        """The next click or box, in pixels of the picture, or a click in the palette strip; None if there is none."""

    @property
    def is_dragged_on(self) -> bool:
        """Whether the user is drawing a box."""

    def toggle_full_screen(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class WindowScreen:
    """A window. The picture is letterboxed, and the size of text depends on the window."""

    has_picture = True

    def __init__(self, name: str, size: tuple[int, int], pixel_aspect: Fraction) -> None:
        self._pixel_aspect = pixel_aspect
        self._window = Window(f"live_seg - {name}", (round(size[0] * pixel_aspect), size[1]))
        self._canvas = np.empty((0, 0, 3), np.uint8)
        self._bgr: NDArray[np.uint8] | None = None
        self._placement: Placement | None = None
        self._dashboard: Dashboard | None = None
        self._draw_first()

    def _draw_first(self) -> None:
        # shown before the first frame: opening a window and loading a font take as long as two frames
        width, height = self._window.size
        canvas = np.zeros((height, width, 3), np.uint8)
        draw_message(canvas, "H shows the keys")
        self._window.show(canvas)
        self._window.poll()

    @property
    def is_open(self) -> bool:
        return self._window.is_open

    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        self._bgr = bgr
        self.update(dashboard)

    def update(self, dashboard: Dashboard) -> None:
        width, height = self._window.size
        if self._canvas.shape[:2] != (height, width):
            self._canvas = np.zeros((height, width, 3), np.uint8)
        self._dashboard = dashboard
        if self._bgr is None:
            self._canvas[:] = 0
        else:
            height_of, width_of, _ = self._bgr.shape
            self._placement = place((width_of, height_of), (width, height), self._pixel_aspect)
            draw_at(self._bgr, self._placement, self._canvas)
        dashboard.draw(self._canvas)
        # without regions a box picks nothing, so it is not drawn
        if (box := self._window.dragged) is not None and dashboard.status.regions is not None:
            draw_selection(self._canvas, box.left, box.top, box.right, box.bottom)
        self._window.show(self._canvas)

    def key(self, seconds: float) -> str | None:
        return self._window.poll(round(seconds * 1000))

    def pointed(self) -> Pointed | None:
        pointed = self._window.take_pointed()
        if pointed is None or self._placement is None or self._dashboard is None:
            return None
        if isinstance(pointed, Box):
            left, top = self._placement.nearest_pixel(pointed.left, pointed.top)
            right, bottom = self._placement.nearest_pixel(pointed.right - 1, pointed.bottom - 1)
            return Box(left, top, right + 1, bottom + 1, pointed.adds)
        height, width, _ = self._canvas.shape
        palette = self._dashboard.palette
        if palette is not None and not self._dashboard.is_plain and pointed.row >= height - strip_height(width, height):
            label = label_in_strip(palette, pointed.column, width)
            return None if label is None else Swatch(label, pointed.adds)
        pixel = self._placement.pixel_at(pointed.column, pointed.row)
        return None if pixel is None else Click(*pixel, pointed.adds)

    @property
    def is_dragged_on(self) -> bool:
        return self._window.dragged is not None

    def toggle_full_screen(self) -> None:
        self._window.toggle_full_screen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._window.close()


class NoWindow:
    """Progress instead of pictures. There are no keys."""

    has_picture = False
    is_open = True
    is_dragged_on = False

    def __init__(self, name: str, frames: int | None, progress: Progress) -> None:
        self._progress = progress
        self._name = name
        self._is_silent = False
        self._said: str | None = None
        progress.begin(name, frames)

    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        self._progress.advance(in_a_line(dashboard.status))
        self.update(dashboard)

    def update(self, dashboard: Dashboard) -> None:
        is_silent = dashboard.status.silence >= SILENCE
        if is_silent != self._is_silent:
            self._is_silent = is_silent
            self._progress.say(f"{self._name}: {'no frames' if is_silent else 'frames again'}")
        if dashboard.message is not None and dashboard.message != self._said:
            self._progress.say(dashboard.message)
        self._said = dashboard.message

    def key(self, seconds: float) -> None:
        return

    def pointed(self) -> None:
        return

    def toggle_full_screen(self) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return
