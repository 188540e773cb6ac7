"""Segments a frame once, however often it is shown."""

from __future__ import annotations

from dataclasses import replace

from live_seg.frame import Frame, is_same_memory
from live_seg.segment import Segmentation, Segmenter


class RepeatCache:
    """Segments frames. A frame that repeats the previous one, in the same memory, gets the same result without a cut.

    Args:
        segmenter: segments the frames that are new.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._last: Segmentation | None = None

    def segment(self, frame: Frame) -> Segmentation:
        """The segmentation of a frame."""
        last = self._last
        if last is None or not is_same_memory(frame.bgr, last.frame.bgr):
            self._last = self._segmenter.segment(frame)
        else:
            self._last = replace(last, frame=frame, is_new_scene=False)
        return self._last
