"""A copy of a frame, the least work that can be done on all its pixels. The stages are compared with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray


class ParallelCopy:
    """Copies frames of one shape into an existing array, with one thread for each band of rows.

    Args:
        bgr: one of the frames, uint8 (H, W, 3).
        threads: number of threads, including the calling one.

    Attributes:
        copied: the copy, uint8 (H, W, 3).
    """

    def __init__(self, bgr: NDArray[np.uint8], threads: int) -> None:
        self.copied = np.zeros_like(bgr)
        edges = [len(bgr) * index // threads for index in range(threads + 1)]
        self._bands = [slice(*edge) for edge in pairwise(edges)]
        self._pool = ThreadPoolExecutor(max(1, threads - 1), thread_name_prefix="live_seg copy")

    def __call__(self, bgr: NDArray[np.uint8]) -> None:
        """Copy a frame."""
        first, *others = self._bands
        futures = [self._pool.submit(self._copy, bgr, band) for band in others]
        self._copy(bgr, first)
        for future in futures:
            future.result()

    def _copy(self, bgr: NDArray[np.uint8], band: slice) -> None:
        np.copyto(self.copied[band], bgr[band])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._pool.shutdown()
