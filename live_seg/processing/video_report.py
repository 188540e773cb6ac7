"""The result of a job that wrote a video."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from live_seg.config import RegionQuality
from live_seg.processing.auto_k import ChosenK
from live_seg.processing.job import Job
from live_seg.report.wording import count_of


@dataclass(frozen=True, slots=True)
class VideoReport:
    """The result of a job that wrote a video.

    Attributes:
        output: the video.
        frames: number of frames written.
        width: width of the video, in pixels.
        height: height of the video, in pixels.
        duration: duration of the video, in seconds.
        has_sound: whether the video has sound.
        k: number of segments; that of the last scene, where K was chosen by the elbow.
        emphasis: how much small, vivid things counted in the fit.
        regions: whether regions were found.
        detail: how many regions, 0 to 1. Without regions, it has no effect.
        region_quality: "fast" or "fine". Without regions, it has no effect.
        elapsed: seconds that the work took.
        chosen: the K of each scene, where K was chosen by the elbow.
        losses: what is missing from the output, one line each.
        remarks: what was done to the output, one line each.
        failures: outputs that failed while others were finished, one line each.
        signal: number of the signal that stopped the job early, or None.
    """

    output: Path
    frames: int
    width: int
    height: int
    duration: Fraction
    has_sound: bool
    k: int
    emphasis: float
    regions: bool
    detail: float
    region_quality: RegionQuality
    elapsed: float
    chosen: tuple[ChosenK, ...] = ()
    losses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    signal: int | None = None

    def describe(self) -> str:
        """One line for the user."""
        if not self.frames:
            return f"stopped before the first frame; nothing was written to {self.output}"
        sound = "with sound" if self.has_sound else "no sound"
        rate = self.frames / self.elapsed
        stopped = "stopped early; " if self.signal else ""
        return (
            f"{stopped}wrote {self.output}: {count_of('frame', self.frames)}, {float(self.duration):.2f} s, "
            f"{self.width}x{self.height}, {sound}, in {self.elapsed:.1f} s ({rate:.0f} frames/s)"
        )


def stopped_report(job: Job, signal: int | None) -> VideoReport:
    """The report of a job that a signal has stopped before the source was opened."""
    return VideoReport(
        output=job.output_path,
        frames=0,
        width=0,
        height=0,
        duration=Fraction(0),
        has_sound=False,
        k=job.config.k,
        emphasis=job.config.emphasis,
        regions=job.config.regions,
        detail=job.config.detail,
        region_quality=job.config.region_quality,
        elapsed=0.0,
        signal=signal,
    )
