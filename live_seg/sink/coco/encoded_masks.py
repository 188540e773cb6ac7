"""All masks of a frame in the compressed run-length encoding of COCO, with boxes and areas."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.outputs import runs as kernels


@dataclass(frozen=True, slots=True)
class EncodedMask:
    """A mask as COCO stores it.

    Attributes:
        row: the number that its pixels have.
        area: number of its pixels, at least 1.
        box: left, top, width and height, in pixels.
        counts: its run lengths, as `pycocotools.mask.encode` gives them.
    """

    row: int
    area: int
    box: tuple[int, int, int, int]
    counts: str


def encoded_masks(rows: NDArray[np.uint8] | NDArray[np.uint16], wanted: NDArray[np.bool_]) -> list[EncodedMask]:
    """Encode the mask of each number in a picture.

    Args:
        rows: uint8 or uint16 (H, W), less than n.
        wanted: bool (n,), the numbers whose masks are made.

    Returns:
        The masks that have pixels, in ascending order of their numbers.
    """
    if not wanted.any():
        return []
    columns = read_only(cv2.transpose(np.ascontiguousarray(rows)).astype(np.uint16).reshape(-1))
    runs = np.empty((columns.size, 2), np.int32)
    measures = np.empty((len(wanted), kernels.MEASURES), np.int64)
    kernels.find_runs(columns, len(rows), read_only(wanted), runs, measures)
    # a run needs two counts, and there may be one more at the end
    room = kernels.LONGEST * (2 * measures[:, 1] + 1)
    starts = np.cumsum(room) - room
    state = np.zeros((len(wanted), kernels.STATE), np.int64)
    state[:, -1] = starts
    text = np.empty(int(room.sum()), np.uint8)
    kernels.encode_runs(columns, read_only(runs[: int(measures[:, 1].sum())]), state, text)
    masks = []
    for row in np.flatnonzero(measures[:, 0]).tolist():
        area, _, left, right, top, bottom = measures[row].tolist()
        counts = text[starts[row] : state[row, -1]].tobytes().decode()
        masks.append(EncodedMask(row, area, (left, top, right - left + 1, bottom - top + 1), counts))
    return masks


def warm_up_encoding() -> None:
    """Compile the kernels that encode masks, or load them from disk."""
    encoded_masks(np.zeros((2, 2), np.uint8), np.ones(1, np.bool_))
