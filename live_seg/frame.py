"""What travels from a source to a segmenter: one picture with its place in time, and the stream it is of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from live_seg.errors import FrameError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MPEG_CLOCK = Fraction(1, 90_000)
"""Seconds a tick where a stream has no clock of its own (the 90 kHz of MPEG systems)."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamInfo:
    """What a source knows of its frames before the first one.

    `frame_rate` is exact (`Fraction(30000, 1001)`) and nominal: where frames come at varying intervals, `Frame.time`
    holds. `frame_count` is what the container says, a hint that nothing may be allocated by; None if it says nothing.
    `time_base` is the length of a tick of the stream's clock in seconds: every `Frame.time` is a multiple of it.
    `pixel_aspect` is a pixel's width over its height.
    """

    width: int
    height: int
    frame_rate: Fraction
    frame_count: int | None = None
    is_live: bool = False
    time_base: Fraction = MPEG_CLOCK
    pixel_aspect: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a stream.

    `index` counts from 0 and a gap in it is a dropped frame; `time` is in seconds from the start of the stream;
    `bgr` is uint8 (H, W, 3), BGR, C-contiguous and read-only. A source uses the memory of its frames again once nobody
    holds them, nor a view of them.

    Raises:
        FrameError: `bgr` has another dtype or shape, or no pixels.
    """

    index: int
    time: Fraction
    bgr: NDArray[np.uint8]

    def __post_init__(self) -> None:
        bgr = self.bgr
        if not isinstance(bgr, np.ndarray) or bgr.dtype != np.uint8 or bgr.ndim != 3 or bgr.shape[2] != 3:
            raise FrameError(f"frame {self.index} is {_described(bgr)}, expected uint8 (H, W, 3) in BGR order")
        if bgr.size == 0:
            raise FrameError(f"frame {self.index} is {_described(bgr)}: it has no pixels")
        # a view, so that the caller's own array stays writable
        view = np.ascontiguousarray(bgr).view()
        view.flags.writeable = False
        object.__setattr__(self, "bgr", view)


def _described(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} ({', '.join(map(str, value.shape))})"
    return f"a {type(value).__name__}"
