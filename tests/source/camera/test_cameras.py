"""Which cameras are there, by a made-up list of the kernel's; how they are asked for a format, by a made-up driver."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from live_seg.cli import main
from live_seg.cli.cameras import Cameras
from live_seg.errors import ConfigError
from live_seg.source.camera.camera_format import CameraFormat, GrantedFormat, ask
from live_seg.source.camera.discovery import Camera, find_cameras
from tests.platforms import linux_only, not_root

HD = (1280, 720)
VGA = (640, 480)


def node(folder: Path, number: int, name: str, place: int = 0) -> None:
    """A device in the kernel's list; `place` counts the nodes of one device."""
    (folder / f"video{number}").mkdir(parents=True)
    (folder / f"video{number}" / "name").write_text(f"{name}\n")
    (folder / f"video{number}" / "index").write_text(f"{place}\n")


@linux_only
def test_cameras_are_found_by_index_without_the_nodes_of_their_metadata(tmp_path: Path) -> None:
    node(tmp_path, 10, "HDMI to USB")
    node(tmp_path, 0, "Integrated Camera")
    node(tmp_path, 1, "Integrated Camera", place=1)
    node(tmp_path, 11, "HDMI to USB", place=1)
    assert find_cameras(tmp_path, tmp_path / "dev") == (
        Camera(0, "Integrated Camera", str(tmp_path / "dev/video0")),
        Camera(10, "HDMI to USB", str(tmp_path / "dev/video10")),
    )


@linux_only
def test_a_node_that_says_nothing_of_itself_is_listed(tmp_path: Path) -> None:
    (tmp_path / "video3").mkdir()
    assert [camera.name for camera in find_cameras(tmp_path, tmp_path)] == ["video3"]


@linux_only
def test_no_list_is_no_camera(tmp_path: Path) -> None:
    assert find_cameras(tmp_path / "gone", tmp_path) == ()


@linux_only
@not_root
def test_a_device_that_this_user_may_not_open_is_said(tmp_path: Path) -> None:
    node(tmp_path, 0, "Integrated Camera")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/video0").touch(mode=0o000)
    (camera,) = find_cameras(tmp_path, tmp_path / "dev")
    assert camera.denied


def test_a_denied_camera_is_listed_with_what_to_do() -> None:
    found = Cameras((Camera(0, "Integrated Camera", "/dev/video0", denied=True), Camera(2, "Other", "/dev/video2")))
    assert found.describe() == "0  Integrated Camera  (/dev/video0)\n2  Other  (/dev/video2)"
    (remark,) = found.remarks
    assert "access to /dev/video0 is denied" in remark
    assert "group video" in remark


@pytest.mark.skipif(Path("/dev/video0").exists(), reason="there is a camera")
@linux_only
def test_without_a_camera_the_command_says_what_needs_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cameras"]) == 0
    assert capsys.readouterr() == ("no camera found; 'live-seg demo' needs none\n", "")
    assert main(["cameras", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"cameras": []}


@dataclass
class Driver:
    """A webcam as drivers have them: raw pixels are slow where they are large, and it takes the nearest that it has."""

    fastest: dict[str, dict[tuple[int, int], int]] = field(
        default_factory=lambda: {"YUYV": {VGA: 30, HD: 10}, "MJPG": {VGA: 60, HD: 30}}
    )
    code: str = "YUYV"
    size: tuple[int, int] = VGA
    rate: float = 30
    asked: list[int] = field(default_factory=list)

    def get(self, propId: int, /) -> float:  # noqa: N803  # OpenCV's name
        return {
            cv2.CAP_PROP_FOURCC: float(int.from_bytes(self.code.encode(), "little")),
            cv2.CAP_PROP_FRAME_WIDTH: self.size[0],
            cv2.CAP_PROP_FRAME_HEIGHT: self.size[1],
            cv2.CAP_PROP_FPS: self.rate,
        }[propId]

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803
        self.asked.append(propId)
        if propId == cv2.CAP_PROP_FOURCC:
            code = int(value).to_bytes(4, "little").decode()
            self.code = code if code in self.fastest else self.code
        elif propId == cv2.CAP_PROP_FRAME_HEIGHT:
            self.size = min(self.fastest[self.code], key=lambda size: abs(size[1] - value))
        wish = value if propId == cv2.CAP_PROP_FPS else self.rate
        self.rate = min(wish, self.fastest[self.code][self.size])
        return True


def test_without_a_wish_a_camera_is_left_as_it_is() -> None:
    driver = Driver()
    assert ask(driver, CameraFormat()) == GrantedFormat(VGA, Fraction(30), "YUYV")
    assert driver.asked == []


def test_a_wish_that_raw_pixels_meet_keeps_them() -> None:
    driver = Driver(size=HD, rate=10)
    assert ask(driver, CameraFormat(VGA)).size == VGA
    assert ask(Driver(), CameraFormat(VGA, Fraction(15))) == GrantedFormat(VGA, Fraction(15), "YUYV")


def test_a_size_or_rate_that_raw_pixels_are_too_slow_for_comes_compressed() -> None:
    assert ask(Driver(), CameraFormat(HD, Fraction(30))) == GrantedFormat(HD, Fraction(30), "MJPG")
    assert ask(Driver(), CameraFormat(rate=Fraction(60))) == GrantedFormat(VGA, Fraction(60), "MJPG")
    assert ask(Driver(), CameraFormat(HD)).code == "MJPG"


def test_the_format_is_asked_for_before_size_and_rate() -> None:
    driver = Driver()
    ask(driver, CameraFormat(HD, Fraction(30)))
    last_round = driver.asked[driver.asked.index(cv2.CAP_PROP_FOURCC) :]
    size = [cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT]
    assert last_round == [cv2.CAP_PROP_FOURCC, *size, cv2.CAP_PROP_FPS]


def test_what_is_granted_is_compared_with_what_was_wished() -> None:
    granted = GrantedFormat(HD, Fraction(30000, 1001), "MJPG")
    assert granted.describe() == "1280x720, 30 frames/s, MJPG"
    assert granted.meets(CameraFormat(HD, Fraction(30)))
    assert granted.meets(CameraFormat(HD, Fraction(15)))
    assert not granted.meets(CameraFormat(HD, Fraction(60)))
    assert not granted.meets(CameraFormat((1920, 1080)))


def test_a_camera_without_compression_gives_what_it_has() -> None:
    driver = Driver({"YUYV": {VGA: 30}})
    assert ask(driver, CameraFormat((1920, 1080), Fraction(60))) == GrantedFormat(VGA, Fraction(30), "YUYV")
    assert CameraFormat((1920, 1080), Fraction(60)).describe() == "1920x1080, 60 frames/s"


def test_a_driver_that_says_neither_rate_nor_format_is_taken_for_usual() -> None:
    assert ask(Driver({"\0\0\0\0": {VGA: 0}}, code="\0\0\0\0", rate=0), CameraFormat()).describe() == (
        "640x480, 30 frames/s"
    )


def test_what_is_no_format_is_refused() -> None:
    sizes: list[dict[str, Any]] = [{"size": size} for size in ("1280x720", (0, 9), (1.5, 9), 5, (True, True), (9,))]
    for arguments in (*sizes, {"rate": "30"}, {"rate": 0}, {"rate": float("inf")}, {"rate": True}):
        with pytest.raises(ConfigError, match=r"^(size|rate) is .*; it must be "):
            CameraFormat(**arguments)


def test_a_size_may_be_any_whole_numbers() -> None:
    assert CameraFormat((np.int64(1280), np.int32(720))).size == (1280, 720)  # type: ignore[arg-type]
