"""What is done when something takes long."""

from __future__ import annotations

from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class After:
    """Calls `action` if the block has not ended within `seconds`."""

    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self._timer = Timer(seconds, action)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._timer.cancel()
        self._timer.join()
