"""The only threads. What fails in a worker is raised on the thread that waits for it."""

from __future__ import annotations

from live_seg.app.workers.aside import Aside
from live_seg.app.workers.reading import Latest, Prefetch, has_left_a_reader
from live_seg.app.workers.timing import After
from live_seg.app.workers.writing import Sink, Writer

__all__ = ["After", "Aside", "Latest", "Prefetch", "Sink", "Writer", "has_left_a_reader"]
