"""Labels to colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels import picture as picture_kernels
from live_seg.kernels.jit import is_busy

AT_ONCE = 8
"""Pixels that the kernel handles at once: their three bytes each make three words of eight bytes."""


def paint(labels: NDArray[np.uint8], colours: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Give each pixel the colour of its label.

    Args:
        labels: uint8 (H, W), 0 to k - 1, C-contiguous. Other values become black.
        colours: uint8 (k, 3).
        out: uint8 (H, W, 3), C-contiguous; is filled.
    """
    flat, pixels = labels.reshape(-1), out.reshape(-1, 3)
    whole = len(flat) // AT_ONCE * AT_ONCE
    table = np.zeros(256, np.uint64)
    table[: len(colours)] = colours @ np.array([1, 1 << 8, 1 << 16], np.uint64)
    # beside a thread that segments, one core without waiting is faster than all cores after waiting for its kernel
    kernel = picture_kernels.paint_on_one_core if is_busy() else picture_kernels.paint
    kernel(read_only(flat), read_only(table), pixels[:whole].reshape(-1).view(np.uint64))
    pixels[whole:] = table[flat[whole:]].view(np.uint8).reshape(-1, 8)[:, :3]
