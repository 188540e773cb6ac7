"""Cameras, as far as they can be tested without one: those that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from live_seg.errors import SourceError
from live_seg.source.camera.camera_source import CameraSource
from tests.platforms import linux_only

OPEN_FILES = Path("/proc/self/fd")
MISSING = [99, "/dev/video99", "/dev/null"]


@pytest.mark.parametrize("camera", MISSING)
def test_a_camera_that_is_not_there_is_one_clear_line(camera: int | str) -> None:
    with pytest.raises(SourceError, match=f"camera {camera} cannot be opened") as caught:
        CameraSource(camera)
    assert "\n" not in str(caught.value)


@linux_only
@pytest.mark.parametrize("camera", MISSING)
def test_a_failed_opening_leaves_nothing_open(camera: int | str) -> None:
    def fail() -> None:
        with pytest.raises(SourceError):
            CameraSource(camera)

    fail()  # whatever the library opens once, for good
    before = len(list(OPEN_FILES.iterdir()))
    for _ in range(5):
        fail()
    assert len(list(OPEN_FILES.iterdir())) == before
