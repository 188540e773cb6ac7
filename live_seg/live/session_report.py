"""The result of a live session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from live_seg.config import RegionQuality
from live_seg.live.recordings import Recording
from live_seg.report.wording import count_of


@dataclass(frozen=True, slots=True)
class SessionReport:
    """The result of a live session.

    Attributes:
        frames: number of frames shown.
        dropped: number of frames that came faster than they could be shown.
        k: number of clusters at the end.
        emphasis: how much small, vivid things count in the fit.
        regions: whether regions are found at the end.
        detail: how many regions at the end, 0 to 1. Without regions, it has no effect.
        region_quality: "fast" or "fine". Without regions, it has no effect.
        elapsed: seconds that the session took.
        rate: frames shown a second, without pauses.
        delay: seconds within which 99 % of the frames were shown after they came or were due; None where every frame
            is shown, whenever it is ready.
        recordings: the finished recordings.
        snapshots: the files of the snapshots.
        remarks: what a camera did not grant, and what was done to recorded frames, one line each.
        losses: what is missing from the stream or the recordings, one line each.
        failures: outputs that failed, one line each.
        signal: number of the signal that ended the session, or None.
    """

    frames: int
    dropped: int
    k: int
    emphasis: float
    regions: bool
    detail: float
    region_quality: RegionQuality
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
        text = f"{count_of('frame', self.frames)} in {self.elapsed:.1f} s"
        if self.frames > 1:  # a still image has no rate
            text += f" ({self.rate:.1f} frames/s), {self.dropped} dropped"
        if self.delay is not None:
            text += f", 99 % shown within {1000 * self.delay:.0f} ms of their time"
        lines = [text]
        lines += [f"recorded {count_of('frame', one.frames)} to {one.path}" for one in self.recordings]
        if self.snapshots:
            files = count_of("file", len(self.snapshots))
            lines.append(f"saved {files} of snapshots in {self.snapshots[0].parent.absolute()}")
        return "\n".join(lines)
