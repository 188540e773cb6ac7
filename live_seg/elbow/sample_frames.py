"""A few frames that stand for a source: spread over a video or a folder, or those from one moment on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from live_seg.errors import ConfigError, SourceError
from live_seg.source import open_source
from live_seg.source.file.file_source import FileSource
from live_seg.source.image.image_source import PictureSource
from live_seg.source.image.pattern import image_files
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from live_seg.frame import Frame
    from live_seg.source import Source

SPREAD = 8
"""Frames of a source, at most: of a video or a folder evenly spread, of a stream so many seconds apart: """
APART = 0.25
IN_A_ROW = 5
"""Frames from the moment on that was asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleFrames:
    """Frames of a source, at least one, and what of it could not be read (`losses`) or was left out (`remarks`)."""

    frames: tuple[Frame, ...]
    losses: tuple[str, ...]
    remarks: tuple[str, ...]


def sample_frames_of(address: str, at: float | None, advance: Callable[[], None]) -> SampleFrames:
    """Read a few frames of a source.

    Args:
        address: as of `open_source`.
        at: seconds; the frames are those from there on. None: they stand for the whole source.
        advance: called for every frame.

    Raises:
        ConfigError: images have no time.
        SourceError: the source cannot be read, or has ended before that moment.
    """
    with _open(address, at) as source:
        frames = []
        for frame in _spread_over(source) if at is None else _from(source, at):
            frames.append(frame)
            advance()
        if not frames:
            when = "" if at is None else f" at {at:g} s"
            raise SourceError(f"{shown(address)} has no frame{when}: it ends before, or is damaged there")
        losses = (source.damage,) if source.damage else ()
        return SampleFrames(tuple(frames), losses, source.remarks if isinstance(source, PictureSource) else ())


def _open(address: str, at: float | None) -> Source:
    if kind_of(address) != "pictures":
        return open_source(address)
    if at is not None:
        raise ConfigError(f"--at is {at:g}; it goes with a video or a camera, and {address} is images")
    files = image_files(address)
    few = min(SPREAD, len(files))
    return PictureSource([files[int((place + 0.5) * len(files) / few)] for place in range(few)])


def _spread_over(source: Source) -> Iterator[Frame]:
    """Frames from the whole of a source, or from the first seconds of one whose length is not known."""
    if isinstance(source, PictureSource):
        yield from source
    elif isinstance(source, FileSource) and source.duration is not None:
        few = min(SPREAD, source.info.frame_count or SPREAD)
        shown: Fraction | None = None
        for place in range(few):
            for frame in islice(source.frames_from((place + 0.5) * source.duration / few), 1):
                # where a file has less than its header says, its last frame comes again
                if shown is None or frame.time > shown:
                    yield frame
                shown = frame.time
    else:
        yield from islice(_apart(source), SPREAD)


def _apart(source: Source) -> Iterator[Frame]:
    due = 0.0
    for frame in source:
        if frame.time >= due:
            due = float(frame.time) + APART
            yield frame


def _from(source: Source, at: float) -> Iterator[Frame]:
    """The frame that is shown at a time, and those after it."""
    if isinstance(source, FileSource):
        if source.duration is not None and at > source.duration + 1:
            return
        frames = source.frames_from(at)
    else:
        frames = iter(source)
    shown = None
    for frame in frames:
        if frame.time > at:
            first = [frame] if shown is None else [shown, frame]
            yield from islice(chain(first, frames), IN_A_ROW)
            return
        shown = frame
    if shown is not None and at < shown.time + 1 / source.info.frame_rate:
        yield shown
