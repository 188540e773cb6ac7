"""Measures how fast live_seg is: each stage compared with a copy of the frame, and the total with other programs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from live_seg.bench.footage import Size, open_footage
from live_seg.bench.machine import OtherPrograms, this_machine
from live_seg.bench.rounds import Effort, Task, Timing, in_rounds
from live_seg.bench.speed.parallel_copy import ParallelCopy
from live_seg.bench.speed.peers import measure_peers
from live_seg.bench.speed.ratios import COPY, COPY_ALONE, kernel_ratios, kernel_tasks
from live_seg.bench.speed.result import Speed, StageFigures
from live_seg.bench.stages import Workload, stages
from live_seg.config import Config
from live_seg.pipeline.prepare import prepare
from live_seg.report.progress import Progress

EFFORT, PEERS_EFFORT = Effort(seconds=10, fewest=7, most=60), Effort(seconds=9, fewest=3, most=15)


@dataclass(frozen=True, slots=True)
class SpeedJob:
    """What to measure speed on, and for how long; `video` and `size` are as of `open_footage`."""

    config: Config = field(default_factory=Config)
    video: str | None = None
    size: Size | None = None
    effort: Effort = EFFORT
    peers_effort: Effort = PEERS_EFFORT

    def lasting(self, seconds: float) -> SpeedJob:
        """The same job for about this time; the fewest rounds may take longer."""
        efforts = (replace(effort, seconds=seconds / 2) for effort in (self.effort, self.peers_effort))
        return SpeedJob(self.config, self.video, self.size, *efforts)


def measure_speed(job: SpeedJob, progress: Progress) -> Speed:
    """Measure the stages, the kernels and the peers.

    Raises:
        ConfigError: the video is a camera or a stream, or its frame size is out of range.
        SourceError: the video cannot be read.
    """
    footage = open_footage(job.video, job.size)
    for space in ("lab", "bgr"):
        prepare(replace(job.config, colour_space=space), progress.say)
    workload, machine, others = Workload.of(footage, job.config), this_machine(), OtherPrograms()
    own_stages = stages(workload)
    with ParallelCopy(footage.frame(0), machine.threads) as copy:
        tasks: dict[str, Task] = {
            COPY: lambda number: copy(footage.frame(number)),
            COPY_ALONE: lambda number: np.copyto(copy.copied, footage.frame(number)),
        }
        seconds = in_rounds("stages", tasks | own_stages | kernel_tasks(workload), job.effort, progress)
    timings = {name: Timing.of(values) for name, values in seconds.items()}
    # for small frames, one thread is faster
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
        stages=tuple(StageFigures(name, timings[name], timings[name].times(copied)) for name in own_stages),
        ratios=kernel_ratios(timings, job.config.k),
        peers=measure_peers(workload, job.peers_effort, progress),
        others=others.share(),
        losses=(footage.loss,) if footage.loss else (),
    )
