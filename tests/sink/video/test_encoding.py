"""How pictures are encoded: the choice of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from live_seg.errors import ConfigError
from live_seg.sink.video.codecs import CODECS, LIVE
from live_seg.sink.video.encoding import Encoding


def test_a_live_recording_has_settings_of_its_own_where_there_are_some() -> None:
    assert Encoding(live=True).settings(Path("a.mp4")) == LIVE["h264"]
    assert Encoding("hevc", live=True).settings(Path("a.mp4")) == CODECS["hevc"]["normal"]


def test_a_live_recording_has_no_quality() -> None:
    with pytest.raises(ConfigError, match="quality is high, and a live recording has only one; leave quality out"):
        Encoding("h264", "high", live=True)
