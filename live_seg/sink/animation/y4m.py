"""YUV4MPEG2: uncompressed pictures at a constant rate, which most video programs read from a pipe."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from live_seg.frame import StreamInfo
from live_seg.sink.animation.picture_writer import Writable
from live_seg.sink.picture import over_black
from live_seg.sink.video.yuv import to_yuv444


class Y4mWriter:
    """Writes YUV4MPEG2 with full colour resolution. If the frame rate varies, pictures are repeated.

    Args:
        file: gets the bytes.
        info: size, frame rate and pixel aspect of the stream.
    """

    largest: ClassVar[int] = 65_535
    longest = 2**31

    def __init__(self, file: Writable, info: StreamInfo) -> None:
        self.tick = 1 / info.frame_rate
        self.remarks: dict[str, None] = {}
        self._file = file
        rate, aspect = info.frame_rate, info.pixel_aspect
        file.write(
            f"YUV4MPEG2 W{info.width} H{info.height} F{rate.numerator}:{rate.denominator} Ip "
            f"A{aspect.numerator}:{aspect.denominator} C444 XCOLORRANGE=LIMITED\n".encode()
        )

    def add(self, picture: NDArray[np.uint8], ticks: int) -> None:
        """Write a picture, as `PictureWriter.add`."""
        planes = to_yuv444(over_black(picture)).transpose(2, 0, 1)
        data = b"FRAME\n" + planes.tobytes()
        if ticks > 1:
            self.remarks["pictures were repeated, because the rate of YUV4MPEG2 is constant"] = None
        for _ in range(ticks):
            self._file.write(data)

    def finish(self) -> None:
        """Write nothing: the format has no end marker."""
