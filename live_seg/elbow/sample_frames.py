"""A few frames that stand for a source: spread over all of it, or in a row from a given time on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from live_seg.errors import ConfigError, SourceError
from live_seg.frame import Frame
from live_seg.segment.elbow.scene_frames import is_same_scene
from live_seg.size_limit import checked_limit
from live_seg.source import Source, open_source
from live_seg.source.image.image_source import ImageSource
from live_seg.source.image.pattern import image_files
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of
from live_seg.source.spread import SPREAD, spread_over

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
        for frame in spread_over(source) if at is None else _from(source, at):
            frames.append(frame)
            advance()
        if not frames:
            when = "" if at is None else f" at {at:g} s"
            raise SourceError(f"{shown(address)} has no frame{when}: it ends before, or is damaged there")
        return SampleFrames(
            tuple(frames), (source.damage,) if source.damage else (), (*source.remarks, *_scenes(frames, address))
        )


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


def _scenes(frames: Sequence[Frame], address: str) -> Iterator[str]:
    """A line for the user if the frames of a video may be of several scenes."""
    if kind_of(address) == "pictures":
        return
    times = [float(now.time) for before, now in pairwise(frames) if not is_same_scene(before, now)]
    if times:
        yield (
            f"the frames seem to be of several scenes, each of which may need another K: the picture at "
            f"{times[0]:.1f} s has little in common with the one before"
        )


def _from(source: Source, at: float) -> Iterator[Frame]:
    """The frame that is shown at a time, and those after it."""
    yield from islice(source.frames_from(at), IN_A_ROW)
