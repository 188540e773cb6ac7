"""The loop that measures noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel


@kernel()
def own_changes(
    before: NDArray[np.uint8],
    now: NDArray[np.uint8],
    step: int,
    clipped_level: int,
    changes: NDArray[np.float32],
    clipped: NDArray[np.bool_],
) -> None:
    """Measure how much a pixel changes beyond the mean change of its 2x2 block: the largest channel's change.

    before and now: (H, W, 3). changes and clipped: (rows, columns). Blocks are `step` pixels apart, and one pixel wide
    or high where the frame is. clipped: True for pixels that did not change and have all channels within
    `clipped_level` of black or white.
    """
    height, width = min(2, now.shape[0]), min(2, now.shape[1])
    for row in range(changes.shape[0]):
        for column in range(changes.shape[1]):
            top, left = row * step, column * step
            largest, extreme = np.float32(0), True
            for channel in range(3):
                total = np.int32(0)
                for y in range(top, top + height):
                    for x in range(left, left + width):
                        total += np.int32(now[y, x, channel]) - np.int32(before[y, x, channel])
                level = np.int32(before[top, left, channel])
                own = np.int32(now[top, left, channel]) - level
                largest = max(largest, abs(np.float32(own) - np.float32(total) / np.float32(height * width)))
                extreme &= own == 0 and not clipped_level < level < 255 - clipped_level
            changes[row, column] = largest
            clipped[row, column] = extreme
