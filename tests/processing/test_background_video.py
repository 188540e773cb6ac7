"""A video behind a cut-out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.processing.background_video import BackgroundVideo
from live_seg.source.file.file_source import FileSource
from tests.media import Film, moving_square, write_video

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TIMES = Fraction(0), Fraction(1, 10), Fraction(2, 10)
LENGTH = Fraction(1)
"""The last frame is shown for 0.8 s, much longer than the rate says."""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    options = Film(times=TIMES, time_base=Fraction(1, 90_000), hold=LENGTH - TIMES[-1], options=(("bf", "0"),))
    return write_video(tmp_path / "behind.mp4", moving_square(len(TIMES)), options)


@pytest.fixture
def video(film: Path) -> Iterator[BackgroundVideo]:
    opened = BackgroundVideo(str(film), 100)
    yield opened
    opened.close()


def shown(video: BackgroundVideo, film: Path, times: Sequence[Fraction | float]) -> list[int]:
    """The indexes of the frames that are behind at some times."""
    with FileSource(film) as source:
        frames = [frame.bgr for frame in source]
    found = []
    for time in times:
        kind = video.at(Fraction(time)).kind
        found += [index for index, bgr in enumerate(frames) if np.array_equal(bgr, kind)]
    return found


def test_it_begins_with_the_first_frame(video: BackgroundVideo, film: Path) -> None:
    assert shown(video, film, [0]) == [0]


def test_it_has_its_own_rate(video: BackgroundVideo, film: Path) -> None:
    assert shown(video, film, [Fraction(n, 20) for n in range(6)]) == [0, 0, 1, 1, 2, 2]


def test_it_begins_again_when_its_last_frame_is_over(video: BackgroundVideo, film: Path) -> None:
    assert shown(video, film, [0.95, 1, 1.1, 1.95, 2, 2.1]) == [2, 0, 1, 2, 0, 1]


def test_a_frame_that_is_shown_longer_is_the_same_background(video: BackgroundVideo) -> None:
    assert video.at(Fraction(0)) is video.at(Fraction(1, 20))
