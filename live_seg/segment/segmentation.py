"""What a segmenter makes of a frame: a label for every pixel, and the colours that the labels stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from live_seg.errors import FrameError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.frame import Frame
    from live_seg.segment.palette import Palette


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """A frame and what its pixels belong to.

    `labels` is uint8 (H, W), read-only: for each pixel the index of its cluster in `palette`.

    Raises:
        FrameError: labels of another dtype, or not of the frame's size.
    """

    frame: Frame
    palette: Palette
    labels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.labels.dtype != np.uint8 or self.labels.shape != self.frame.bgr.shape[:2]:
            height, width = self.frame.bgr.shape[:2]
            raise FrameError(f"labels are {self.labels.dtype} {self.labels.shape}, expected uint8 ({height}, {width})")
        self.labels.flags.writeable = False
