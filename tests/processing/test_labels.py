"""Label files as an output of `process`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

import live_seg
from live_seg import Config, ConfigError, OutputExistsError, SinkError
from live_seg.cli import main
from tests.labelled import NAMES
from tests.media import Film, moving_square, write_video

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = Config(k=3)


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """A folder of three images of different sizes."""
    folder = tmp_path / "shots"
    folder.mkdir()
    for index, picture in enumerate(moving_square(3)):
        assert cv2.imwrite(str(folder / f"f{index}.png"), picture[: 48 - 8 * index])
    return folder


def test_every_kind_holds_what_a_segmenter_gives(clip: Path, tmp_path: Path) -> None:
    segmenter = live_seg.Segmenter(CONFIG)
    expected = [(frame.time, segmenter.segment(frame).labels) for frame in live_seg.open_source(clip)]
    for name in NAMES:
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, labels=tmp_path / name, overwrite=True)
        read = [(time, labels) for time, labels, _ in live_seg.read_labels(tmp_path / name)]
        assert [time for time, _ in read] == [time for time, _ in expected], name
        assert all(np.array_equal(one, other) for (_, one), (_, other) in zip(read, expected, strict=True)), name


def test_with_regions_their_ids_are_in_the_file(clip: Path, tmp_path: Path) -> None:
    config = Config(k=3, regions=True)
    segmenter = live_seg.Segmenter(config)
    expected = [segmenter.segment(frame).regions for frame in live_seg.open_source(clip)]
    live_seg.process(clip, tmp_path / "out.mp4", config, labels=tmp_path / "out.npz")
    for (_, ids), regions in zip(live_seg.read_regions(tmp_path / "out.npz"), expected, strict=True):
        assert regions is not None
        assert np.array_equal(ids, regions.ids)


def test_times_of_a_variable_rate_are_those_of_the_source(tmp_path: Path) -> None:
    times = tuple(Fraction(tick, 1000) for tick in (0, 40, 41, 300, 5000))
    film = write_video(tmp_path / "in.mkv", moving_square(5), Film(times=times, time_base=Fraction(1, 1000)))
    live_seg.process(film, tmp_path / "out.mp4", CONFIG, labels=tmp_path / "out.mkv")
    assert [time for time, _, _ in live_seg.read_labels(tmp_path / "out.mkv")] == list(times)


def test_separate_images_have_pictures_named_like_them_in_a_folder(shots: Path, tmp_path: Path) -> None:
    live_seg.process(shots, tmp_path / "out", CONFIG, labels=f"{tmp_path}/labels/")
    names = ["f0.png", "f1.png", "f2.png", "labels.json"]
    assert sorted(path.name for path in (tmp_path / "labels").iterdir()) == names
    assert [labels.shape for _, labels, _ in live_seg.read_labels(tmp_path / "labels")] == [
        (48, 64),
        (40, 64),
        (32, 64),
    ]


def test_a_file_for_the_frames_of_a_video_takes_no_separate_images(shots: Path, tmp_path: Path) -> None:
    for name in NAMES[:3]:
        with pytest.raises(ConfigError, match="and there are 3 separate images; name a folder"):
            live_seg.process(shots, tmp_path / "out", CONFIG, labels=tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["shots"]


def test_the_labels_of_one_image_go_into_any_kind(shots: Path, tmp_path: Path) -> None:
    for name in NAMES:
        live_seg.process(shots / "f0.png", tmp_path / "out.png", CONFIG, labels=tmp_path / name, overwrite=True)
        (frame,) = live_seg.read_labels(tmp_path / name)
        assert (float(frame.time), frame.labels.shape) == (0, (48, 64))


def test_labels_that_exist_are_refused_before_any_work(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "out.npz").write_text("mine")
    with pytest.raises(OutputExistsError, match=r"out\.npz exists"):
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, labels=tmp_path / "out.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["out.npz"]


def test_labels_never_replace_an_input(tmp_path: Path) -> None:
    film = write_video(tmp_path / "in.mkv", moving_square(3))
    before = film.read_bytes()
    with pytest.raises(ConfigError, match="is the input"):
        live_seg.process(film, tmp_path / "out.mp4", CONFIG, labels=film, overwrite=True)
    assert film.read_bytes() == before


def test_labels_do_not_go_into_the_folder_of_the_inputs_or_of_the_pictures(shots: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds the input"):
        live_seg.process(shots, tmp_path / "out", CONFIG, labels=f"{shots}/", overwrite=True)
    with pytest.raises(ConfigError, match="output and labels are both"):
        live_seg.process(shots, tmp_path / "out", CONFIG, labels=f"{tmp_path}/out/")


def test_two_outputs_with_one_path_are_refused(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"output and labels are both .*out\.mkv; choose another name"):
        live_seg.process(clip, tmp_path / "out.mkv", CONFIG, labels=tmp_path / "out.mkv")


def test_a_name_of_another_kind_is_refused(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"must end in \.mkv, \.npz, \.zarr, or in / for a folder"):
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, labels=tmp_path / "labels.mp4")


def test_labels_that_cannot_be_written_do_not_stop_the_video(shots: Path, tmp_path: Path) -> None:
    report = live_seg.process(shots, tmp_path / "out.mp4", CONFIG, labels=tmp_path / "out.npz")
    (failure,) = report.failures
    assert "frame 1 is 64x40, and the first one is 64x48; write to a folder" in failure
    assert (tmp_path / "out.mp4").exists()


def test_a_missing_folder_is_an_error_of_the_sink(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="does not exist"):
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, labels=tmp_path / "gone" / "out.zarr")


def test_the_command_writes_labels(clip: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.mkv"
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), "-k", "3", "--labels", str(labels)]) == 0
    assert len(list(live_seg.read_labels(labels))) == 25
