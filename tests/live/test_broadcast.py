"""The picture for other programs: from a thread of its own, and a failure does not end the session."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import pyvirtualcam

from live_seg.errors import SinkError
from live_seg.live.broadcast import Broadcast
from tests import oracle
from tests.sink.test_virtual_camera import Memory, Unplugged

RATE = Fraction(30)


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> list[Memory]:
    """Devices that were opened: they keep what they are sent."""
    return plug_in(monkeypatch, Memory)


def plug_in(monkeypatch: pytest.MonkeyPatch, kind: type[Memory]) -> list[Memory]:
    backends: dict[str, Any] = {}
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", backends)
    Memory.opened = []
    pyvirtualcam.register_backend("memory", kind)
    return Memory.opened


def test_what_is_given_is_sent(device: list[Memory]) -> None:
    picture = oracle.noise(48, 64)
    with Broadcast(64, 48, RATE) as broadcast:
        assert broadcast.device == "memory"
        broadcast.take(Fraction(0), picture)
    assert (device[0].sent[0] == picture).all()
    assert device[0].closed == 1


def test_the_picture_never_waits_for_other_programs(device: list[Memory]) -> None:
    with Broadcast(64, 48, RATE) as broadcast:
        for index in range(500):
            broadcast.take(Fraction(index, 30), oracle.noise(48, 64))
    assert 0 < len(device[0].sent) <= 500
    assert broadcast.failure is None


def test_a_device_that_goes_away_is_told_and_does_not_end_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, Unplugged)
    with Broadcast(64, 48, RATE) as broadcast:
        broadcast.take(Fraction(0), oracle.noise(48, 64))
    assert isinstance(broadcast.failure, SinkError)
    assert "did not take a picture" in str(broadcast.failure)
