"""What figures were measured on: they mean little without."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numba

if TYPE_CHECKING:
    from collections.abc import Callable

BUSY = 0.1
"""Part of the processor's time that others may take before the user is told."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor, its cores, the threads that the kernels run in, and the version of each program that matters."""

    cpu: str
    cores: int
    threads: int
    versions: dict[str, str]


def this_machine() -> Machine:
    """The one that this runs on."""
    versions = {
        "Python": platform.python_version(),
        "NumPy": version("numpy"),
        "OpenCV": cv2.__version__,
        "numba": version("numba"),
        "scikit-learn": version("scikit-learn"),
    }
    if ffmpeg := _ffmpeg_version():
        versions["ffmpeg"] = ffmpeg
    return Machine(_cpu_name(), _cores(), threads(), versions)


def threads() -> int:
    """How many threads the kernels run in."""
    count: int = numba.get_num_threads()
    return count


def _busy_and_all() -> tuple[float, float] | None:
    """Seconds since the start that others have used the processor's cores for, and all seconds of these."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    except OSError:
        return None
    # idle and waiting for a disk are the fourth and fifth; what follows the eighth is counted in the first
    ticks = [int(field) for field in fields[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    ours = sum(os.times()[:4])  # with the children that have ended
    return (sum(ticks) - ticks[3] - ticks[4]) / second - ours, sum(ticks) / second


class OtherPrograms:
    """Sees how busy others keep the processor from here on: then no figure is right.

    Args:
        read: seconds that others have used the cores for, and all seconds of these; None where that is not known.
    """

    def __init__(self, read: Callable[[], tuple[float, float] | None] = _busy_and_all) -> None:
        self._read = read
        self._before = read()

    def share(self) -> float | None:
        """Their part of the processor's time since, 0 to 1; None where the system does not say."""
        now = self._read()
        if self._before is None or now is None or now[1] <= self._before[1]:
            return None
        # the clock of processes is finer than that of the processor, so that a short time may come out below or above
        return min(1.0, max(0.0, (now[0] - self._before[0]) / (now[1] - self._before[1])))


def busy_remarks(share: float | None) -> tuple[str, ...]:
    """What to tell the user of other programs' share, if anything."""
    if share is None or share < BUSY:
        return ()
    return (f"other programs took {share:.0%} of the processor meanwhile; the figures are right on an idle machine",)


def _cpu_name() -> str:
    if platform.system() == "Darwin":
        return _said("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()
    with suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        if found:
            return " ".join(found[1].split())
    return platform.processor() or platform.machine()


def _cores() -> int:
    # those that this process may use: in a container, they are not all that there are
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ffmpeg_version() -> str | None:
    found = re.match(r"ffmpeg version ([^\s-]+)", _said("ffmpeg", "-version"))
    return found[1] if found else None


def _said(program: str, *arguments: str) -> str:
    """What a program prints; nothing where there is none."""
    path = shutil.which(program)
    if path is None:
        return ""
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False).stdout.strip()
