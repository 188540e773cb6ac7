"""How fast this machine is: each stage of ours beside a copy of the frame, and all of it beside what else there is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from live_seg.bench.copying import ParallelCopy
from live_seg.bench.footage import open_footage
from live_seg.bench.machine import Machine, OtherPrograms, busy_remarks, this_machine
from live_seg.bench.peers import Peers, measure_peers
from live_seg.bench.ratios import COPY, COPY_ALONE, Ratio, kernel_ratios, kernel_tasks
from live_seg.bench.rounds import Effort, Timing, in_rounds
from live_seg.bench.stages import Subject, stages
from live_seg.config import Config
from live_seg.pipeline.prepare import prepare

if TYPE_CHECKING:
    from live_seg.bench.footage import Size
    from live_seg.bench.rounds import Task
    from live_seg.report.progress import Progress


EFFORT, PEERS_EFFORT = Effort(seconds=10, fewest=7, most=60), Effort(seconds=9, fewest=3, most=15)


@dataclass(frozen=True, slots=True)
class SpeedJob:
    """What to measure on: a video file's frames or the demo's, at a size or at their own; and for how long."""

    config: Config = field(default_factory=Config)
    video: str | None = None
    size: Size | None = None
    effort: Effort = EFFORT
    peers_effort: Effort = PEERS_EFFORT

    def lasting(self, seconds: float) -> SpeedJob:
        """The same, measured for about so long, if the fewest rounds do not take longer."""
        half = seconds / 2
        return replace(
            self, effort=replace(self.effort, seconds=half), peers_effort=replace(self.peers_effort, seconds=half)
        )


@dataclass(frozen=True, slots=True)
class StageFigures:
    """A stage of ours; `times_copy` is its time over that of the copy."""

    name: str
    milliseconds: Timing
    times_copy: float


@dataclass(frozen=True, slots=True)
class Speed:
    """All figures, in milliseconds a frame.

    `others` is the part of the processor's time that other programs took meanwhile, 0 to 1, or None where that is not
    known. `losses` says in a line each what of the clip could not be read.
    """

    machine: Machine
    footage: str
    frames: int
    width: int
    height: int
    k: int
    rounds: int
    copy: Timing
    stages: tuple[StageFigures, ...]
    ratios: tuple[Ratio, ...]
    peers: Peers
    others: float | None
    losses: tuple[str, ...]

    @property
    def signal(self) -> None:
        """The signal that ended it: none, half a measurement is not reported."""
        return

    @property
    def remarks(self) -> tuple[str, ...]:
        """That the machine was busy, where it was."""
        return busy_remarks(self.others)

    def describe(self) -> str:
        """A table for the user, at most 80 columns wide."""
        from live_seg.bench.speed_table import speed_table

        return speed_table(self)


def bench_speed(job: SpeedJob, progress: Progress) -> Speed:
    """Measure the stages, the kernels and the peers.

    Raises:
        ConfigError: the video is a camera, or frames of its size cannot be measured.
        SourceError: it cannot be read.
    """
    footage = open_footage(job.video, job.size)
    for space in ("lab", "bgr"):
        prepare(replace(job.config, colour_space=space), progress.say)
    subject, machine, others = Subject.of(footage, job.config), this_machine(), OtherPrograms()
    ours = stages(subject)
    with ParallelCopy(footage.at(0), machine.threads) as copy:
        tasks: dict[str, Task] = {
            COPY: lambda number: copy(footage.at(number)),
            COPY_ALONE: lambda number: np.copyto(copy.copied, footage.at(number)),
        }
        seconds = in_rounds("stages", tasks | ours | kernel_tasks(subject), job.effort, progress)
    timings = {name: Timing.of(values) for name, values in seconds.items()}
    copied = timings[COPY] = min(timings[COPY], timings[COPY_ALONE], key=lambda timing: timing.median)
    return Speed(
        machine=machine,
        footage=footage.name,
        frames=len(footage.frames),
        width=footage.size.width,
        height=footage.size.height,
        k=job.config.k,
        rounds=len(seconds[COPY]),
        copy=copied,
        stages=tuple(StageFigures(name, timings[name], timings[name].times(copied)) for name in ours),
        ratios=kernel_ratios(timings, job.config.k),
        peers=measure_peers(subject, job.peers_effort, progress),
        others=others.share(),
        losses=(footage.loss,) if footage.loss else (),
    )
