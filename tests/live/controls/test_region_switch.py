"""Regions on and off while their code is still being compiled."""

from __future__ import annotations

import pytest

from live_seg import Segmenter
from live_seg.live.controls import region_switch
from live_seg.live.controls.region_switch import COMPILING, RegionSwitch


class SlowCompiler:
    """A compiler that is done when the test says so."""

    done = False

    def is_done(self) -> bool:
        return self.done

    def close(self) -> None:
        return


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> SlowCompiler:
    slow = SlowCompiler()
    monkeypatch.setattr(region_switch, "RegionCompiler", lambda: slow)
    return slow


def test_regions_come_on_when_everything_is_compiled(compiler: SlowCompiler) -> None:
    segmenter = Segmenter()
    switch = RegionSwitch(segmenter)
    assert switch.toggle() == switch.news() == COMPILING
    assert segmenter.config.regions is False
    compiler.done = True
    assert (switch.news(), segmenter.config.regions) == ("regions on", True)
    assert switch.news() is None


def test_regions_stay_off_if_the_key_is_pressed_again_meanwhile(compiler: SlowCompiler) -> None:
    segmenter = Segmenter()
    switch = RegionSwitch(segmenter)
    switch.toggle()
    assert switch.toggle() == "regions stay off"
    compiler.done = True
    assert switch.news() is None
    assert not segmenter.config.regions
