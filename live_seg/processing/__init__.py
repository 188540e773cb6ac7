"""Files and images in, segmented files out."""

from __future__ import annotations

from live_seg.processing.process import process

__all__ = ["process"]
