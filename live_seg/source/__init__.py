"""Where frames come from: a video file, a camera, the built-in demo."""

from __future__ import annotations

from live_seg.source.open import Source, open_source

__all__ = ["Source", "open_source"]
