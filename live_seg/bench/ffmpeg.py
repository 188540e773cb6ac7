"""ffmpeg's own K-means, the `elbg` filter, timed from outside: with it and without it, on frames through a pipe."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from live_seg.bench.rounds import is_timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live_seg.bench.stages import Subject

FRAMES = 3
"""Frames of a run: enough that how long the program takes to start does not matter."""


class Ffmpeg:
    """ffmpeg's `elbg` filter, a K-means of its own: what a run of a few frames takes with it and without it.

    Args:
        subject: the frames, and k.
        program: ffmpeg's path.
    """

    def __init__(self, subject: Subject, program: str) -> None:
        frames = [subject.frame(number).bgr for number in range(FRAMES)]
        self._raw = b"".join(frame.tobytes() for frame in frames)
        self._size = str(subject.footage.size)
        self._filter = f"elbg=l={subject.config.k}:n=1"
        self._program = program

    def with_filter(self, number: int) -> None:
        """Filter the frames and throw them away."""
        if is_timed(number):
            self._run(self._filter)

    def without_filter(self, number: int) -> None:
        """Read the frames and throw them away."""
        if is_timed(number):
            self._run("null")

    @staticmethod
    def a_frame(with_filter: Sequence[float], without_filter: Sequence[float]) -> list[float]:
        """Seconds that the filter takes for a frame, from those of pairs of runs."""
        pairs = zip(with_filter, without_filter, strict=True)
        return [(filtered - read) / FRAMES for filtered, read in pairs]

    def refusal(self) -> str | None:
        """Why it cannot be measured, or None."""
        try:
            self._run(self._filter)
        except subprocess.CalledProcessError:
            return "no elbg filter"
        return None

    def _run(self, filtered: str) -> None:
        source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", self._size, "-i", "-"]
        command = [self._program, "-nostdin", "-v", "error", *source, "-vf", filtered, "-f", "null", "-"]
        subprocess.run(command, input=self._raw, capture_output=True, check=True)


def find_ffmpeg(subject: Subject) -> Ffmpeg | str:
    """ffmpeg, ready to be measured; or why it cannot be."""
    program = shutil.which("ffmpeg")
    if program is None:
        return "not installed"
    ffmpeg = Ffmpeg(subject, program)
    return ffmpeg.refusal() or ffmpeg
