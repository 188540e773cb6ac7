"""The virtual camera: a real `pyvirtualcam.Camera` whose device is a list in memory."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import pyvirtualcam.camera

from live_seg.errors import SinkError
from live_seg.installation import install_command
from live_seg.sink.virtual_camera import VirtualCamera
from tests import oracle
from tests.results import as_camera, result_of

RATE = Fraction(30000, 1001)


class Memory:
    """A device that keeps what it is sent."""

    opened: list[Memory]

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None) -> None:
        self.width, self.height, self.fps = width, height, fps
        self.sent: list[np.ndarray] = []
        self.closed = 0
        self.opened.append(self)

    def send(self, frame: np.ndarray) -> None:
        self.sent.append(frame.copy().reshape(self.height, self.width, 3))

    def close(self) -> None:
        self.closed += 1

    def device(self) -> str:
        return "memory"

    def native_fourcc(self) -> None:
        return


class Busy(Memory):
    def __init__(self, **_: object) -> None:
        raise RuntimeError("The device is busy. Did you ask it?")


class Unplugged(Memory):
    def send(self, frame: np.ndarray) -> None:
        raise RuntimeError("error writing frame")


@pytest.fixture
def backends(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Instead of those of this machine."""
    backends: dict[str, Any] = {}
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", backends)
    return backends


@pytest.fixture
def opened(backends: dict[str, Any]) -> list[Memory]:
    Memory.opened = []
    pyvirtualcam.register_backend("memory", Memory)
    return Memory.opened


def test_pictures_arrive_as_they_are(opened: list[Memory]) -> None:
    shown = [oracle.noise(48, 64, seed) for seed in range(3)]
    with VirtualCamera((64, 48), RATE, as_camera) as camera:
        for picture in shown:
            camera.write(result_of(picture))
        assert camera.device == "memory"
    np.testing.assert_array_equal(opened[0].sent, shown)
    assert opened[0].fps == float(RATE)


def test_a_read_only_picture_and_a_part_of_one_arrive(opened: list[Memory]) -> None:
    picture = oracle.noise(48, 128)
    picture.flags.writeable = False
    with VirtualCamera((64, 48), RATE, as_camera) as camera:
        camera.write(result_of(picture[:, ::2]))
    np.testing.assert_array_equal(opened[0].sent[0], picture[:, ::2])


def test_an_odd_size_grows_by_a_black_row_and_column(opened: list[Memory]) -> None:
    picture = oracle.noise(47, 63)
    with VirtualCamera((63, 47), RATE, as_camera) as camera:
        camera.write(result_of(picture))
    sent = opened[0].sent[0]
    assert sent.shape == (48, 64, 3)
    np.testing.assert_array_equal(sent[:47, :63], picture)
    assert not sent[47:].any()
    assert not sent[:, 63:].any()


@pytest.mark.parametrize("size", [(24, 64), (96, 256), (1, 2), (3, 8)])
def test_a_wide_picture_has_black_bars_above_and_below(size: tuple[int, int], opened: list[Memory]) -> None:
    with VirtualCamera((64, 48), RATE, as_camera) as camera:
        camera.write(result_of(oracle.noise(48, 64)))
        camera.write(result_of(np.full((*size, 3), 200, np.uint8)))
    rows = np.flatnonzero(opened[0].sent[1].all(axis=(1, 2)))
    assert 48 - len(rows) - rows[0] == rows[0]
    assert abs(len(rows) - 64 * size[0] / size[1]) < 1
    assert (opened[0].sent[1][rows] == 200).all()
    assert not np.delete(opened[0].sent[1], rows, axis=0).any()


def test_a_tall_picture_has_black_bars_on_both_sides(opened: list[Memory]) -> None:
    with VirtualCamera((64, 48), RATE, as_camera) as camera:
        camera.write(result_of(np.full((96, 64, 3), 200, np.uint8)))
    np.testing.assert_array_equal(np.flatnonzero(opened[0].sent[0].all(axis=(0, 2))), range(16, 48))


def test_closing_twice_gives_the_device_back_once(opened: list[Memory]) -> None:
    camera = VirtualCamera((64, 48), RATE, as_camera)
    camera.close()
    camera.close()
    assert opened[0].closed == 1
    with pytest.raises(SinkError, match="memory is closed"):
        camera.write(result_of(oracle.noise(48, 64)))


def refusal(capfd: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SinkError) as caught:
        VirtualCamera((64, 48), RATE, as_camera)
    assert capfd.readouterr() == ("", "")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("platform", "install"), [("linux", "sudo modprobe v4l2loopback devices=1"), ("win32", "OBS"), ("darwin", "OBS")]
)
def test_without_a_device_it_is_said_what_to_install(
    platform: str,
    install: str,
    backends: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    backends |= {"first": Busy, "second": Busy}
    monkeypatch.setattr(sys, "platform", platform)
    message = refusal(capfd)
    assert "(The device is busy; The device is busy)" in message
    assert install in message


def test_without_pyvirtualcam_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    assert install_command("virtual-camera") in refusal(capfd)


def test_a_device_that_goes_away_is_an_error(backends: dict[str, Any]) -> None:
    Memory.opened = []
    backends["unplugged"] = Unplugged
    with (
        VirtualCamera((64, 48), RATE, as_camera) as camera,
        pytest.raises(SinkError, match="did not accept a picture: error writing"),
    ):
        camera.write(result_of(oracle.noise(48, 64)))
