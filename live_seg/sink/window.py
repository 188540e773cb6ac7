"""A window on the screen. Only the main thread may use it."""

from __future__ import annotations

from collections import deque
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.sink.pointer import Box, Click

LARGEST = (1280, 800)
SMALLEST = (480, 360)
"""Width and height in which a window opens: larger pictures are shrunk to the first, smaller ones enlarged to the
second."""
SHORTEST_DRAG = 10
"""The least number of pixels that the pointer moves in a drag, as in Qt. In a click, a shaking hand moves it less."""
# in some window systems the second of two quick clicks is reported only as a double click
PRESSES = (cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONDBLCLK)


class Window:
    """A window that shows pictures and reports keys, clicks and boxes. The user can resize and close it.

    There must be a display (`require_display`): without one, OpenCV aborts the process.

    Args:
        title: the window's title.
        size: width and height of the pictures, in pixels.
    """

    def __init__(self, title: str, size: tuple[int, int]) -> None:
        width, height = size
        self._title = title
        self._is_open = True
        # the caller makes pictures of the window's size, so that the window need not keep their aspect ratio
        cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        shrink = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
        grow = max(1.0, min(SMALLEST[0] / width, SMALLEST[1] / height))
        scale = shrink if shrink < 1 else grow
        self._size = max(1, round(width * scale)), max(1, round(height * scale))
        cv2.resizeWindow(title, *self._size)
        self._pressed: Click | None = None
        self._pointer = 0, 0
        self._pointed: deque[Click | Box] = deque()
        cv2.setMouseCallback(title, self._note_pointer)

    @property
    def is_open(self) -> bool:
        """Whether the window is still there: False once the user has closed it."""
        if self._is_open:
            try:
                self._is_open = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
            except cv2.error:
                # OpenCV raises where the window does not exist any more
                self._is_open = False
        return self._is_open

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the area that is drawn on, in pixels."""
        if self.is_open:
            _, _, width, height = cv2.getWindowImageRect(self._title)
            # the size is 0 or less while a window is not drawn yet, or is very small
            if width > 0 and height > 0:
                self._size = width, height
        return self._size

    def show(self, bgr: NDArray[np.uint8]) -> None:
        """Show a picture, uint8 (H, W, 3) BGR, in all of the window. It is drawn at the next `poll`."""
        # asked again, because imshow would reopen a window that the user has just closed
        if self.is_open:
            cv2.imshow(self._title, bgr)

    def poll(self, milliseconds: int = 1) -> str | None:
        """Let the window draw, and wait up to `milliseconds` for a key.

        Returns:
            The key as a character, or None: no key, or one without a character (Delete, an arrow).
        """
        # 0 would wait without end, and would not notice signals
        code = cv2.waitKeyEx(max(1, milliseconds))
        # compared before any masking: -1 means no key, and Delete masked to a byte would be -1
        return chr(code) if 0 <= code < 0x80 else None

    def take_pointed(self) -> Click | Box | None:
        """The next click or box, in pixels of the window; None if there was none since. They come in order.

        A box may reach beyond the window.
        """
        return self._pointed.popleft() if self._pointed else None

    @property
    def dragged(self) -> Box | None:
        """The box that is being drawn, in pixels of the window; None if there is none."""
        if self._pressed is None:
            return None
        (left, right), (top, bottom) = (
            sorted(pair) for pair in zip((self._pressed.column, self._pressed.row), self._pointer, strict=True)
        )
        if max(right - left, bottom - top) < SHORTEST_DRAG:
            return None
        return Box(left, top, right + 1, bottom + 1, self._pressed.adds)

    def toggle_full_screen(self) -> None:
        """Switch between full screen and a window."""
        if self.is_open:
            is_full = cv2.getWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
            cv2.setWindowProperty(
                self._title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_NORMAL if is_full else cv2.WINDOW_FULLSCREEN
            )

    def _note_pointer(self, event: int, x: int, y: int, flags: int, _: object) -> None:
        if event in PRESSES:
            self._pressed = Click(x, y, bool(flags & cv2.EVENT_FLAG_SHIFTKEY))
            self._pointer = x, y
        elif self._pressed is not None and event in {cv2.EVENT_MOUSEMOVE, cv2.EVENT_LBUTTONUP}:
            self._pointer = x, y
            # not every system reports a release outside the window: then the pointer comes back without a button
            if event == cv2.EVENT_LBUTTONUP or not flags & cv2.EVENT_FLAG_LBUTTON:
                self._pointed.append(self.dragged or self._pressed)
                self._pressed = None

    def close(self) -> None:
        """Close the window. May be called again."""
        if self.is_open:
            cv2.destroyWindow(self._title)
            cv2.pollKey()  # the window goes when events are handled
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
