"""A source at another size."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.frame import Frame, is_same_memory
from live_seg.source.derived import DerivedSource
from live_seg.source.protocol import Source
from live_seg.source.scaling import Scaling, has_shape_of, resized

FINEST_ASPECT = 1000
"""Largest denominator of a pixel aspect. H.264 has 16 bits for it."""


class Scaled(DerivedSource):
    """A source at another size. Pictures fill this size exactly.

    If the new size has other proportions, the pixel aspect changes, so that players show the picture in its old shape.
    `remarks` says so. A frame that differs in size from the others is scaled to fit, in its own proportions.

    Args:
        source: the source, which is closed with this one.
        scaling: how large frames become.

    Raises:
        ConfigError: they would become too large.
    """

    def __init__(self, source: Source, scaling: Scaling) -> None:
        self._old = source.info.width, source.info.height
        self._new = scaling.size_of(*self._old)
        self._keeps_shape = has_shape_of(self._new, self._old)
        self._given: NDArray[np.uint8] | None = None
        self._made: NDArray[np.uint8] | None = None
        aspect = source.info.pixel_aspect
        if not self._keeps_shape:
            (width, height), (new_width, new_height) = self._old, self._new
            aspect = (aspect * width * new_height / (height * new_width)).limit_denominator(FINEST_ASPECT)
        super().__init__(
            source, replace(source.info, width=self._new[0], height=self._new[1], pixel_aspect=Fraction(aspect))
        )
        self._frames = iter(source)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The source's remarks, and one if the new size has other proportions."""
        remarks = self._source.remarks
        if self._keeps_shape:
            return remarks
        (width, height), (new_width, new_height), aspect = self._old, self._new, self.info.pixel_aspect
        remark = (
            f"{width}x{height} was scaled to {new_width}x{new_height}, which has other proportions; a pixel "
            f"aspect of {aspect.numerator}:{aspect.denominator} keeps the shape of the picture"
        )
        return (*remarks, remark)

    def _read(self) -> Frame | None:
        frame = next(self._frames, None)
        return None if frame is None else Frame(frame.index, frame.time, self._scaled(frame.bgr))

    def _scaled(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture in the new size. One that is repeated, in the same memory, is not scaled again."""
        if self._given is None or self._made is None or not is_same_memory(bgr, self._given):
            self._given, self._made = bgr, resized(bgr, self._size_of(bgr.shape[1], bgr.shape[0]))
        return self._made

    def _size_of(self, width: int, height: int) -> tuple[int, int]:
        if (width, height) == self._old:
            return self._new
        factor = min(Fraction(self._new[0], width), Fraction(self._new[1], height))
        return Scaling(factor=factor).size_of(width, height)

    def _jump(self, seconds: Fraction) -> None:
        self._frames = self._source.frames_from(seconds)
