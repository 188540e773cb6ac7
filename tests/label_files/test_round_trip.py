"""What is read from a label file is exactly what was written, in every format."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

import live_seg
from live_seg.config import K_MAX
from tests.labelled import NAMES, VARIABLE, labelled, written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from live_seg import Palette, Segmentation


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A label file of each kind, to be written."""
    return tmp_path / str(request.param)


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def same_palettes(one: Palette, other: Palette) -> bool:
    arrays = ("centroids", "colours", "shares")
    return all(same_bits(getattr(one, name), getattr(other, name)) for name in arrays) and (
        (one.inertia, one.fitted_on) == (other.inertia, other.fitted_on)
    )


def assert_read_back(path: Path, segmentations: Iterable[Segmentation]) -> None:
    for (time, labels, palette), expected in zip(live_seg.read_labels(path), segmentations, strict=True):
        assert type(time) is Fraction
        assert time == expected.frame.time
        assert same_bits(labels, expected.labels)
        assert same_palettes(palette, expected.palette)


def test_labels_times_and_palettes_are_exact(path: Path) -> None:
    frames = labelled(5)
    assert_read_back(written(path, frames), frames)


def test_regions_are_exact_beside_labels(path: Path) -> None:
    frames = labelled(4, regions=True)
    assert_read_back(written(path, frames), frames)
    for (time, ids), expected in zip(live_seg.read_regions(path), frames, strict=True):
        assert time == expected.frame.time
        assert expected.regions is not None
        assert same_bits(ids, expected.regions.ids)


def test_times_of_a_variable_rate_are_exact_also_where_they_are_closer_than_a_millisecond(path: Path) -> None:
    frames = labelled(len(VARIABLE), times=VARIABLE)
    assert_read_back(written(path, frames), frames)


def test_palettes_may_change_their_size(path: Path) -> None:
    frames = labelled(6, ks=(3, 8, 1))
    assert_read_back(written(path, frames), frames)


def test_a_palette_that_stays_the_same_is_read_for_each_frame(path: Path) -> None:
    first, *rest = labelled(4)
    frames = [first]
    for one in rest:
        frames.append(live_seg.Segmentation(one.frame, first.palette, one.labels))  # noqa: PERF401
    assert_read_back(written(path, frames), frames)


def test_one_and_the_largest_number_of_segments(tmp_path: Path) -> None:
    for k in (1, K_MAX):
        for name in NAMES:
            frames = labelled(2, ks=(k,))
            assert_read_back(written(tmp_path / f"{k}{name}", frames), frames)


def test_odd_and_tiny_sizes(tmp_path: Path) -> None:
    for height, width in ((1, 1), (1, 400), (400, 1), (2, 3), (17, 31), (480, 7)):
        for name in NAMES:
            for regions in (False, True):
                frames = labelled(2, (height, width), regions=regions)
                path = written(tmp_path / f"{height}x{width}{regions}{name}", frames)
                assert_read_back(path, frames)
                if regions:
                    (_, ids), *_ = live_seg.read_regions(path)
                    assert frames[0].regions is not None
                    assert same_bits(ids, frames[0].regions.ids)


def test_labels_that_are_a_view_of_another_array_are_written(path: Path) -> None:
    frames = [
        live_seg.Segmentation(live_seg.Frame(0, one.frame.time, one.frame.bgr[::2, ::2]), one.palette, labels)
        for one in labelled(1)
        for labels in [one.labels[::2, ::2]]
    ]
    assert_read_back(written(path, frames), frames)


def test_the_file_decides_and_not_its_name(tmp_path: Path) -> None:
    frames = labelled()
    for name in ("out.mkv", "out.npz"):
        assert_read_back(written(tmp_path / name, frames).rename(tmp_path / f"{name}.bin"), frames)


def test_in_a_folder_frames_may_differ_in_size(tmp_path: Path) -> None:
    frames = [*labelled(1, (3, 5)), *labelled(2, (8, 2))[1:]]
    assert_read_back(written(tmp_path / "out", frames), frames)


def test_frames_are_read_when_they_are_asked_for(path: Path) -> None:
    frames = labelled(3)
    given = live_seg.read_labels(written(path, frames))
    assert next(given).time == frames[0].frame.time
    assert next(given).time == frames[1].frame.time


def test_the_same_segmentations_give_the_same_bytes(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / "one").mkdir(exist_ok=True)
        (tmp_path / "two").mkdir(exist_ok=True)
        paths = [written(tmp_path / folder / name, labelled(regions=True)) for folder in ("one", "two")]
        one, two = (
            {
                file.relative_to(path): file.read_bytes()
                for file in ([path] if path.is_file() else path.rglob("*"))
                if file.is_file()
            }
            for path in paths
        )
        assert one == two, name
