"""Where frames come from: a video file, still images, a camera, a network stream, the built-in demo."""

from __future__ import annotations

from live_seg.source.camera.camera_format import CameraFormat
from live_seg.source.open import open_source
from live_seg.source.protocol import Source

__all__ = ["CameraFormat", "Source", "open_source"]
