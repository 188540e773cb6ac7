"""Runs `live-seg` with fixed regions: four columns and two rows. Run it as a module."""

from __future__ import annotations

import numpy as np

from live_seg import cli
from live_seg.live import run
from tests.live_session import Dividing

HEIGHT, WIDTH = 240, 320


class InEighths(Dividing):
    """Ids 0 to 3 from left to right in the upper half, and 4 to 7 in the lower one."""

    ids = (np.arange(WIDTH) // 80 + 4 * (np.arange(HEIGHT) // 120)[:, None]).astype(np.int32)


if __name__ == "__main__":
    run.Segmenter = InEighths  # type: ignore[attr-defined]
    cli.console()
