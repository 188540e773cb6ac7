"""A window on the screen. Only the main thread may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import cv2

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST = (1280, 800)
SMALLEST = (480, 360)
"""Width and height that a window opens with: larger pictures are shown smaller, smaller ones larger."""

ESCAPE = "\x1b"


class Window:
    """A window that shows pictures and reports keys; the user can resize it, and close it by its button.

    Args:
        title: what the window is called.
        width: of the pictures, in pixels.
        height: of the pictures, in pixels.

    There must be a display (`require_display`): without one, OpenCV aborts the process.
    """

    def __init__(self, title: str, width: int, height: int) -> None:
        self._title = title
        self._is_open = True
        # pictures are made of the window's size: what keeps their shape is who makes them
        cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        shrink = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
        grow = max(1.0, min(SMALLEST[0] / width, SMALLEST[1] / height))
        scale = shrink if shrink < 1 else grow
        self._size = max(1, round(width * scale)), max(1, round(height * scale))
        cv2.resizeWindow(title, *self._size)
        self._click: tuple[int, int] | None = None
        cv2.setMouseCallback(title, self._note_click)

    @property
    def is_open(self) -> bool:
        """Whether the window is still there: False once the user has closed it."""
        if self._is_open:
            try:
                self._is_open = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
            except cv2.error:
                # that is how OpenCV says that there is no such window any more
                self._is_open = False
        return self._is_open

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is drawn in, in pixels."""
        if self.is_open:
            _, _, width, height = cv2.getWindowImageRect(self._title)
            # a window that is not drawn yet, or is made tiny, says 0 or less
            if width > 0 and height > 0:
                self._size = width, height
        return self._size

    def show(self, bgr: NDArray[np.uint8]) -> None:
        """Show a picture, uint8 (H, W, 3) BGR, over all of the window; it is drawn at the next `poll`."""
        # asked for anew: imshow would open a window again that the user has just closed
        if self.is_open:
            cv2.imshow(self._title, bgr)

    def poll(self, milliseconds: int = 1) -> str | None:
        """Let the window draw, and wait for a key for up to `milliseconds`.

        Returns:
            The key as a character, or None: no key, or one that is no character (Delete, an arrow).
        """
        # 0 would wait for ever, deaf to signals
        code = cv2.waitKeyEx(max(1, milliseconds))
        # tested before any masking: -1 is no key, and masked to a byte Delete would be one
        return chr(code) if 0 <= code < 0x80 else None

    def take_click(self) -> tuple[int, int] | None:
        """The pixel (column, row) of the picture that was clicked last, at a `poll` since this was asked; or None."""
        click, self._click = self._click, None
        return click

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        if self.is_open:
            is_full = cv2.getWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
            cv2.setWindowProperty(
                self._title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_NORMAL if is_full else cv2.WINDOW_FULLSCREEN
            )

    def _note_click(self, event: int, x: int, y: int, flags: int, _: object) -> None:  # noqa: ARG002  # as OpenCV calls it
        if event == cv2.EVENT_LBUTTONDOWN:
            self._click = x, y

    def close(self) -> None:
        """Close the window; may be called again."""
        if self.is_open:
            cv2.destroyWindow(self._title)
            cv2.pollKey()  # the window goes when events are handled
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
