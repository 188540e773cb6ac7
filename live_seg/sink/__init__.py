"""Where results go: video and image files, palettes, masks, COCO files, tables, a window, a virtual camera."""

from __future__ import annotations

from live_seg.sink.protocol import Sink
from live_seg.sink.video.video_sink import VideoSink

__all__ = ["Sink", "VideoSink"]
