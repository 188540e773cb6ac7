"""The machine that figures were measured on, and how busy other programs kept it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import cv2
import numba

BUSY = 0.1
"""Share of the processor's time from which the user is told that other programs used it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor, the cores that this process may use, the threads of the kernels, and the versions of programs."""

    cpu: str
    cores: int
    threads: int
    versions: dict[str, str]


def this_machine() -> Machine:
    """The machine that this process runs on."""
    versions = {
        "Python": platform.python_version(),
        "NumPy": version("numpy"),
        "OpenCV": cv2.__version__,
        "numba": version("numba"),
        "scikit-learn": version("scikit-learn"),
    }
    if ffmpeg := re.match(r"ffmpeg version ([^\s-]+)", _output_of("ffmpeg", "-version")):
        versions["ffmpeg"] = ffmpeg[1]
    return Machine(_cpu_name(), _cores(), threads(), versions)


def threads() -> int:
    """Number of threads that the kernels run in."""
    count: int = numba.get_num_threads()
    return count


def _read_processor_times() -> tuple[float, float] | None:
    """Seconds of all cores since the system started: those used by other programs, and all; None if not known."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    except OSError:
        return None
    # the fourth and fifth are idle time; those after the eighth are counted in the first already
    ticks = [int(field) for field in fields[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    own = sum(os.times()[:4])  # with child processes that have ended
    return (sum(ticks) - ticks[3] - ticks[4]) / second - own, sum(ticks) / second


class OtherPrograms:
    """Measures how busy other programs keep the processor, because that makes figures wrong.

    Args:
        read: gives the seconds of all cores that other programs used, and all seconds; None if not known.
    """

    def __init__(self, read: Callable[[], tuple[float, float] | None] = _read_processor_times) -> None:
        self._read = read
        self._before = read()

    def share(self) -> float | None:
        """Their share of the processor's time since the start, 0 to 1; None if the system does not tell."""
        now = self._read()
        if self._before is None or now is None or now[1] <= self._before[1]:
            return None
        # the clock of processes is finer than that of the processor, so a short time may give a share out of range
        return min(1.0, max(0.0, (now[0] - self._before[0]) / (now[1] - self._before[1])))


def busy_remarks(share: float | None) -> tuple[str, ...]:
    """A remark on other programs, if their share was large."""
    if share is None or share < BUSY:
        return ()
    return (f"other programs used {share:.0%} of the processor; the figures are only right on an idle machine",)


def _cpu_name() -> str:
    if platform.system() == "Darwin":
        return _output_of("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()
    with suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        if found:
            return " ".join(found[1].split())
    return platform.processor() or platform.machine()


def _cores() -> int:
    # a container may allow a process fewer cores than the machine has
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _output_of(program: str, *arguments: str) -> str:
    """What a program prints; empty if it is not installed."""
    path = shutil.which(program)
    if path is None:
        return ""
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False).stdout.strip()
