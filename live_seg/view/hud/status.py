"""The state of a live session, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from live_seg.config import Colour
from live_seg.view.hud.text import AMBER, GRAY, RED, WHITE

SILENCE = 1.5
"""Seconds without a frame after which the user is told."""

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A recording under way.

    Attributes:
        seconds: its length.
        size: size of its file, in bytes.
        missed: number of frames that were dropped.
        has_failed: whether it has failed.
    """

    seconds: float
    size: int
    missed: int = 0
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The figures of a live session.

    Attributes:
        k: number of clusters.
        shown_rate: frames shown in the last second.
        source_rate: frames a second of the source.
        latency: seconds from a frame's time, or its arrival, to the screen; None where every frame is shown when it is
            ready.
        dropped: number of dropped frames.
        recording: the recording under way, or None.
        silence: seconds since the last frame came.
        is_away: whether the source is lost and being opened again.
        is_paused: whether the session is paused.
        is_locked: whether the palette is locked.
        is_still: whether the source is a single image, which has no rate.
        regions: number of regions; None where there are none.
        detail: how many regions are found, 0 to 1.
    """

    k: int
    shown_rate: float
    source_rate: float
    latency: float | None
    dropped: int
    recording: OnRecord | None = None
    silence: float = 0.0
    is_away: bool = False
    is_paused: bool = False
    is_locked: bool = False
    is_still: bool = False
    regions: int | None = None
    detail: float = 0.5


class Part(NamedTuple):
    """A few words in a colour, which stay on one line."""

    text: str
    colour: Colour = WHITE


def figures_of(status: Status) -> tuple[Part, ...]:
    """The figures in words, the most important ones first."""
    parts = [Part(f"K {status.k}")]
    if status.regions is not None:
        count = f"{status.regions} region{'' if status.regions == 1 else 's'}"
        parts.append(Part(f"{count}, detail {status.detail:.2g}"))
    if not status.is_still:
        parts.append(Part(f"{status.shown_rate:.1f} of {status.source_rate:.1f} fps"))
        if status.latency is not None:
            parts.append(Part(f"{1000 * status.latency:.0f} ms"))
        parts.append(Part(f"{status.dropped} dropped", AMBER if status.dropped else GRAY))
    if status.recording:
        parts.extend(_of_recording(status.recording))
    if status.silence >= SILENCE and not status.is_paused:
        trying = ", trying again" if status.is_away else ""
        parts.append(Part(f"no frames for {status.silence:.0f} s{trying}", AMBER))
    if status.is_locked:
        parts.append(Part("palette locked", AMBER))
    if status.is_paused and not status.is_still:
        parts.append(Part("paused", AMBER))
    return tuple(parts)


def in_a_line(status: Status) -> str:
    """The figures in one line, for a terminal."""
    return "   ".join(part.text for part in figures_of(status))


def _of_recording(recording: OnRecord) -> list[Part]:
    if recording.has_failed:
        return [Part("recording failed", RED)]
    parts = [Part(f"● {duration(recording.seconds)}", RED), Part(file_size(recording.size))]
    return [*parts, Part(f"{recording.missed} not recorded", AMBER)] if recording.missed else parts


def duration(seconds: float) -> str:
    """A duration as on a clock: "0:07", "12:34", "1:02:03"."""
    whole = int(seconds)
    minutes = f"{whole // MINUTE}" if whole < HOUR else f"{whole // HOUR}:{whole // MINUTE % MINUTE:02}"
    return f"{minutes}:{whole % MINUTE:02}"


def file_size(size: int) -> str:
    """A file size as in a file manager: "340 kB", "3.4 MB", "1.2 GB"."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1e6:.1f} MB" if size < 1_000_000_000 else f"{size / 1e9:.1f} GB"
