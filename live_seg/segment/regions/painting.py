"""Finds mean colours within regions, and paints pictures and masks by region."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels import local_colours as kernels
from live_seg.kernels.jit import is_busy
from live_seg.segment.regions.regions import Regions

AT_ONCE = 4
"""Pixels that the painting kernel handles at once: four pixels of three bytes are three words of four bytes."""

MOST_BLOCKS, FEWEST_BLOCKS = 16, 4
"""Number of parts of a picture that are summed separately, each with a table of its own."""
ENTRIES = 1 << 16
"""Limit on the entries of all these tables together, so that they fit into the second-level cache. The number of parts
is reduced to stay below it."""
BLOCK_SIZE = 1 << 24
"""Largest number of pixels in a part, so that a sum of their bytes is less than 2**32."""


def local_colours(
    bgr: NDArray[np.uint8], labels: NDArray[np.uint8], regions: Regions, clusters: int
) -> NDArray[np.uint8]:
    """Find the mean colour of the pixels that each label has in each region.

    Args:
        bgr: uint8 (H, W, 3) BGR, the frame.
        labels: uint8 (H, W), less than `clusters`.
        regions: n regions of the frame.
        clusters: the number of labels, k.

    Returns:
        uint8 (n, k, 4): blue, green, red, 0; rounded to the nearest, halves up. All 0 where there are no such pixels.
    """
    flat = read_only(np.ascontiguousarray(labels).reshape(-1))
    rows = read_only(np.ascontiguousarray(regions.rows).reshape(-1))
    entries = len(regions) * clusters
    blocks = max(FEWEST_BLOCKS, min(MOST_BLOCKS, ENTRIES // entries), -(-len(flat) // BLOCK_SIZE))
    sums = np.empty((blocks, entries, 2), np.uint64)
    means = np.empty((len(regions), clusters), np.uint32)
    # while another thread segments, using one core now is faster than waiting to use all cores
    kernel = kernels.local_means_on_one_core if is_busy() else kernels.local_means
    kernel(rows, flat, read_only(np.ascontiguousarray(bgr).reshape(-1)), sums, means)
    return means.view(np.uint8).reshape(len(regions), clusters, 4)


def paint_locally(
    labels: NDArray[np.uint8], regions: Regions, colours: NDArray[np.uint8], out: NDArray[np.uint8]
) -> None:
    """Give each pixel the colour that its label has in its region.

    Args:
        labels: uint8 (H, W), less than k.
        regions: n regions.
        colours: uint8 (n, k, 4): blue, green, red, 0.
        out: uint8 (H, W, 3), C-contiguous; is filled.
    """
    flat, rows, pixels = labels.reshape(-1), regions.rows.reshape(-1), out.reshape(-1, 3)
    whole = len(flat) // AT_ONCE * AT_ONCE
    kernel = kernels.paint_locally_on_one_core if is_busy() else kernels.paint_locally
    words = pixels[:whole].reshape(-1).view(np.uint32)
    kernel(read_only(rows), read_only(flat), read_only(colours.view(np.uint32)[..., 0]), words)
    pixels[whole:] = colours[rows[whole:], flat[whole:], :3]


def look_up(regions: Regions, table: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Give each pixel the value of its region: `table` is uint8 (n,), and `out`, uint8 (H, W), is filled."""
    kernels.look_up(read_only(regions.rows.reshape(-1)), read_only(table), out.reshape(-1))


def warm_up_painting() -> None:
    """Compile, or load from disk, everything that paints regions, because they can be switched on at any time."""
    rows, labels, bgr = np.zeros(8, np.uint16), np.zeros(8, np.uint8), np.zeros(24, np.uint8)
    pixels = read_only(rows), read_only(labels)
    for means in (kernels.local_means, kernels.local_means_on_one_core):
        means(*pixels, read_only(bgr), np.empty((1, 1, 2), np.uint64), np.empty((1, 1), np.uint32))
    for paint in (kernels.paint_locally, kernels.paint_locally_on_one_core):
        paint(*pixels, read_only(np.zeros((1, 1), np.uint32)), np.empty(6, np.uint32))
    kernels.look_up(pixels[0], read_only(np.zeros(1, np.uint8)), np.empty(8, np.uint8))
