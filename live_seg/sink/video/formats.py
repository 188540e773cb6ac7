"""The formats of video files: the container for each suffix, and the codecs that it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from live_seg.errors import ConfigError, described
from live_seg.sink.standard_output import is_standard_output

Codec = Literal["h264", "h264-444", "hevc", "av1", "vp9", "prores", "ffv1"]
"""How pictures are encoded. The codec "h264-444" is H.264 with full colour resolution."""
Quality = Literal["draft", "normal", "high", "lossless"]
"""Quality levels, from small files to exact ones. Not every codec has every level."""

H264: tuple[Codec, ...] = ("h264", "h264-444")

# Each packet goes to disk at once. A packet waits for other tracks for at most a second (in microseconds).
_COMMON = {"flush_packets": "1", "max_interleave_delta": "1000000"}
# Fragments while the file is written, so that it plays if the process is killed; one index at the end, so that every
# player can play it. The first index is written with the first fragment, when the start of each track is known: sound
# often starts a packet early.
_MP4 = _COMMON | {"movflags": "hybrid_fragmented+frag_keyframe+delay_moov"}
# Without bitexact, each Matroska file has a random number.
_MATROSKA = _COMMON | {"fflags": "+bitexact", "cluster_time_limit": "1000"}


@dataclass(frozen=True, slots=True)
class Format:
    """A format of video files.

    Attributes:
        container: FFmpeg's name for it.
        codecs: the codecs that it takes; the first one is the default.
        options: options of FFmpeg's muxer.
        tags: codec tags that players expect, if they differ from FFmpeg's defaults.
        has_edit_lists: whether a file can hide the beginning of a track. Otherwise all that is stored is played.
    """

    container: str
    codecs: tuple[Codec, ...]
    options: dict[str, str]
    tags: dict[Codec, str] = field(default_factory=dict)
    has_edit_lists: bool = True


# QuickTime and Safari play HEVC only with this tag.
_APPLE: dict[Codec, str] = {"hevc": "hvc1"}

FORMATS = {
    ".mp4": Format("mp4", (*H264, "hevc", "av1"), _MP4, _APPLE),
    ".m4v": Format("ipod", H264, _MP4),
    ".mov": Format("mov", (*H264, "hevc", "prores"), _MP4, _APPLE),
    ".mkv": Format("matroska", (*H264, "hevc", "av1", "vp9", "prores", "ffv1"), _MATROSKA, has_edit_lists=False),
    ".webm": Format("webm", ("vp9", "av1"), _MATROSKA, has_edit_lists=False),
}
SUFFIXES = tuple(FORMATS)
WITH_EDIT_LISTS = frozenset(one.container for one in FORMATS.values() if one.has_edit_lists)
"""FFmpeg's names for the containers that have edit lists."""


def format_of(path: Path) -> Format:
    """The format of a video file, by its suffix. Standard output gets Matroska, which needs no seeking.

    Raises:
        ConfigError: no video format has that suffix.
    """
    if is_standard_output(path):
        return FORMATS[".mkv"]
    if path.suffix.lower() not in FORMATS:
        raise ConfigError(f"output is {path}; its name must end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    return FORMATS[path.suffix.lower()]


def codec_for(path: Path, codec: Codec | None) -> Codec:
    """The codec of a video file: the given one, or for None the default of the format.

    Raises:
        ConfigError: there is no such codec, or the format does not take it.
    """
    of_format = format_of(path)
    if codec is None:
        return of_format.codecs[0]
    checked_name("codec", codec, get_args(Codec))
    if codec not in of_format.codecs:
        taking = [suffix for suffix, one in FORMATS.items() if codec in one.codecs]
        raise ConfigError(
            f"codec is {codec}, and output is {path}, which takes {_listed(of_format.codecs)}; "
            f"name a file that ends in {_listed(taking)}, or choose another codec"
        )
    return codec


def checked_name(name: str, value: object, allowed: Iterable[str]) -> None:
    """Check that an argument is one of some names.

    Raises:
        ConfigError: it is not.
    """
    if not isinstance(value, str) or value not in allowed:
        raise ConfigError(f"{name} is {described(value)}; it must be {_listed(allowed)}")


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
