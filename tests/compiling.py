"""All kernels, compiled before the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from live_seg.segment.warmup import labels_are_compiled, regions_are_compiled
from tests.processes import NOT_MEASURED

# Two processes, because there are two cores. Neither needs what the other one compiles, but for a little at the end,
# which it then finds on disk.
PIXELS = """
from live_seg import Config, warm_up
from live_seg.segment.warmup import compile_labels
from live_seg.view.cutout.matte import warm_up_mattes
from live_seg.sink.coco.encoded_masks import warm_up_encoding
from live_seg.sink.stats.measure import warm_up_measuring
compile_labels()
warm_up_encoding()
warm_up_measuring()
warm_up(Config(colour_space="lab"))
warm_up(Config(colour_space="bgr"))
warm_up_mattes()
"""
REGIONS = """
import numpy as np
from live_seg.segment.regions.still_picture import regions_at
from live_seg.segment.regions.quality import quality
from live_seg.segment.warmup import compile_regions
regions_at(np.zeros((32, 32, 3), np.uint8), [0.5], quality("fast"))
compile_regions()
"""


def compile_kernels() -> None:
    """Compile all kernels, unless they are on disk from an earlier run. If that fails, the first test says why."""
    if labels_are_compiled() and regions_are_compiled():
        return
    # coverage would make it take three times as long
    environment = os.environ | NOT_MEASURED
    root = Path(__file__).parents[1]
    processes = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, env=environment) for code in (PIXELS, REGIONS)
    ]
    for process in processes:
        process.wait()
