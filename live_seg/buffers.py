"""Memory for frames that is used again: the system takes longer to give new pages than a kernel to fill them."""

from __future__ import annotations

import math
import weakref
from collections import deque
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)

KEPT = 4
"""Arrays that are kept for use, at most. A pipeline releases about as many as it takes."""


class Buffers:
    """Arrays for a stream. An array is given out again when nobody holds it or a view of it any more."""

    def __init__(self) -> None:
        # when it is full, the oldest is dropped
        self._free: deque[bytearray] = deque(maxlen=KEPT)

    def take(self, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """An array, uint8 and C-contiguous, with any content."""
        store = self._take_free(math.prod(shape))
        # This array is the base of all views: NumPy follows bases as far as they are arrays.
        owner = np.frombuffer(store, np.uint8)
        weakref.finalize(owner, self._free.append, store).atexit = False
        return owner.reshape(shape)

    def _take_free(self, size: int) -> bytearray:
        # Any thread that releases an array changes the deque: it is only used in atomic steps, never in a loop over it.
        for _ in range(KEPT):
            try:
                store = self._free.popleft()
            except IndexError:
                break
            if len(store) == size:
                return store
            self._free.append(store)
        return bytearray(size)


def read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """A read-only view of an array; the array itself stays as it is."""
    view = array.view()
    view.flags.writeable = False
    return view
