"""Labels by the nearest centroid, exactly; the lower index where two centroids are equally near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import Buffers, read_only
from live_seg.config import ColourSpace
from live_seg.kernels import colour_cache
from live_seg.kernels import label as label_kernels
from live_seg.kernels.colour import CELLS, IN_A_CELL
from live_seg.kernels.colour_cache import TURNS, Nearest
from live_seg.kernels.jit import by_rows
from live_seg.kernels.label import Held
from live_seg.segment.colour_space import cell_balls, colour_tables

_NO_PIXELS: NDArray[np.uint8] = np.zeros((1, 3), np.uint8)
NOTHING_HELD = Held(
    sides=read_only(np.zeros((1, 1, 4), np.float32)),
    slack=read_only(np.zeros((1, 1), np.float32)),
    motion=label_kernels.NOT_HELD,
    seen=read_only(_NO_PIXELS),
    previous=read_only(_NO_PIXELS),
)
"""No pixel keeps its label. The types are those of real values, because numba compiles for each type."""


class Labeller:
    """Labels frames, and remembers the label of each colour as long as the palette stays the same.

    The cache has a byte for each of the 16.7 million colours. The system gives memory only to the parts that are used.
    """

    def __init__(self) -> None:
        self._cache = np.zeros((CELLS, IN_A_CELL), np.uint8)
        self._used = np.zeros(CELLS, np.uint8)
        self._buffers = Buffers()
        self._part = 0
        self._known: tuple[bytes, ColourSpace] | None = None
        self._nearest: Nearest

    def label(
        self,
        bgr: NDArray[np.uint8],
        centroids: NDArray[np.float32],
        space: ColourSpace,
        held: Held = NOTHING_HELD,
        still_for: NDArray[np.uint8] = _NO_PIXELS,
    ) -> NDArray[np.uint8]:
        """Label every pixel by its nearest centroid, or by its previous label where it keeps it.

        Args:
            bgr: uint8 (H, W, 3) BGR.
            centroids: float32 (k, 3) in `space`, on the grid (`colour_space.on_grid`), with k at most 64.
            space: the feature space in which Euclidean distances are measured.
            held: what makes pixels keep their labels, see `hysteresis`.
            still_for: uint8 (H, W) with `held`: for how many frames each pixel has not moved; read and written.

        Returns:
            uint8 (H, W), 0 to k - 1.
        """
        self.use_palette(centroids, space)
        out = self._buffers.take(bgr.shape[:2])
        label_kernels.label(
            by_rows(bgr), colour_tables(space), self._nearest, held, self._cache, self._used, still_for, out
        )
        return out

    def use_palette(self, centroids: NDArray[np.float32], space: ColourSpace) -> None:
        """Prepare for a palette, as `label` does itself."""
        palette = centroids.tobytes(), space
        if palette == self._known:
            return
        self._known = None  # while the cache belongs to neither palette
        apart = np.sqrt(((centroids[:, None] - centroids[None]) ** 2).sum(axis=2, dtype=np.float32))
        self._nearest = Nearest(read_only(np.ascontiguousarray(centroids.T)), read_only(apart), cell_balls(space))
        self._part = (self._part + 1) % TURNS
        # the colours of the frames before come again: labelling them together is three times as fast as one by one
        colour_cache.refill(self._part, colour_tables(space), self._nearest, self._cache, self._used)
        self._known = palette
