"""Threads, and nothing else has any. An error in a thread is raised on the thread that waits for it."""

from __future__ import annotations

from live_seg.pipeline.background_task import BackgroundTask
from live_seg.pipeline.reader import Latest, Prefetch, has_left_a_reader
from live_seg.pipeline.timing import After
from live_seg.pipeline.writer import Sink, Writer

__all__ = ["After", "BackgroundTask", "Latest", "Prefetch", "Sink", "Writer", "has_left_a_reader"]
