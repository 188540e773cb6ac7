"""What the sinks for labels do beyond the contract of sinks."""

from __future__ import annotations

import shutil
import sys
from fractions import Fraction
from typing import TYPE_CHECKING
from zlib import crc32

import av
import numpy as np
import pytest

import live_seg
from live_seg.errors import ConfigError, OutputExistsError, SinkError, SourceError
from live_seg.frame import StreamInfo
from live_seg.sink.labels.crc import joined_crc
from live_seg.sink.labels.label_path import check_labels_output, kind_of_labels
from live_seg.sink.labels.open import open_label_sink
from tests.labelled import INFO, NAMES, labelled, written
from tests.region_maps import cells, with_regions

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.sink import Sink


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A label file of each kind, to be written."""
    return tmp_path / str(request.param)


def test_the_name_decides_on_the_format(tmp_path: Path) -> None:
    (tmp_path / "v1.2").mkdir()
    kinds = {
        "l.mkv": ".mkv",
        "L.MKV": ".mkv",
        "l.npz": ".npz",
        "l.zarr": ".zarr",
        "labels": "folder",
        "l.mkv/": "folder",
        "l.v1/": "folder",
        str(tmp_path / "v1.2"): "folder",
    }
    assert {name: kind_of_labels(name) for name in kinds} == kinds
    with pytest.raises(ConfigError, match=r"l\.mp4; its name must end in \.mkv, \.npz, \.zarr, or in / for a folder"):
        kind_of_labels("l.mp4")


def test_frames_of_another_size_are_refused_except_in_a_folder(path: Path) -> None:
    sink = open_label_sink(str(path), INFO)
    small, large = labelled(1, (8, 8))[0], labelled(2, (9, 8))[1]
    sink.write(small)
    if path.suffix:
        with pytest.raises(SinkError, match=r"frame 1 is 8x9, and the first one is 8x8; write to a folder"):
            sink.write(large)
    else:
        sink.write(large)
    sink.close()
    assert path.exists() == (not path.suffix)


def test_frames_with_and_without_regions_do_not_go_together(path: Path) -> None:
    plain = labelled(2)
    sink = open_label_sink(str(path), INFO)
    sink.write(plain[0])
    with pytest.raises(SinkError, match="frame 1 has regions, and the first one has none"):
        sink.write(with_regions(plain[1], cells(48, 64)))
    sink.abandon()


def test_after_a_failure_the_partial_file_holds_the_frames_before(path: Path) -> None:
    frames = labelled(3)
    sink = open_label_sink(str(path), INFO)
    for frame in frames:
        sink.write(frame)
    partial = sink.abandon()
    assert partial is not None
    assert [time for time, _, _ in live_seg.read_labels(partial)] == [frame.frame.time for frame in frames]
    assert not path.exists()


def test_a_matroska_file_that_was_never_closed_gives_its_frames_and_then_an_error(tmp_path: Path) -> None:
    frames = labelled(60, regions=True)
    sink = open_label_sink(str(tmp_path / "out.mkv"), INFO)
    for frame in frames:
        sink.write(frame)
    (tmp_path / "copy.mkv").write_bytes((tmp_path / "out.part.mkv").read_bytes())  # as after kill -9
    sink.abandon()
    given = live_seg.read_labels(tmp_path / "copy.mkv")
    for expected in frames[:25]:  # all but the last second
        time, labels, _ = next(given)
        assert time == expected.frame.time
        assert np.array_equal(labels, expected.labels)
    with pytest.raises(SourceError, match="the end of the file is missing"):
        list(given)


def test_the_last_frame_of_a_matroska_file_lasts_until_the_end_of_the_stream(tmp_path: Path) -> None:
    import av

    sink = open_label_sink(str(tmp_path / "out.mkv"), INFO)
    for frame in labelled(2):
        sink.write(frame)
    sink.close(end=Fraction(3))
    with av.open(tmp_path / "out.mkv") as container:
        assert container.duration is not None
        assert abs(container.duration / av.time_base - 3) < 0.002


def test_the_frame_rate_of_the_stream_is_in_a_matroska_file(tmp_path: Path) -> None:
    import av

    sink = open_label_sink(str(tmp_path / "out.mkv"), StreamInfo(64, 48, Fraction(24)))
    for frame in labelled(3):
        sink.write(frame)
    sink.close()
    with av.open(tmp_path / "out.mkv") as container:
        assert container.streams.video[0].average_rate == 24


def test_a_time_that_numpy_cannot_hold_is_refused_by_name(tmp_path: Path) -> None:
    sink = open_label_sink(str(tmp_path / "out.npz"), INFO)
    with pytest.raises(SinkError, match=r"has more than 64 bits; choose \.mkv"):
        sink.write(labelled(1, times=[Fraction(1, 2**70)])[0])
    sink.abandon()


def test_frames_that_are_less_than_a_tick_apart_have_different_times_in_a_matroska_file(tmp_path: Path) -> None:
    times = [Fraction(tick, 90_000) for tick in (0, 1, 2, 3, 9_000)]
    path = written(tmp_path / "out.mkv", labelled(5, times=times))
    with av.open(path) as file:
        ticks = [packet.pts for packet in file.demux(video=0) if packet.size]
    assert ticks == [0, 1, 2, 3, 100]


def test_a_time_that_readers_would_refuse_is_refused(path: Path) -> None:
    sink = open_label_sink(str(path), INFO)
    with pytest.raises(SinkError, match="the time of frame 0 has more than 40 digits"):
        sink.write(labelled(1, times=[Fraction(1, 10**40)])[0])
    sink.close()


def test_a_numpy_file_whose_first_time_was_refused_is_closed_without_an_output(tmp_path: Path) -> None:
    sink = open_label_sink(str(tmp_path / "out.npz"), INFO)
    with pytest.raises(SinkError, match="more than 64 bits"):
        sink.write(labelled(1, times=[Fraction(1, 2**70)])[0])
    sink.close()
    assert list(tmp_path.iterdir()) == []


def test_files_in_a_folder_are_named_by_the_frames(tmp_path: Path) -> None:
    sink = open_label_sink(f"{tmp_path}/out/", None, ["cat", "dog"].__getitem__)
    for frame in labelled(2, regions=True):
        sink.write(frame)
    sink.close()
    names = ["cat-regions.png", "cat.png", "dog-regions.png", "dog.png", "labels.json"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names


def test_two_frames_of_a_folder_cannot_share_a_file(tmp_path: Path) -> None:
    sink = open_label_sink(f"{tmp_path}/out/", None, ["a", "a-regions"].__getitem__)
    first, second = labelled(2, regions=True)
    sink.write(first)
    with pytest.raises(SinkError, match=r"a-regions\.png: another frame has this name"):
        sink.write(second)
    sink.abandon()


def test_a_folder_with_files_is_refused_and_with_overwrite_other_files_stay(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled(2, seed=1))
    (path / "notes.txt").write_text("mine")
    with pytest.raises(OutputExistsError):
        open_label_sink(str(path), INFO)
    frames = labelled(2, seed=2)
    written(path, frames, overwrite=True)
    assert np.array_equal(next(live_seg.read_labels(path)).labels, frames[0].labels)
    assert (path / "notes.txt").read_text() == "mine"


def test_a_folder_whose_pictures_cannot_all_be_replaced_is_no_label_file(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled(2))
    (path / "000001.png").unlink()
    (path / "000001.png").mkdir()  # a file cannot replace it
    with pytest.raises(SinkError, match=r"look for .*out\.part"):
        written(path, labelled(2, seed=2), overwrite=True)
    with pytest.raises(SourceError, match=r"it has no labels\.json"):
        live_seg.read_labels(path)


def test_a_zarr_store_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "out.zarr", labelled(5))
    with pytest.raises(OutputExistsError):
        open_label_sink(str(path), INFO)
    written(path, labelled(2), overwrite=True)
    assert len(list(live_seg.read_labels(path))) == 2
    assert sorted(one.name for one in (path / "c").iterdir()) == ["0", "1"]
    assert [one.name for one in tmp_path.iterdir()] == ["out.zarr"]


def test_a_folder_that_is_no_zarr_store_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out.zarr").mkdir()
    (tmp_path / "out.zarr" / "thesis.txt").write_text("mine")
    with pytest.raises(SinkError, match="it is not a Zarr store"):
        open_label_sink(str(tmp_path / "out.zarr"), INFO, overwrite=True)
    assert (tmp_path / "out.zarr" / "thesis.txt").read_text() == "mine"


def test_the_folder_of_an_input_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.png").touch()
    with pytest.raises(ConfigError, match=r"holds the input .*photo\.png; choose another folder"):
        check_labels_output(f"{tmp_path}/", [str(tmp_path / "photo.png")], overwrite=True)


def test_a_zarr_store_that_holds_an_input_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "out.zarr", labelled(1))
    (path / "clips").mkdir()
    for name in ("clip.mp4", "clips/clip.mp4"):
        (path / name).touch()
        with pytest.raises(ConfigError, match=r"holds the input .*clip\.mp4; choose another folder"):
            check_labels_output(str(path), [str(path / name)], overwrite=True)


def test_without_zarr_the_message_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(SinkError, match=r"needs zarr .*pip install .*\[zarr\]"):
        open_label_sink(str(tmp_path / "out.zarr"), INFO)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named_and_nothing_gets_the_final_name(small_disk: Path) -> None:
    frames = labelled(200, (96, 128), ks=(64,), regions=True)
    for name in NAMES:
        path = small_disk / name
        sink = open_label_sink(str(path), INFO)

        def fill_the_disk(sink: Sink = sink) -> None:
            for frame in frames:
                sink.write(frame)
            sink.close()

        with pytest.raises(SinkError, match=f"{name}.*no space left"):
            fill_the_disk()
        partial = sink.abandon()
        assert partial is not None
        assert not path.exists()
        shutil.rmtree(partial) if partial.is_dir() else partial.unlink()


def test_a_matroska_file_on_a_full_disk_holds_the_frames_before(small_disk: Path) -> None:
    frames = labelled(400, (96, 128), ks=(64,))
    sink = open_label_sink(str(small_disk / "out.mkv"), INFO)
    written = 0
    with pytest.raises(SinkError, match="no space left"):  # noqa: PT012  # counts the frames before
        for frame in frames:
            sink.write(frame)
            written += 1
    partial = sink.abandon()
    assert partial is not None
    given = 0
    with pytest.raises(SourceError):  # noqa: PT012  # as above
        for _ in live_seg.read_labels(partial):
            given += 1
    assert given >= written - 31


def test_the_checksum_of_joined_pieces_is_that_of_the_whole() -> None:
    rng = np.random.default_rng(0)
    for length in (0, 1, 7, 255, 4096, 100_003):
        one, other = rng.bytes(128), rng.bytes(length)
        assert joined_crc(crc32(one), crc32(other), length) == crc32(one + other)
