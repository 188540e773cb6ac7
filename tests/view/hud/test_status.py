"""How a session is doing, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from live_seg.view.hud.status import OnRecord, Status, duration, figures_of, file_size, in_a_line
from live_seg.view.hud.text import AMBER, RED

STATUS = Status(k=8, shown_rate=29.94, source_rate=30, latency=0.0126, dropped=0)


def words(status: Status) -> list[str]:
    return [part.text for part in figures_of(status)]


def test_k_rates_latency_and_dropped_frames_are_always_said() -> None:
    assert words(STATUS) == ["K 8", "29.9 of 30.0 fps", "13 ms", "0 dropped"]


def test_where_frames_wait_for_each_other_there_is_no_latency() -> None:
    assert words(replace(STATUS, latency=None)) == ["K 8", "29.9 of 30.0 fps", "0 dropped"]


def test_a_still_image_has_neither_rate_nor_pause() -> None:
    assert words(replace(STATUS, is_still=True, is_paused=True)) == ["K 8"]


def test_the_number_of_regions_is_said_where_there_are_regions() -> None:
    assert words(replace(STATUS, regions=23))[:2] == ["K 8", "23 regions, detail 0.5"]
    assert words(replace(STATUS, regions=1))[1] == "1 region, detail 0.5"


def test_dropped_frames_stand_out() -> None:
    assert figures_of(replace(STATUS, dropped=2))[-1] == ("2 dropped", AMBER)


def test_a_recording_has_its_time_and_its_size_in_red() -> None:
    parts = figures_of(replace(STATUS, recording=OnRecord(72.9, 3_440_000)))
    assert [part.text for part in parts[-2:]] == ["● 1:12", "3.4 MB"]
    assert parts[-2].colour == RED


def test_pictures_that_a_recording_lacks_are_said() -> None:
    assert words(replace(STATUS, recording=OnRecord(1, 1, missed=3)))[-1] == "3 not recorded"


def test_a_recording_that_failed_is_said_in_red() -> None:
    assert figures_of(replace(STATUS, recording=OnRecord(1, 1, has_failed=True)))[-1] == ("recording failed", RED)


def test_a_stream_that_is_silent_is_said_after_a_while() -> None:
    assert words(replace(STATUS, silence=1.2)) == words(STATUS)
    assert words(replace(STATUS, silence=4.2))[-1] == "no frames for 4 s"
    assert words(replace(STATUS, silence=4.2, is_away=True))[-1] == "no frames for 4 s, trying again"


def test_a_pause_is_no_silence() -> None:
    assert words(replace(STATUS, silence=60, is_paused=True))[-1] == "paused"


def test_a_locked_palette_and_a_pause_are_said() -> None:
    assert words(replace(STATUS, is_locked=True, is_paused=True))[-2:] == ["palette locked", "paused"]


def test_a_terminal_gets_it_in_a_line() -> None:
    assert in_a_line(STATUS) == "K 8   29.9 of 30.0 fps   13 ms   0 dropped"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (7.9, "0:07"), (754, "12:34"), (3600, "1:00:00"), (3723, "1:02:03")]
)
def test_a_duration_is_said_as_on_a_clock(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 kB"), (340_400, "340 kB"), (3_400_000, "3.4 MB"), (1_240_000_000, "1.2 GB")]
)
def test_a_size_is_said_as_a_file_manager_does(size: int, said: str) -> None:
    assert file_size(size) == said
