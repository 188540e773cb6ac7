"""Reads standard input, which may take long, and tells the user."""

from __future__ import annotations

from collections.abc import Callable

from live_seg.pipeline.timing import After
from live_seg.source.standard_input import NAME, StandardInput

READING_TIMEOUT = 1.0
"""Seconds after which the user is told that standard input is still being read."""


def copy_input(
    given: StandardInput, say: Callable[[str], None], is_stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Copy standard input, and tell the user if that takes long.

    Args:
        given: the copy.
        say: tells the user one line.
        is_stopped: asked several times a second; if it says True, copying stops.

    Returns:
        Whether everything was copied.

    Raises:
        SourceError: as `StandardInput.copy`.
    """
    with After(READING_TIMEOUT, lambda: say(f"reading {NAME} ...")):
        return given.copy(is_stopped)
