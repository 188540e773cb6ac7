"""Where a live session shows itself: in a window, or, with none, as a line of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from live_seg.sink.window import Window
from live_seg.view.hud import write_line
from live_seg.view.shape import with_square_pixels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from live_seg.app.progress import Progress
    from live_seg.frame import StreamInfo


class Screen(Protocol):
    """Shows pictures with a line of status, and hears keys."""

    has_picture: bool

    @property
    def is_open(self) -> bool: ...
    def show(self, bgr: NDArray[np.uint8], status: str) -> None: ...
    def key(self, seconds: float) -> str | None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class WindowScreen:
    """A window, the status written into the picture."""

    has_picture = True

    def __init__(self, name: str, info: StreamInfo) -> None:
        self._pixel_aspect = info.pixel_aspect
        self._window = Window(f"live_seg - {name}", round(info.width * info.pixel_aspect), info.height)

    @property
    def is_open(self) -> bool:
        return self._window.is_open

    def show(self, bgr: NDArray[np.uint8], status: str) -> None:
        self._window.show(write_line(with_square_pixels(bgr, self._pixel_aspect), status))

    def key(self, seconds: float) -> str | None:
        return self._window.poll(round(seconds * 1000))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._window.close()


class NoWindow:
    """Progress instead of pictures; it hears no keys."""

    has_picture = False
    is_open = True

    def __init__(self, name: str, frames: int | None, progress: Progress) -> None:
        self._progress = progress
        progress.begin(name, frames)

    def show(self, bgr: NDArray[np.uint8], status: str) -> None:
        self._progress.advance(status)

    def key(self, seconds: float) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return
