"""The edges view: lines between regions or segments, drawn on the frame."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmentation
from live_seg.view.buffer_pool import masks, pictures
from live_seg.view.picks.masks import DIMMED, NOTHING, checked_picks, dim_others, picked_rows

LINE_DIVISOR = 540
"""The shorter side of the frame, in widths of a line. At 1920x1080 a line is two pixels wide."""
LIGHT, SHADE = 240, 60
"""A line is at least as bright as LIGHT, and its margin at most as bright as SHADE, so one is always visible."""
SMOOTHING, TIMES = 5, 2
"""Side of the median filter, in widths of a line, and how often it runs. It removes specks and keeps corners sharp."""

_PAIR, _SQUARE = np.ones((2, 2), np.uint8), np.ones((3, 3), np.uint8)
_LUMA = np.array([0.114, 0.587, 0.299])


def edges(segmentation: Segmentation, picked: Iterable[int] = NOTHING) -> NDArray[np.uint8]:
    """Draw light lines with dark margins on the frame, between its regions, or between its segments without regions.

    Segments are smoothed first, so that noise and specks do not become a tangle of lines.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids of regions, or labels if there are no regions. They keep their brightness, and the others are
            dimmed; if empty, nothing is dimmed.

    Returns:
        uint8 (H, W, 3) BGR, a new array.

    Raises:
        ConfigError: not a segmentation, or a label does not exist.
    """
    picked = checked_picks(segmentation, picked)
    bgr, labels, regions = segmentation.frame.bgr, segmentation.labels, segmentation.regions
    width = max(1, round(min(labels.shape) / LINE_DIVISOR))
    numbers: NDArray[np.uint8] | NDArray[np.uint16]
    if regions is not None:
        numbers = np.ascontiguousarray(regions.rows[::width, ::width])
        kept = picked_rows(regions, picked)
    else:
        order = np.argsort(segmentation.palette.colours @ _LUMA, kind="stable")
        numbers = _smooth_ranks(labels[::width, ::width], order)
        kept = np.isin(order, list(picked))
    lines = _lines_between(numbers)
    margins = masks.take(lines.shape)
    cv2.dilate(lines, _SQUARE, dst=margins)
    cv2.LUT(margins, np.array([255, *[SHADE] * 255], np.uint8), dst=margins)
    if picked:
        _dim_lines_elsewhere(lines, numbers, kept)
    picture = pictures.take(bgr.shape)
    cv2.min(dim_others(bgr, segmentation, picked), _enlarged(margins, width, bgr.shape), dst=picture)
    cv2.max(picture, _enlarged(lines, width, bgr.shape), dst=picture)
    return picture


def _smooth_ranks(labels: NDArray[np.uint8], order: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Labels without specks, as ranks in `order`, from dark to light: a median of ranks is meaningful."""
    table = np.zeros(256, np.uint8)
    table[order] = np.arange(len(order))
    ranks = masks.take(labels.shape)
    cv2.LUT(labels, table, dst=ranks)
    for _ in range(TIMES):
        cv2.medianBlur(ranks, SMOOTHING, dst=ranks)
    return ranks


def _lines_between(numbers: NDArray[np.uint8] | NDArray[np.uint16]) -> NDArray[np.uint8]:
    """A mask, LIGHT where a pixel differs from the one to its left, above it, or both."""
    gradient = cv2.morphologyEx(numbers, cv2.MORPH_GRADIENT, _PAIR)
    lines = masks.take(numbers.shape)
    np.multiply(gradient != 0, np.uint8(LIGHT), out=lines)
    return lines


def _dim_lines_elsewhere(
    lines: NDArray[np.uint8], numbers: NDArray[np.uint8] | NDArray[np.uint16], kept: NDArray[np.bool_]
) -> None:
    """Dim the lines with nothing picked on either side: `kept` says for each number whether it is picked."""
    light = np.where(kept, LIGHT, round(LIGHT * DIMMED)).astype(np.uint8)[numbers]
    cv2.dilate(light, _SQUARE, dst=light)
    cv2.min(lines, light, dst=lines)


def _enlarged(small: NDArray[np.uint8], scale: int, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Enlarge each pixel of a mask to a gray square of `scale` by `scale` pixels, and crop to `shape`."""
    mask, (height, width) = small, small.shape
    if scale > 1:
        # OpenCV repeats the columns, and copying repeats the rows: OpenCV takes twice as long for both
        wide, mask = masks.take((height, scale * width)), masks.take((scale * height, scale * width))
        cv2.resize(small, (scale * width, height), dst=wide, interpolation=cv2.INTER_NEAREST)
        mask.reshape(height, scale, -1)[:] = wide[:, None]
    gray = pictures.take((*mask.shape, 3))
    cv2.merge([mask, mask, mask], dst=gray)
    return gray[: shape[0], : shape[1]]
