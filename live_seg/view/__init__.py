"""From a segmentation to the picture of it."""

from __future__ import annotations

from live_seg.view.recolour import recolour

__all__ = ["recolour"]
