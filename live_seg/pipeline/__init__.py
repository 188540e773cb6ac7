"""All threads and queues of live_seg.

    Prefetch, Latest    a source, read by a thread of its own
    FanOut, Writer      sinks, each written by a thread of its own
    BackgroundTask      work in the background: the elbow analysis, a snapshot
    After               a timer for slow work

An error in a thread is raised on the thread that waits for it, or kept for that thread.
"""

from __future__ import annotations

from live_seg.pipeline.background_task import BackgroundTask
from live_seg.pipeline.fan_out import FanOut
from live_seg.pipeline.reader import Latest, Prefetch, Reader
from live_seg.pipeline.timing import After
from live_seg.pipeline.writer import Writer

__all__ = ["After", "BackgroundTask", "FanOut", "Latest", "Prefetch", "Reader", "Writer"]
