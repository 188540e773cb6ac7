"""A few frames that stand for a source: spread over all of it, or in a row from a given time on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from live_seg.errors import ConfigError, SourceError
from live_seg.frame import Frame
from live_seg.size_limit import checked_limit
from live_seg.source import Source, open_source
from live_seg.source.image.image_source import ImageSource
from live_seg.source.image.pattern import image_files
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

SPREAD = 8
"""Largest number of frames. Those of a video or folder are evenly spread."""
INTERVAL = 0.25
"""Seconds between two frames of a stream whose length is not known."""
IN_A_ROW = 5
"""Frames from a given time on."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleFrames:
    """Frames of a source.

    Attributes:
        frames: at least one.
        losses: what could not be read, one line each.
        remarks: what was left out on purpose, one line each.
    """

    frames: tuple[Frame, ...]
    losses: tuple[str, ...]
    remarks: tuple[str, ...]


def sample_frames_of(
    address: str, at: float | None, max_megapixels: float, advance: Callable[[], None]
) -> SampleFrames:
    """Read a few frames of a source.

    Args:
        address: as of `open_source`.
        at: seconds, for frames from that time on; None for frames from all of the source.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.
        advance: called after each frame.

    Raises:
        ConfigError: a time was given for images.
        SourceError: the source cannot be read, or ends before that time.
    """
    with _open(address, at, max_megapixels) as source:
        frames = []
        for frame in _spread_over(source) if at is None else _from(source, at):
            frames.append(frame)
            advance()
        if not frames:
            when = "" if at is None else f" at {at:g} s"
            raise SourceError(f"{shown(address)} has no frame{when}: it ends before, or is damaged there")
        return SampleFrames(tuple(frames), (source.damage,) if source.damage else (), source.remarks)


def _open(address: str, at: float | None, max_megapixels: float) -> Source:
    if kind_of(address) != "pictures":
        return open_source(address, max_megapixels=max_megapixels)
    if at is not None:
        raise ConfigError(f"at is {at:g}; it is for a video or a camera, and {address} is images")
    limit = checked_limit(max_megapixels)
    # only the images that are measured
    files = image_files(address)
    count = min(SPREAD, len(files))
    measured = [files[int((place + 0.5) * len(files) / count)] for place in range(count)]
    return ImageSource(measured, max_megapixels=limit)


def _spread_over(source: Source) -> Iterator[Frame]:
    """Frames from all of a source, or from the first seconds of one whose length is not known."""
    if source.duration is None:
        yield from islice(_apart(source), SPREAD)
        return
    count = min(SPREAD, source.info.frame_count or SPREAD)
    last: Fraction | None = None
    for place in range(count):
        for frame in islice(source.frames_from((place + 0.5) * float(source.duration) / count), 1):
            # if a file is shorter than its header says, its last frame comes again
            if last is None or frame.time > last:
                yield frame
            last = frame.time
    if last is None:  # the duration that the container states is wrong
        yield from islice(_apart(source.frames_from(0)), SPREAD)


def _apart(source: Iterable[Frame]) -> Iterator[Frame]:
    due = 0.0
    for frame in source:
        if frame.time >= due:
            due = float(frame.time) + INTERVAL
            yield frame


def _from(source: Source, at: float) -> Iterator[Frame]:
    """The frame that is shown at a time, and those after it."""
    yield from islice(source.frames_from(at), IN_A_ROW)
