"""Fixtures for all tests: loaded kernels, a check for leaked threads and logged errors, short clips, a small disk."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest
from threadpoolctl import threadpool_limits

from live_seg import warm_up
from live_seg.config import Config
from tests.compiling import compile_kernels
from tests.media import Film, moving_square, write_video
from tests.processes import NOT_MEASURED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the kernels once, before the workers of a parallel run start: each would compile the same ones."""
    if not hasattr(session.config, "workerinput"):
        compile_kernels()


@pytest.fixture(scope="session", autouse=True)
def _children_are_not_measured() -> None:
    """Most lines that they run are run by other tests in this process too; `MEASURED` is for the rest."""
    os.environ.update(NOT_MEASURED)


@pytest.fixture(scope="session", autouse=True)
def _warm_kernels() -> None:
    warm_up(Config(colour_space="lab"))
    warm_up(Config(colour_space="bgr"))


@pytest.fixture(scope="session", autouse=True)
def _one_core_for_matrices(_warm_kernels: None) -> Iterator[None]:
    """In a parallel run, the threads of BLAS would spin while they wait for a core that another worker has."""
    with threadpool_limits(1 if "PYTEST_XDIST_WORKER" in os.environ else None, user_api="blas"):
        yield


KEPT = ("zarr_io", "asyncio_")
"""Names of the threads that zarr starts when it is first used, and keeps until the process ends."""


@pytest.fixture(autouse=True)
def _nothing_left_behind(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    started = [thread.name for thread in threading.enumerate() if thread not in before]
    leaked = [name for name in started if not name.startswith(KEPT)]
    assert not leaked, f"threads still running: {leaked}"
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, f"errors logged: {errors}"


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of video with sound: 25 frames of 64x48."""
    return write_video(tmp_path_factory.mktemp("clips") / "clip.mp4", moving_square(25), Film(sound="aac"))


@pytest.fixture(scope="session")
def silent_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of video without sound: 25 frames of 64x48."""
    return write_video(tmp_path_factory.mktemp("clips") / "silent.mp4", moving_square(25))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["-t", "tmpfs", "-o", "size=2m", "none", str(disk)]
    if not mount or not umount or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (it takes root on Linux)")
    yield disk
    subprocess.run([umount, "-l", str(disk)], check=True)
