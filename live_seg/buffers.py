"""Memory for frames, used again: the system takes longer to hand out new pages than a kernel to fill them."""

from __future__ import annotations

import math
import weakref
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FREE = 8
"""Arrays that are kept for later, at most: as many as a pipeline has under way."""


class Buffers:
    """Arrays of a stream. One that nobody holds any more, nor a view of it, is handed out again."""

    def __init__(self) -> None:
        self._free: deque[bytearray] = deque(maxlen=FREE)

    def take(self, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """An array of bytes, C-contiguous, with anything in it."""
        size = math.prod(shape)
        store = bytearray()
        while len(store) != size:
            try:
                store = self._free.pop()  # those of another size are dropped
            except IndexError:
                store = bytearray(size)
        # The base of all views is this array, and no other: NumPy follows bases as far as they are arrays.
        owner = np.frombuffer(store, np.uint8)
        weakref.finalize(owner, self._free.append, store).atexit = False
        return owner.reshape(shape)
