"""The result for one frame: a label for every pixel, and the palette that the labels refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.errors import FrameError, LiveSegError, described
from live_seg.frame import Frame
from live_seg.segment.colour_map import paint
from live_seg.segment.palette import Palette
from live_seg.segment.regions.painting import local_colours, paint_locally
from live_seg.segment.regions.regions import Regions

if TYPE_CHECKING:
    from supervision import Detections

JUPYTER_SIDE = 800
"""Longest side of the picture that Jupyter shows, in pixels: about the width of a page."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Segmentation:
    """A frame and the segment that each of its pixels belongs to.

    In Jupyter a segmentation shows itself as a picture.

    Args:
        frame: the frame that was segmented.
        palette: the clusters, in the order of their labels.
        labels: uint8 (H, W), the index of each pixel's cluster in `palette`. Kept as a read-only view.
        regions: the regions, if `Config.regions` asks for them.
        is_new_scene: whether a scene begins with this frame: the first one of the stream, or the first after a cut.

    Raises:
        FrameError: the labels have another dtype, or the labels or regions have not the size of the frame.
    """

    frame: Frame
    palette: Palette
    labels: NDArray[np.uint8]
    regions: Regions | None = None
    is_new_scene: bool = False

    def __post_init__(self) -> None:
        height, width = self.frame.bgr.shape[:2]
        labels: object = self.labels
        if not isinstance(labels, np.ndarray) or labels.dtype != np.uint8 or labels.shape != (height, width):
            raise FrameError(f"labels are {described(labels)}, expected uint8 ({height}, {width})")
        object.__setattr__(self, "labels", read_only(self.labels))
        if self.regions is not None and self.regions.rows.shape != (height, width):
            raise FrameError(f"rows of regions are {described(self.regions.rows)}, expected uint16 ({height}, {width})")

    @property
    def masks(self) -> NDArray[np.bool_]:
        """A mask for each segment, in the order of the labels: bool (k, H, W). Computed on each access."""
        return np.stack([self.labels == label for label in range(len(self.palette.colours))])

    def to_supervision(self) -> Detections:
        """The regions or segments as `supervision.Detections`, with box, mask and label (as `class_id`) of each.

        With regions, there is a detection for each region, in ascending order of their ids, which are `tracker_id`.
        Without regions there is one for each segment that has pixels. Needs the package `supervision`, which live_seg
        does not install.

        Raises:
            LiveSegError: supervision is not installed.
        """
        try:
            from supervision import Detections
        except ImportError as error:
            raise LiveSegError("to_supervision needs the package supervision: pip install supervision") from error
        if self.regions is not None:
            columns, order = self.regions.columns, np.argsort(self.regions.columns.id)
            left, top, width, height = columns.box[order].T
            return Detections(
                xyxy=np.stack([left, top, left + width, top + height], axis=1).astype(np.float32),
                mask=np.stack([self.regions.rows == row for row in order]),
                class_id=columns.label[order].astype(int),
                tracker_id=columns.id[order].astype(int),
            )
        masks = self.masks
        present = np.flatnonzero(masks.any(axis=(1, 2)))
        boxes = [cv2.boundingRect(masks[label].view(np.uint8)) for label in present]
        corners = [(left, top, left + width, top + height) for left, top, width, height in boxes]
        return Detections(xyxy=np.array(corners, np.float32), mask=masks[present], class_id=present)

    def __repr__(self) -> str:
        height, width = self.labels.shape
        return f"<Segmentation of frame {self.frame.index}: {width}x{height}, {self.palette!r}>"

    def _repr_png_(self) -> bytes:
        """What Jupyter shows: what `recolour` shows, scaled down to the width of a page."""
        height, width = self.labels.shape
        picture = np.empty((height, width, 3), np.uint8)
        labels = np.ascontiguousarray(self.labels)
        if self.regions is None:
            paint(labels, self.palette.colours, picture)
        else:
            local = local_colours(self.frame.bgr, labels, self.regions, len(self.palette.colours))
            paint_locally(labels, self.regions, local, picture)
        if (scale := JUPYTER_SIDE / max(height, width)) < 1:
            size = max(1, round(width * scale)), max(1, round(height * scale))
            # not smoothed: the mean of two colours is not in the palette
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        done, data = cv2.imencode(".png", picture)
        if not done:
            raise ValueError(f"a picture of {picture.shape[1]}x{picture.shape[0]} cannot be written as PNG")
        return data.tobytes()
