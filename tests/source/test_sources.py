"""Sources: one contract for all of them, the choice by address, and a limit in seconds."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import ConfigError, SourceError
from live_seg.source.camera.camera_format import CameraFormat
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.limit import Limited
from live_seg.source.open import Source, kind_of, open_source
from tests.media import Film, moving_square, write_video
from tests.pictures import write

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ["file", "demo", "pictures", "limited file", "limited demo", "limited pictures"]


def demo(frames: int | None = 25) -> DemoScene:
    return DemoScene(64, 48, Fraction(25), frame_count=frames)


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 25 images of 64x48."""
    folder = tmp_path_factory.mktemp("shots")
    for index, picture in enumerate(moving_square(25)):
        write(folder / f"f{index}.png", picture)
    return folder


@pytest.fixture(params=KINDS)
def source(request: pytest.FixtureRequest, clip: Path, shots: Path) -> Iterator[Source]:
    """Each kind of source, with frames of 64x48 for a second at most."""
    kind = request.param.split()[-1]
    whole: Source = FileSource(clip) if kind == "file" else demo() if kind == "demo" else open_source(shots)
    with Limited(whole, 0.5) if "limited" in request.param else whole as opened:
        yield opened


def test_info_has_the_size_of_the_frames(source: Source) -> None:
    assert {frame.bgr.shape for frame in source} == {(source.info.height, source.info.width, 3)}


def test_info_has_the_exact_frame_rate(source: Source) -> None:
    assert source.info.frame_rate == Fraction(25)


def test_recorded_frames_are_not_live(source: Source) -> None:
    assert not source.info.is_live


def test_indexes_count_from_zero(source: Source) -> None:
    indexes = [frame.index for frame in source]
    assert indexes == list(range(len(indexes)))
    assert len(indexes) > 10


def test_first_frame_is_at_time_zero(source: Source) -> None:
    assert next(iter(source)).time == 0


def test_times_strictly_increase(source: Source) -> None:
    times = [frame.time for frame in source]
    assert all(later > earlier for earlier, later in pairwise(times))


def test_times_are_exact_multiples_of_the_time_base(source: Source) -> None:
    for frame in source:
        assert isinstance(frame.time, Fraction)
        assert frame.time % source.info.time_base == 0


def test_pixels_are_read_only_bytes_in_three_channels(source: Source) -> None:
    for frame in source:
        assert frame.bgr.dtype == np.uint8
        assert frame.bgr.ndim == 3
        assert not frame.bgr.flags.writeable
        assert frame.bgr.flags.c_contiguous


def test_a_frame_keeps_its_pixels_while_later_ones_are_read(source: Source) -> None:
    frames = iter(source)
    first = next(frames)
    before = first.bgr.copy()
    for _ in range(5):
        next(frames)
    assert np.array_equal(first.bgr, before)


def test_iteration_ends_by_ending(source: Source) -> None:
    frames = iter(source)
    for _ in frames:
        pass
    assert next(frames, None) is None


def test_iterating_again_after_the_end_is_no_error(source: Source) -> None:
    list(source)
    list(source)
    assert source.damage is None


def test_closing_twice_is_fine(source: Source) -> None:
    source.close()
    source.close()


def test_after_close_there_are_no_frames(source: Source) -> None:
    source.close()
    assert list(source) == []


def test_close_ends_an_iteration_that_has_begun(source: Source) -> None:
    frames = iter(source)
    next(frames)
    source.close()
    assert next(frames, None) is None


def test_leaving_the_context_closes(source: Source) -> None:
    with source as entered:
        assert entered is source
    assert list(source) == []


def test_a_source_that_was_read_whole_has_no_damage(source: Source) -> None:
    assert source.damage is None
    list(source)
    assert source.damage is None


def test_a_source_that_was_left_early_has_no_damage(source: Source) -> None:
    next(iter(source))
    source.close()
    assert source.damage is None


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0.04, 1), (0.1, 3), (0.2, 5), (0.3, 8), (0.4, 10), (0.7, 18), (0.8, 20), (1.0, 25)]
)
def test_limited_gives_the_frames_before_its_duration(seconds: float, frames: int) -> None:
    assert len(list(Limited(demo(), seconds))) == frames


def test_limited_gives_all_of_a_shorter_source() -> None:
    assert len(list(Limited(demo(7), 60))) == 7


def test_limited_ends_an_endless_source() -> None:
    assert len(list(Limited(demo(None), 0.12))) == 3


def test_limited_counts_from_the_first_frame(tmp_path: Path) -> None:
    late = Film(sound="aac", times=tuple(2 + Fraction(index, 25) for index in range(10)))
    with Limited(FileSource(write_video(tmp_path / "late.mp4", moving_square(10), late)), 0.12) as limited:
        assert [frame.time for frame in limited] == [2, Fraction(51, 25), Fraction(52, 25)]


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


@pytest.mark.parametrize("address", [99, "99"])
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
def test_a_size_or_rate_is_a_wish_to_a_camera_alone(address: str, kind: str) -> None:
    with pytest.raises(ConfigError, match=f"--size and --fps are wishes to a camera, and .*{kind}"):
        open_source(address, CameraFormat((640, 480)))


def test_an_address_without_its_beginning_is_told_apart_from_a_file() -> None:
    with pytest.raises(SourceError, match="does not exist; addresses on the network begin with http:// or rtsp://"):
        open_source("192.168.0.21:8080/video")


def test_an_empty_source_is_refused() -> None:
    with pytest.raises(ConfigError, match="source is empty"):
        open_source("")
