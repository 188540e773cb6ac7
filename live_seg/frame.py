"""A frame, which is one picture of a stream with its time, and what is known of a stream before its first frame."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.errors import FrameError, described

if TYPE_CHECKING:
    from PIL import Image

Picture: TypeAlias = "Frame | NDArray[np.uint8] | Image.Image"
"""What can be segmented: a frame, an array uint8 (H, W, 3), or a PIL image."""

MPEG_CLOCK = Fraction(1, 90_000)
"""Length of a tick in seconds for streams that have no clock of their own: the 90 kHz clock of MPEG systems."""

DEEP_MODES = ("I", "F")
"""PIL modes with more than 8 bits a channel begin with these. PIL clips them when it converts them."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamInfo:
    """What a source knows of its frames before the first one.

    Attributes:
        width: width of a frame, in pixels.
        height: height of a frame, in pixels.
        frame_rate: frames a second, exact (`Fraction(30000, 1001)`) and nominal. In a stream with a variable frame
            rate only `Frame.time` is right.
        frame_count: what the container says, or None. It is a hint: the file may hold more or fewer.
        is_live: whether frames come when they are recorded, as from a camera, and are lost if nobody takes them.
        time_base: length of a tick of the stream's clock, in seconds. Every `Frame.time` is a multiple of it.
        pixel_aspect: width of a pixel over its height.
    """

    width: int
    height: int
    frame_rate: Fraction
    frame_count: int | None = None
    is_live: bool = False
    time_base: Fraction = MPEG_CLOCK
    pixel_aspect: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Frame:
    """One picture of a stream.

    A source uses the memory of a frame again when nobody holds the frame, its array or a view of it any more.

    Args:
        index: counts from 0. A gap is a frame that was dropped or could not be decoded.
        time: seconds from the start of the stream.
        bgr: uint8 (H, W, 3), BGR. The frame keeps a read-only, C-contiguous view of it, or a copy where the array is
            not contiguous; the caller's array stays writable.

    Raises:
        FrameError: `bgr` has another dtype or shape, or no pixels.
    """

    index: int
    time: Fraction
    bgr: NDArray[np.uint8]

    def __post_init__(self) -> None:
        bgr = self.bgr
        if not isinstance(bgr, np.ndarray) or bgr.dtype != np.uint8 or bgr.ndim != 3 or bgr.shape[2] != 3:
            raise FrameError(f"frame {self.index} is {described(bgr)}, expected uint8 (H, W, 3) in BGR order")
        if bgr.size == 0:
            raise FrameError(f"frame {self.index} is {described(bgr)}: it has no pixels")
        object.__setattr__(self, "bgr", read_only(np.ascontiguousarray(bgr)))

    @classmethod
    def from_picture(
        cls, picture: Picture, index: int = 0, time: Fraction = Fraction(0), *, rgb: bool = False
    ) -> Frame:
        """Make a frame of a picture.

        Args:
            picture: a frame, which is returned as it is; an array, uint8 (H, W, 3); or a PIL image, whose transparent
                pixels are put over white.
            index: the frame's index.
            time: the frame's time, in seconds.
            rgb: whether an array is in RGB order and not in BGR order. PIL images need no hint.

        Raises:
            FrameError: an array of another dtype or shape, a PIL image with more than 8 bits a channel, or something
                that is no picture.

        >>> red = np.full((2, 2, 3), (255, 0, 0), np.uint8)
        >>> Frame.from_picture(red, rgb=True).bgr[0, 0].tolist()
        [0, 0, 255]
        """
        if isinstance(picture, Frame):
            return picture
        # importing PIL takes time; if it has not been imported, this is not a PIL image
        pil = sys.modules.get("PIL.Image")
        if pil is not None and isinstance(picture, pil.Image):
            return cls(index, time, _rgb_of_pil(picture)[..., ::-1])
        if rgb and isinstance(picture, np.ndarray) and picture.ndim == 3:
            return cls(index, time, picture[..., ::-1])
        return cls(index, time, picture)  # type: ignore[arg-type]  # __post_init__ refuses what is not an array

    def __repr__(self) -> str:
        height, width = self.bgr.shape[:2]
        return f"<Frame {self.index} at {float(self.time):.3f} s: {width}x{height}>"


def _rgb_of_pil(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of a PIL image over white: uint8 (H, W, 3) RGB."""
    from PIL import Image

    if image.mode.startswith(DEEP_MODES):
        raise FrameError(f"the PIL image has mode {image.mode!r}; convert it to 8 bits a channel, such as mode 'RGB'")
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return np.asarray(image.convert("RGB"), np.uint8)


def is_same_memory(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Whether two pictures, both C-contiguous as those of frames are, are one: the same pixels, not equal copies."""
    return one.shape == other.shape and one.ctypes.data == other.ctypes.data
