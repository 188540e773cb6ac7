"""The choice of a source by its address."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from live_seg.errors import ConfigError, SourceError
from live_seg.source.camera.camera_format import CameraFormat
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.open import kind_of, open_source


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0", "camera"),
        ("12", "camera"),
        ("/dev/video7", "camera"),
        ("demo", "demo"),
        ("rtsp://10.0.0.1/stream", "network"),
        ("http://host/clip.mp4", "network"),
        ("clip.mp4", "file"),
        ("demo.mp4", "file"),
        ("./demo", "file"),
        ("./0", "file"),
        ("0.mp4", "file"),
        ("12:30.mp4", "file"),
        ("photo.jpg", "pictures"),
        ("shots/*.jpg", "pictures"),
        ("f_%04d.png", "pictures"),
        ("n" * 300 + ".mp4", "file"),
    ],
)
def test_an_address_names_its_kind_by_its_form(address: str, kind: str) -> None:
    assert kind_of(address) == kind


@pytest.mark.parametrize("address", [99, "99", np.int64(99)])
def test_a_number_opens_a_camera(address: int | str) -> None:
    with pytest.raises(SourceError, match="camera 99 cannot be opened"):
        open_source(address)


def test_a_device_path_opens_a_camera() -> None:
    with pytest.raises(SourceError, match="camera /dev/video99 cannot be opened"):
        open_source("/dev/video99")


def test_demo_opens_the_built_in_scene() -> None:
    with open_source("demo") as source:
        assert isinstance(source, DemoScene)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_opens_a_file(clip: Path, kind: type) -> None:
    with open_source(kind(clip)) as source:
        assert isinstance(source, FileSource)
        assert len(list(source)) == 25


@pytest.mark.parametrize("address", [-1, "-1", "-20"])
def test_a_negative_camera_index_is_refused(address: int | str) -> None:
    with pytest.raises(ConfigError, match=f"camera index is {address}; it must be a whole number from 0 to 999"):
        open_source(address)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("demo", "the built-in scene"),
        ("clip.mp4", "a file"),
        ("shots/*.png", "images"),
        ("rtsp://me:secret@host/", r"rtsp://me:\*\*\*@host/ is a network stream"),
    ],
)
def test_a_format_is_for_cameras_only(address: str, kind: str) -> None:
    with pytest.raises(ConfigError, match=f"camera_format is for cameras, and .*{kind}"):
        open_source(address, CameraFormat((640, 480)))


def test_an_address_without_its_beginning_is_told_apart_from_a_file() -> None:
    with pytest.raises(SourceError, match="does not exist; network addresses begin with http:// or rtsp://"):
        open_source("192.168.0.21:8080/video")


def test_an_empty_source_is_refused() -> None:
    with pytest.raises(ConfigError, match="source is empty"):
        open_source("")


def test_what_is_not_an_address_is_refused() -> None:
    for wrong in (None, 3.5, b"clip.mp4", True, ["clip.mp4"], np.zeros(3)):
        with pytest.raises(ConfigError, match="it must be a camera index, an address, a path or 'demo'"):
            open_source(wrong)  # type: ignore[arg-type]
