"""Files and images in, segmented files out."""

from __future__ import annotations

from live_seg.processing.images import ImagesReport
from live_seg.processing.process import process
from live_seg.processing.video_report import VideoReport

__all__ = ["ImagesReport", "VideoReport", "process"]
