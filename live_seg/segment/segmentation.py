"""What a segmenter makes of a frame: a label for every pixel, and the colours that the labels stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.errors import FrameError
from live_seg.segment.colour_map import paint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.frame import Frame
    from live_seg.segment.palette import Palette

SHOWN = 800
"""Pixels that the longer side has, at most, where Jupyter shows a segmentation."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Segmentation:
    """A frame and what its pixels belong to.

    `labels` is uint8 (H, W), read-only: for each pixel the index of its cluster in `palette`.
    In Jupyter it shows itself as a picture.

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

    def __repr__(self) -> str:
        height, width = self.labels.shape
        return f"<Segmentation of frame {self.frame.index}: {width}x{height}, {self.palette!r}>"

    def _repr_png_(self) -> bytes:
        """What Jupyter shows: each pixel in its cluster's colour, scaled down to a page's width."""
        height, width = self.labels.shape
        labels = self.labels
        if (scale := SHOWN / max(height, width)) < 1:
            size = max(1, round(width * scale)), max(1, round(height * scale))
            # labels, not colours: a mean of two colours is in no palette
            labels = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        picture = np.empty((*labels.shape, 3), np.uint8)
        paint(np.ascontiguousarray(labels), self.palette.colours, picture)
        done, data = cv2.imencode(".png", picture)
        if not done:
            raise ValueError(f"a picture of {picture.shape[1]}x{picture.shape[0]} cannot be written as PNG")
        return data.tobytes()
