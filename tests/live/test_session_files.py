"""The files that a live session writes besides recordings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

import live_seg
from live_seg import Frame, Segmentation, Segmenter, StreamInfo
from live_seg.live.session_files import SessionFiles
from live_seg.pipeline import FanOut
from live_seg.sink.outputs import Outputs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRAMES = 60


INFO = StreamInfo(1000, 700, Fraction(25))


def frames() -> Iterator[Segmentation]:
    """Frames of noise, which is slow to compress."""
    noise = np.random.default_rng(0).integers(0, 256, (INFO.height, INFO.width, 3)).astype(np.uint8)
    result = Segmenter(k=8).segment(Frame(0, Fraction(0), noise))
    for index in range(FRAMES):
        yield replace(result, frame=Frame(index, Fraction(index, 25), noise))


def test_frames_that_came_too_fast_are_counted_for_each_file(tmp_path: Path) -> None:
    labels = tmp_path / "labels.mkv"
    with FanOut() as sinks:
        files = SessionFiles(Outputs(labels=str(labels)), INFO, sinks, drops=True, overwrite=False)
        for result in frames():
            sinks.put(result)
    dropped = FRAMES - sum(1 for _ in live_seg.read_labels(labels))
    assert dropped > 0
    assert files.losses == (f"{labels} lacks {dropped} frames that came faster than they could be written",)


def test_without_drops_every_frame_is_written(tmp_path: Path) -> None:
    labels = tmp_path / "labels.mkv"
    with FanOut() as sinks:
        files = SessionFiles(Outputs(labels=str(labels)), INFO, sinks, drops=False, overwrite=False)
        for result in frames():
            sinks.put(result)
    assert sum(1 for _ in live_seg.read_labels(labels)) == FRAMES
    assert not files.losses
