"""Memory for frames, used again: the system takes longer to hand out new pages than a kernel to fill them."""

from __future__ import annotations

import math
import weakref
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FREE = 4
"""Arrays that wait to be used again, at most: a pipeline lets go of about as many as it takes."""


class Buffers:
    """Arrays of a stream. One that nobody holds any more, nor a view of it, is handed out again."""

    def __init__(self) -> None:
        # the oldest is let go when there are more
        self._free: deque[bytearray] = deque(maxlen=FREE)

    def take(self, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """An array of bytes, C-contiguous, with anything in it."""
        store = self._take_free(math.prod(shape))
        # The base of all views is this array, and no other: NumPy follows bases as far as they are arrays.
        owner = np.frombuffer(store, np.uint8)
        weakref.finalize(owner, self._free.append, store).atexit = False
        return owner.reshape(shape)

    def _take_free(self, size: int) -> bytearray:
        # the deque is changed by whichever thread lets go of an array: no loop over it, only whole steps
        for _ in range(FREE):
            try:
                store = self._free.popleft()
            except IndexError:
                break
            if len(store) == size:
                return store
            self._free.append(store)
        return bytearray(size)
