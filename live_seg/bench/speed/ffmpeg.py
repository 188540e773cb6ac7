"""The `elbg` filter of ffmpeg, a K-means of its own, timed from outside: runs with the filter and runs without it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from live_seg.bench.rounds import is_timed
from live_seg.bench.stages import Workload

FRAMES = 3
"""Frames in a run: enough for the time of the filter to stand out from that of the start of the program."""


class Ffmpeg:
    """Runs ffmpeg on a few frames, with its `elbg` filter and without it.

    Args:
        workload: gives the frames and k.
        program: the path of ffmpeg.
    """

    def __init__(self, workload: Workload, program: str) -> None:
        self._raw = b"".join(workload.frame(number).bgr.tobytes() for number in range(FRAMES))
        self._size = str(workload.footage.size)
        self._filter = f"elbg=l={workload.config.k}:n=1"
        self._program = program

    def with_filter(self, number: int) -> None:
        """Read and filter the frames, and discard the result."""
        if is_timed(number):
            self._run(self._filter)

    def without_filter(self, number: int) -> None:
        """Read the frames, and discard them."""
        if is_timed(number):
            self._run("null")

    @staticmethod
    def seconds_per_frame(with_filter: Sequence[float], without_filter: Sequence[float]) -> list[float]:
        """Seconds that the filter takes for a frame, from pairs of runs."""
        return [(with_ - without) / FRAMES for with_, without in zip(with_filter, without_filter, strict=True)]

    def has_filter(self) -> bool:
        """Whether ffmpeg can run the filter."""
        try:
            self._run(self._filter)
        except subprocess.CalledProcessError:
            return False
        return True

    def _run(self, video_filter: str) -> None:
        source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", self._size, "-i", "-"]
        command = [self._program, "-nostdin", "-v", "error", *source, "-vf", video_filter, "-f", "null", "-"]
        subprocess.run(command, input=self._raw, capture_output=True, check=True)


def find_ffmpeg(workload: Workload) -> Ffmpeg | str:
    """ffmpeg, ready to be measured, or why it cannot be."""
    program = shutil.which("ffmpeg")
    if program is None:
        return "not installed"
    ffmpeg = Ffmpeg(workload, program)
    return ffmpeg if ffmpeg.has_filter() else "no elbg filter"
