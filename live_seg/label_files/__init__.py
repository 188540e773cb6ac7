"""Files that hold labels instead of pictures: their formats, and reading them."""

from __future__ import annotations

from live_seg.label_files.read import read_labels, read_regions

__all__ = ["read_labels", "read_regions"]
