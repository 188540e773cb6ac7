"""What the container of a file says about its video: clock, start, pixel aspect, length. OpenCV's are inexact."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile, islice
from pathlib import Path

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from live_seg.arguments import FASTEST, MAX_MEGAPIXELS, SLOWEST
from live_seg.errors import SourceError
from live_seg.frame import MPEG_CLOCK
from live_seg.media_input import may_jump, open_input, side_data_of
from live_seg.size_limit import MEGAPIXEL, check_size
from live_seg.source.file.hdr_metadata import hdr_of
from live_seg.source.file.interlacing import may_be_interlaced
from live_seg.source.file.orientation import Orientation
from live_seg.source.file.stated_end import end_of_cut_asf, is_cut_riff, is_cut_transport_stream, tagged_end
from live_seg.source.hdr import Hdr
from live_seg.source.image.image_format import HEAD, is_text

PACKETS = 64
"""Number of packets that are decoded to find a first picture."""
FIXED_RATE = {"ogg", "mxf"}
"""Formats that do not allow a variable frame rate."""
ENDS_OF_FILE = {"asf", "flv"}
"""Formats that give one duration for all tracks together."""
FALLBACK_RATE = Fraction(25)


@dataclass(frozen=True, slots=True)
class Container:
    """A video track as its container describes it. Times are in seconds.

    Attributes:
        track: index of the track among all tracks of the file.
        is_first: whether it is the first video track.
        others: number of other video tracks.
        codec: name of its codec, as FFmpeg calls it.
        size: width and height of its coded pictures, in pixels.
        max_pixels: larger pictures are not decoded.
        may_jump: whether the format allows jumps of the clock, as in a transport stream.
        has_alpha: whether its pictures may be transparent.
        starts_without_times: whether its first picture has no time, but a later one has.
        is_interlaced: whether its pictures may be interlaced.
        orientation: how its pictures are rotated and mirrored.
        hdr: the HDR signal of its pictures, or None for SDR.
        frame_rate: nominal frames a second.
        frame_count: number of frames, or None.
        time_base: length of a tick of the track's clock.
        pixel_aspect: width of a pixel over its height.
        has_pts: whether the container has presentation times, and not only decoding times.
        origin: the time on the container's clock at which its first track starts.
        start: the first picture's time, counted from `origin`.
        end: the video's end, counted from `origin`, or None.
        end_is_of_file: whether `end` is the end of the longest track, because the container gives only that.
        is_fragmented: whether it is a fragmented MP4, whose header gives neither the number of frames nor the end.
        is_cut: whether it is a transport stream that ends within a packet.
        has_fixed_rate: whether the format does not allow a variable frame rate.
    """

    track: int
    is_first: bool
    others: int
    codec: str
    size: tuple[int, int]
    max_pixels: int
    may_jump: bool
    has_alpha: bool
    starts_without_times: bool
    is_interlaced: bool
    orientation: Orientation
    hdr: Hdr | None
    frame_rate: Fraction
    frame_count: int | None
    time_base: Fraction
    pixel_aspect: Fraction
    has_pts: bool
    origin: Fraction
    start: Fraction
    end: Fraction | None
    end_is_of_file: bool
    is_fragmented: bool
    is_cut: bool
    has_fixed_rate: bool


def read_container(path: Path, max_megapixels: float = MAX_MEGAPIXELS) -> Container:
    """Describe the video track of a file: the largest default track, or the largest of all if none is default.

    Raises:
        SourceError: the file does not exist, is empty, a folder or not readable, holds no video, or its pictures are
            larger than the limit.
    """
    try:
        _check_file(path)
        max_pixels = round(max_megapixels * MEGAPIXEL)
        with open_input(path, max_pixels) as container:
            if container.format.name == "tty":
                raise SourceError(f"{path} is not a video but text")
            if container.format.name == "image2" or container.format.name.endswith("_pipe"):
                raise SourceError(f"{path} is not a video but a still image")
            tracks = [track for track in container.streams.video if not track.disposition & Disposition.attached_pic]
            if not tracks:
                raise SourceError(f"{path} holds no video{', only sound' if container.streams.audio else ''}")
            # PyAV has no codec context for a track that FFmpeg has no decoder for
            if not (known := [track for track in tracks if track.codec_context is not None]):
                raise SourceError(
                    f"{path}: its video cannot be decoded; FFmpeg does not support its codec; convert it to H.264"
                )
            stream = _chosen(known)
            check_size(path, stream.codec_context.width, stream.codec_context.height, max_megapixels)
            if not stream.codec_context.width:
                raise SourceError(
                    f"{path}: the size of its pictures is unknown, or above the limit of {max_megapixels:g} "
                    f"megapixels; set a higher one (max_megapixels)"
                )
            return _describe(container, stream, others=len(known) - 1, max_pixels=max_pixels)
    except PermissionError as error:
        raise SourceError(f"{path} cannot be opened: permission denied") from error
    except av.error.FFmpegError as error:
        raise SourceError(_why_unreadable(path)) from error
    except (OSError, UnicodeError) as error:
        raise SourceError(f"{path} cannot be read as a video: {error}") from error


def _why_unreadable(path: Path) -> str:
    """Why FFmpeg cannot open a file, judging by its first bytes."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if is_text(head):
        return f"{path} is not a video but text"
    return f"{path} cannot be read as a video: it is truncated, its index is damaged, or its format is not supported"


