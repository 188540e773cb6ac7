"""The front door of `process`: what the source is decides how it is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_seg.app.video import process_video
from live_seg.errors import ConfigError
from live_seg.source.open import kind_of

if TYPE_CHECKING:
    from live_seg.app.job import Job
    from live_seg.app.progress import Progress
    from live_seg.app.video import Processed


def process(job: Job, progress: Progress) -> Processed:
    """Segment what has an end: a video file.

    Raises:
        ConfigError: the source has no end, or the output is no video file's name, or the input itself.
        SourceError: the source cannot be read.
        SinkError: the output cannot be written.
    """
    if kind_of(job.source) in {"camera", "demo"}:
        raise ConfigError(f"source is {job.source}; 'process' reads video files, 'live-seg live' cameras and the demo")
    return process_video(job, progress)
