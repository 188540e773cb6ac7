"""A source at another size."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import ConfigError
from live_seg.frame import is_same_memory
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.open import open_source
from live_seg.source.part import Part
from live_seg.source.resampled import Resampled
from live_seg.source.scaled import Scaled
from live_seg.source.scaling import Scaling, resized
from tests.media import Film, moving_square, write_video
from tests.pictures import write

if TYPE_CHECKING:
    from pathlib import Path


def demo() -> DemoScene:
    return DemoScene(64, 48, Fraction(25), frame_count=25)


def test_a_size_is_exact_or_follows_from_one_side() -> None:
    sizes = {(32, 24): (32, 24), (100, -1): (100, 75), (-1, 47): (63, 47), (-2, 47): (62, 47), (1, -2): (1, 2)}
    assert {given: Scaling(*given).size_of(64, 48) for given in sizes} == sizes


def test_a_factor_is_rounded_to_pixels_and_leaves_one() -> None:
    sizes = {Fraction(1, 2): (32, 24), Fraction(1, 3): (21, 16), Fraction(1, 1000): (1, 1), Fraction(3): (192, 144)}
    assert {factor: Scaling(factor=factor).size_of(64, 48) for factor in sizes} == sizes


def test_frames_and_info_have_the_new_size() -> None:
    source = Scaled(demo(), Scaling(32, -1))
    assert {frame.bgr.shape for frame in source} == {(24, 32, 3)}
    assert (source.info.width, source.info.height) == (32, 24)
    assert source.info.pixel_aspect == 1
    assert source.remarks == ()


def test_a_smaller_picture_has_the_means_of_its_pixels() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    means = picture.reshape(24, 2, 32, 2, 3).mean(axis=(1, 3))
    assert np.abs(resized(picture, (32, 24)) - means).max() <= 0.5


def test_a_larger_picture_averaged_down_again_is_nearly_the_same() -> None:
    picture = moving_square(1)[0]
    assert np.median(np.abs(resized(resized(picture, (128, 24)), (64, 48)).astype(int) - picture)) == 0


@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(16, 15)])
def test_other_proportions_keep_the_shape_of_what_is_shown_and_are_said(aspect: Fraction, tmp_path: Path) -> None:
    film = Film(pixel_aspect=aspect)
    with Scaled(FileSource(write_video(tmp_path / "in.mp4", moving_square(2), film)), Scaling(48, 48)) as source:
        assert source.info.pixel_aspect * 48 / 48 == aspect * 64 / 48
        (remark,) = source.remarks
    assert remark.startswith("64x48 was scaled to 48x48, which has other proportions; a pixel aspect of ")


def test_a_frame_of_another_size_is_fitted_in_its_own_proportions(tmp_path: Path) -> None:
    write(tmp_path / "a.png", moving_square(1)[0])
    write(tmp_path / "b.png", moving_square(1, 48, 96)[0])
    with Scaled(open_source(tmp_path), Scaling(factor=Fraction(1, 2))) as source:
        assert [frame.bgr.shape for frame in source] == [(24, 32, 3), (24, 12, 3)]


def test_a_repeated_frame_is_scaled_once() -> None:
    first, second, third, *_ = Scaled(Resampled(demo(), Fraction(50)), Scaling(32, 24))
    assert is_same_memory(first.bgr, second.bgr)
    assert not is_same_memory(second.bgr, third.bgr)


def test_a_size_that_is_too_large_is_refused() -> None:
    with pytest.raises(ConfigError, match="frames of 64x48 would become 16640x12480; a side has at most 16384 pixels"):
        Scaled(demo(), Scaling(factor=Fraction(260)))


def test_a_part_at_another_rate_and_size(clip: Path) -> None:
    with Scaled(Resampled(Part(FileSource(clip), Fraction("0.2")), Fraction(10)), Scaling(32, 24)) as source:
        frames = list(source)
        assert [frame.time for frame in frames] == [Fraction(n, 10) for n in range(8)]
        assert source.end == Fraction(4, 5)
        assert source.info.frame_count == 8
    with FileSource(clip) as whole:
        pictures = [resized(frame.bgr, (32, 24)) for frame in whole]
    shown = [int((Fraction("0.2") + frame.time) * 25) for frame in frames]
    assert all(np.array_equal(frame.bgr, pictures[index]) for frame, index in zip(frames, shown, strict=True))
