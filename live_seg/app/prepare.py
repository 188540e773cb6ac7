"""Kernels ready before the first frame, with a word to the user when that takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_seg.app.workers import After
from live_seg.segment import warm_up

if TYPE_CHECKING:
    from live_seg.app.progress import Progress
    from live_seg.config import Config

PATIENCE = 1.0
GETTING_READY = "getting ready; the first run on a machine compiles its kernels, which takes a few seconds ..."


def prepare(config: Config, progress: Progress) -> None:
    """Warm up; say so when it takes longer than a second."""
    with After(PATIENCE, lambda: progress.say(GETTING_READY)):
        warm_up(config)
