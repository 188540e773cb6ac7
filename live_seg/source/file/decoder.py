"""What a decoder of a video file promises."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Decoded(NamedTuple):
    """A decoded picture.

    Attributes:
        bgr: uint8 (H, W, 3) BGR, as it is shown: turned and mirrored.
        time: seconds from the start of the container, or None if the picture has no time.
        is_damaged: whether the decoder says that a part of it may be wrong. OpenCV does not say it.
    """

    bgr: NDArray[np.uint8]
    time: Fraction | None
    is_damaged: bool = False


class Decoder(Protocol):
    """The pictures of a video track, in the order in which they are shown. One thread at a time uses it."""

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures as they are shown, in pixels, by the header."""

    @property
    def is_turned(self) -> bool:
        """Whether the pictures are turned by a quarter, so that the height of a pixel is shown as its width."""

    def read(self) -> Decoded | None:
        """The next picture; None if it cannot be decoded, or after the last one."""

    def seek(self, seconds: float) -> None:
        """Go to about a time, in seconds after the first picture."""

    def restart(self) -> None:
        """Go to the first picture. This works in formats in which `seek` does not."""

    def close(self) -> None:
        """Release the file. May be called again."""
