"""What a decoder of a video file promises."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Decoded(NamedTuple):
    """A decoded picture.

    Attributes:
        bgr: uint8 (H, W, 3) BGR, as it is shown: rotated and mirrored.
        time: seconds from the start of the container, or None if the picture has no time.
        is_damaged: whether the decoder reports that a part of it may be wrong. OpenCV does not report this.
    """

    bgr: NDArray[np.uint8]
    time: Fraction | None
    is_damaged: bool = False


class Decoder(Protocol):
    """The pictures of a video track, in the order in which they are shown. Only one thread may use it at a time."""

    @property
    def is_open(self) -> bool:
        """Whether the decoder has not been closed."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures as they are shown, in pixels, by the header."""

    @property
    def is_turned(self) -> bool:
        """Whether the pictures are rotated by 90 or 270 degrees, which swaps the width and height of a pixel."""

    def read(self) -> Decoded | None:
        """The next picture; None if it cannot be decoded, or after the last one."""

    def seek(self, seconds: float) -> None:
        """Go approximately to a time, in seconds after the first picture."""

    def restart(self) -> None:
        """Go to the first picture. This also works in formats that cannot seek."""

    def close(self) -> None:
        """Release the file. May be called again."""
