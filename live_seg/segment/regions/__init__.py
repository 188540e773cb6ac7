"""Regions: connected pieces of a frame that are things rather than colours, with ids that last over time."""

from __future__ import annotations

from live_seg.segment.regions.regions import Region, Regions

__all__ = ["Region", "Regions"]