def _check_file(path: Path) -> None:
    """Check that a path is a file that can be read more than once.

    Raises:
        SourceError, OSError, UnicodeError: it is not.
    """
    if path.is_dir():
        raise SourceError(f"{path} is a folder; give a video file")
    if not path.exists():
        raise SourceError(f"{path} does not exist")
    if not path.is_file():
        raise SourceError(
            f"{path} is a pipe or a device, which cannot be read twice; save it to a file, or give it as standard "
            "input (-)"
        )
    if path.stat().st_size == 0:
        raise SourceError(f"{path} is empty")
    str(path).encode()  # OpenCV aborts on a name that is not UTF-8


def _describe(container: InputContainer, stream: VideoStream, *, others: int, max_pixels: int) -> Container:
    """Describe the track that is read. `others` is the number of other video tracks."""
    tags = {key.lower(): value for key, value in stream.metadata.items()}
    # PyAV 19 has its own type for fractions, which lacks some operations
    tick = Fraction(stream.time_base or MPEG_CLOCK)
    origin = round(Fraction(container.start_time or 0, av.time_base) / tick)
    start = ((stream.start_time or 0) - origin) * tick
    path, is_fragmented = Path(container.name), "mov" in container.format.name and not stream.frames
    # FFmpeg counts the duration of a fragmented MP4 from 0, even if the first fragment starts later
    since = -origin * tick if is_fragmented else start
    end = since + stream.duration * tick if stream.duration else None
    if end is None and (tagged := tagged_end(tags.get("duration"))) is not None:
        end = tagged - origin * tick
    if container.format.name in ENDS_OF_FILE:
        stated = Fraction(container.duration, av.time_base) if container.duration else None
        end = end_of_cut_asf(path) or end or stated
    frame_rate = _sane_rate(stream.average_rate, stream.guessed_rate)
    if stream.frames and is_cut_riff(path):
        end = start + stream.frames / frame_rate  # FFmpeg estimates the end from the part of the file that is left
    codec = stream.codec_context.codec.canonical_name
    first = _first_picture(container, stream)
    # a raw stream has no times at all
    is_untimed = first is not None and first.pts is None and stream.start_time is not None
    return Container(
        track=stream.index,
        is_first=stream is container.streams.video[0],
        others=others,
        codec=codec,
        size=(stream.codec_context.width, stream.codec_context.height),
        max_pixels=max_pixels,
        may_jump=may_jump(container),
        has_alpha=tags.get("alpha_mode") == "1" or _has_alpha(first),
        starts_without_times=is_untimed,
        is_interlaced=may_be_interlaced(codec, stream.codec_context.extradata, first),
        orientation=_orientation_of(first),
        hdr=hdr_of(stream, first),
        frame_rate=frame_rate,
        frame_count=stream.frames or None,
        time_base=tick,
        pixel_aspect=Fraction(stream.sample_aspect_ratio or 1),
        has_pts=container.format.name != "avi",
        origin=origin * tick,
        start=Fraction(0) if is_untimed else start,
        end=end,
        end_is_of_file=container.format.name in ENDS_OF_FILE,
        is_fragmented=is_fragmented,
        is_cut=container.format.name == "mpegts" and is_cut_transport_stream(path),
        has_fixed_rate=container.format.name in FIXED_RATE,
    )


def _chosen(tracks: Sequence[VideoStream]) -> VideoStream:
    """The largest of the default tracks, or of all tracks if none is default. If several are equal, the first one."""
    defaults = [track for track in tracks if track.disposition & Disposition.default]
    return max(defaults or tracks, key=lambda track: track.codec_context.width * track.codec_context.height)


def _first_picture(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """The first picture of a track; None if none of its first packets can be decoded."""
    with suppress(av.error.FFmpegError):
        # packets before the first keyframe cannot be decoded
        packets = dropwhile(lambda packet: not packet.is_keyframe, container.demux(stream))
        for packet in islice(packets, PACKETS):
            with suppress(av.error.InvalidDataError):
                for picture in packet.decode():
                    if isinstance(picture, VideoFrame):
                        return picture
    return None


def _has_alpha(picture: VideoFrame | None) -> bool:
    return picture is not None and any(component.is_alpha for component in picture.format.components)


def _orientation_of(picture: VideoFrame | None) -> Orientation:
    matrix = None if picture is None else side_data_of(picture, "DISPLAYMATRIX")
    return Orientation() if matrix is None else Orientation.of_matrix(matrix)


def _sane_rate(*rates: Fraction | None) -> Fraction:
    """The first plausible rate: some containers say 0 or 90000."""
    return next((Fraction(rate) for rate in rates if rate and SLOWEST <= rate <= FASTEST), FALLBACK_RATE)
