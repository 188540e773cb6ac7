"""Kernels ready before the first frame, with a word to the user when that takes long."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from live_seg.app.workers import After
from live_seg.segment import warm_up
from live_seg.segment.kernel_cache import why_not_kept

if TYPE_CHECKING:
    from live_seg.app.progress import Progress
    from live_seg.config import Config

PATIENCE = 1.0
GETTING_READY = "getting ready; the first run on a machine compiles its kernels, which takes a few seconds ..."
NOT_KEPT = "the compiled kernels cannot be kept, so each start takes as long as this one: "


def prepare(config: Config, progress: Progress) -> None:
    """Warm up; say so when it takes longer than a second, and when it will each time."""
    reason = why_not_kept()
    with After(PATIENCE, lambda: progress.say(GETTING_READY if reason is None else f"{NOT_KEPT}{reason}")):
        warm_up(config)
    if reason is None and (found := why_not_kept()) is not None:  # a disk is full when something is written to it
        progress.say(f"{NOT_KEPT}{found}")
    if not gc.isenabled():
        # `cli.console` has put it off. What is loaded by now stays: not to be searched again with each collection
        gc.freeze()
        gc.enable()
