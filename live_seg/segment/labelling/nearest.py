"""Labels of pixels by a palette: exact nearest centroids, the lowest index where two are as near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import Buffers
from live_seg.kernels import label as label_kernels
from live_seg.kernels.colour import CELLS, IN_A_CELL
from live_seg.kernels.jit import by_rows, constant
from live_seg.kernels.label import TURNS, Held, Nearest
from live_seg.segment.colour_space import cell_balls, colour_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace

_NOBODY: NDArray[np.uint8] = np.zeros((1, 3), np.uint8)
NOTHING_HELD = Held(
    sides=constant(np.zeros((1, 1, 4), np.float32)),
    slack=constant(np.zeros((1, 1), np.float32)),
    motion=label_kernels.NOT_HELD,
    seen=constant(_NOBODY),
    previous=constant(_NOBODY),
)
"""What holds no labels, of the same types as what does: another type would be compiled for."""


class Labeller:
    """Labels frames, and remembers each colour's label for as long as the palette stays as it is.

    The memory, a byte for each of the 16.7 million colours, is the system's until a colour comes up.
    """

    def __init__(self) -> None:
        self._memo = np.zeros((CELLS, IN_A_CELL), np.uint8)
        self._used = np.zeros(CELLS, np.uint8)
        self._buffers = Buffers()
        self._turn = 0
        self._known: tuple[bytes, ColourSpace] | None = None
        self._nearest: Nearest

    def label(
        self,
        bgr: NDArray[np.uint8],
        centroids: NDArray[np.float32],
        space: ColourSpace,
        held: Held = NOTHING_HELD,
        quiet: NDArray[np.uint8] = _NOBODY,
    ) -> NDArray[np.uint8]:
        """Label every pixel by its nearest centroid, or as it was where it is held.

        Args:
            bgr: uint8 (H, W, 3) BGR.
            centroids: float32 (k, 3) in `space`, on the grid (`features.on_grid`), k at most 64.
            space: the feature space that distances are Euclidean in.
            held: what pixels keep their previous labels by: see `hold`.
            quiet: with `held` uint8 (H, W), the frames that each pixel has not moved for; read and written.

        Returns:
            uint8 (H, W), 0 to k - 1.
        """
        self.look_up_by(centroids, space)
        out = self._buffers.take(bgr.shape[:2])
        label_kernels.label(by_rows(bgr), colour_tables(space), self._nearest, held, self._memo, self._used, quiet, out)
        return out

    def look_up_by(self, centroids: NDArray[np.float32], space: ColourSpace) -> None:
        """Get ready to label by a palette, as `label` does itself."""
        palette = centroids.tobytes(), space
        if palette == self._known:
            return
        self._known = None  # as long as the memory is neither the old palette's nor the new one's
        apart = np.sqrt(((centroids[:, None] - centroids[None]) ** 2).sum(axis=2, dtype=np.float32))
        self._nearest = Nearest(constant(np.ascontiguousarray(centroids.T)), constant(apart), cell_balls(space))
        self._turn = (self._turn + 1) % TURNS
        # what the frames before had comes up again: to label it all at once is three times as fast as one by one
        label_kernels.refill(self._turn, colour_tables(space), self._nearest, self._memo, self._used)
        self._known = palette
