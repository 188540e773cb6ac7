"""From a frame to its segmentation: sample the pixels, fit a palette, label every pixel."""

from __future__ import annotations

from live_seg.segment.elbow.curve import ElbowCurve
from live_seg.segment.elbow.measure import growing_elbow, measure_elbow
from live_seg.segment.palette import Palette
from live_seg.segment.regions import Region, Regions
from live_seg.segment.segmentation import Segmentation
from live_seg.segment.segmenter import Segmenter
from live_seg.segment.warmup import warm_up

__all__ = [
    "ElbowCurve",
    "Palette",
    "Region",
    "Regions",
    "Segmentation",
    "Segmenter",
    "growing_elbow",
    "measure_elbow",
    "warm_up",
]
