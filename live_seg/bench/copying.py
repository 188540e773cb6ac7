"""The least that can be done to a frame: copying it. This is what the stages are measured by.

In as many threads as the kernels have, or in one where that is faster, as it is for small frames.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from live_seg.bench.methods import Picture


class ParallelCopy:
    """Copies frames of one shape into an array that is there already, a band of rows in each thread.

    Args:
        picture: uint8 (H, W, 3), one of the frames.
        threads: how many; this one is the first of them.
    """

    def __init__(self, picture: Picture, threads: int) -> None:
        self.copied = np.zeros_like(picture)
        edges = [len(picture) * index // threads for index in range(threads + 1)]
        self._bands = [slice(*edge) for edge in pairwise(edges)]
        self._pool = ThreadPoolExecutor(max(1, threads - 1), thread_name_prefix="live_seg copy")

    def __call__(self, picture: Picture) -> None:
        """Copy a frame."""
        mine, *others = self._bands
        waiting = [self._pool.submit(self._copy, picture, band) for band in others]
        self._copy(picture, mine)
        for future in waiting:
            future.result()

    def _copy(self, picture: Picture, band: slice) -> None:
        np.copyto(self.copied[band], picture[band])

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
