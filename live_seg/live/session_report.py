"""What a live session came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.live.recorder import Recording


@dataclass(frozen=True, slots=True)
class SessionReport:
    """What a session came to. `elapsed` is in seconds, `rate` in frames a second with pauses left out.

    `delay` is the seconds that 99 % of the frames were shown within, from when they came or were due; None where frames
    were not dropped when they were late, so that none was. `recordings` are those that are finished, `snapshots` the
    files of those that were taken.
    `signal` is the signal that ended it, or None. `remarks` says in a line each what a camera did not grant, and what
    was done to the recorded pictures. `losses` says in a line each what of the stream or of the recordings
    is missing, `failures` what could not be written at all.
    """

    frames: int
    dropped: int
    k: int
    elapsed: float
    rate: float
    delay: float | None
    recordings: tuple[Recording, ...]
    snapshots: tuple[Path, ...]
    remarks: tuple[str, ...]
    losses: tuple[str, ...]
    failures: tuple[str, ...]
    signal: int | None

    def describe(self) -> str:
        """One line for the user, and one for each file."""
        frames = count_of("frame", self.frames)
        text = f"{frames} in {self.elapsed:.1f} s ({self.rate:.1f} frames/s), {self.dropped} dropped"
        if self.delay is not None:
            text += f", 99 % of those shown within {1000 * self.delay:.0f} ms of their time"
        lines = [
            text,
            *(f"recorded {count_of('frame', recording.frames)} to {recording.path}" for recording in self.recordings),
        ]
        if self.snapshots:
            lines.append(f"{count_of('picture', len(self.snapshots))} in {self.snapshots[0].parent.absolute()}")
        return "\n".join(lines)
