"""The loop that merges the superpixels of a picture, and the one that cuts the resulting hierarchy.

Arbelaez et al., "Contour detection and hierarchical image segmentation", PAMI 2011, merge by the strength of the
border; here the order is learned, as in Nunez-Iglesias et al., "Machine learning of hierarchical clustering to segment
2D and 3D images", PLoS ONE 2013, and Ren and Shakhnarovich, "Image segmentation by cascaded region agglomeration", CVPR
2013.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel
from live_seg.kernels.regions.merging.state import State
from live_seg.kernels.regions.merging.steps import begin, score_again, unite


class Merges(NamedTuple):
    """The merges, in their order.

    Attributes:
        pairs: int32 (n - 1, 2), the region that stays and the one that is merged into it.
        heights: float32 (n - 1,), the score of each merge, or that of an earlier one if it was higher.
        done: int64 (1,), the number of merges.
    """

    pairs: NDArray[np.int32]
    heights: NDArray[np.float32]
    done: NDArray[np.int64]


@kernel(allocates=False)
def merge(state: State, limit: np.float32, out: Merges) -> None:
    """Merge the pair of regions with the lowest score, and repeat this while that score is at most `limit`.

    `steps.begin` says which arrays are the input. out: is filled.
    """
    borders, queue = state.borders, state.queue
    begin(state)
    size, done, height = borders.ends.shape[0], 0, np.float32(-1e30)
    while size > 0 and queue.scores[queue.heap[0]] <= limit:
        border = queue.heap[0]
        height = max(height, queue.scores[border])
        kept = borders.ends[border, 0]
        out.pairs[done, 0], out.pairs[done, 1], out.heights[done] = kept, borders.ends[border, 1], height
        done += 1
        size = unite(border, size, state)
        score_again(kept, size, state)
    out.done[0] = done


@kernel(allocates=False)
def cut(pairs: NDArray[np.int32], out: NDArray[np.int32]) -> None:
    """The row of each superpixel's region after merges: pairs (m, 2), in their order; out (n,).

    Rows are numbered from 0, in the order of the superpixels that were not merged into others.
    """
    for superpixel in range(out.shape[0]):
        out[superpixel] = -1
    for at in range(pairs.shape[0]):
        out[pairs[at, 1]] = 0
    rows = 0
    for superpixel in range(out.shape[0]):
        if out[superpixel] < 0:
            out[superpixel] = rows
            rows += 1
    # backwards from the last merge, so that the row of the region that stays is already known
    for at in range(pairs.shape[0] - 1, -1, -1):
        out[pairs[at, 1]] = out[pairs[at, 0]]
