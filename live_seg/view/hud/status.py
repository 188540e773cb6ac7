"""How a live session is doing, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from live_seg.view.hud.text import AMBER, GRAY, RED, WHITE

if TYPE_CHECKING:
    from live_seg.config import Colour

SILENCE = 1.5
"""Seconds without a frame that are worth a word."""

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A recording under way: how long it is in seconds, its file's size in bytes, pictures that it lacks."""

    seconds: float
    size: int
    missed: int = 0
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """Figures of a live session.

    Rates are in frames a second, of the last second. `latency` is how long after its time (a camera's: its coming) a
    frame is shown, in seconds; None where frames wait for each other. `silence` is how long ago the last frame came, in
    seconds, and `is_away` whether its source is being looked for.
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


class Part(NamedTuple):
    """A few words in a colour, which stay together on a line."""

    text: str
    colour: Colour = WHITE


def parts_of(status: Status) -> tuple[Part, ...]:
    """What there is to say of a session, the most asked for first."""
    parts = [Part(f"K {status.k}"), Part(f"{status.shown_rate:.1f} of {status.source_rate:.1f} fps")]
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
    if status.is_paused:
        parts.append(Part("paused", AMBER))
    return tuple(parts)


def in_a_line(status: Status) -> str:
    """The same for a terminal."""
    return "   ".join(part.text for part in parts_of(status))


def _of_recording(recording: OnRecord) -> list[Part]:
    if recording.has_failed:
        return [Part("recording failed", RED)]
    parts = [Part(f"● {duration(recording.seconds)}", RED), Part(file_size(recording.size))]
    return [*parts, Part(f"{recording.missed} not recorded", AMBER)] if recording.missed else parts


def duration(seconds: float) -> str:
    """As on a clock: "0:07", "12:34", "1:02:03"."""
    whole = int(seconds)
    minutes = f"{whole // MINUTE}" if whole < HOUR else f"{whole // HOUR}:{whole // MINUTE % MINUTE:02}"
    return f"{minutes}:{whole % MINUTE:02}"


def file_size(size: int) -> str:
    """Bytes as a file manager says them: "340 kB", "3.4 MB", "1.2 GB"."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1e6:.1f} MB" if size < 1_000_000_000 else f"{size / 1e9:.1f} GB"
