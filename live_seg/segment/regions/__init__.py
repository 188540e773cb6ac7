"""Regions: connected parts of a frame that look like one object, with ids that stay the same over time."""

from __future__ import annotations

from live_seg.segment.regions.regions import Region, Regions

__all__ = ["Region", "Regions"]
