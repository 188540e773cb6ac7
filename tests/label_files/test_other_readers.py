"""Other programs read label files too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import cv2
import av
import numpy as np
import zarr
from PIL import Image

from tests.labelled import labelled, written

if TYPE_CHECKING:
    from pathlib import Path


def test_pyav_finds_the_labels_in_the_first_and_default_track(tmp_path: Path) -> None:
    frames = labelled(4, regions=True)
    with av.open(written(tmp_path / "out.mkv", frames)) as container:
        track = container.streams.best("video")
        assert track is not None
        assert (track.index, track.codec_context.name) == (0, "ffv1")
        pictures = [frame.to_ndarray() for frame in container.decode(video=0)]
    assert all(np.array_equal(one, frame.labels) for one, frame in zip(pictures, frames, strict=True))


def test_opencv_reads_a_matroska_file_as_a_gray_video_with_the_labels_as_levels(tmp_path: Path) -> None:
    frames = labelled(4, ks=(64,))
    capture = cv2.VideoCapture(str(written(tmp_path / "out.mkv", frames)))
    for frame in frames:
        done, picture = capture.read()
        assert done
        assert np.array_equal(picture, np.repeat(frame.labels[..., None], 3, axis=2))
    assert not capture.read()[0]
    capture.release()


def test_the_text_track_of_a_matroska_file_has_a_line_of_json_for_each_frame(tmp_path: Path) -> None:
    frames = labelled(3, regions=True)
    with av.open(written(tmp_path / "out.mkv", frames)) as container:
        text = b"".join(bytes(packet) for packet in container.demux(subtitles=0))
    *lines, last = map(json.loads, text.splitlines())
    assert [line["time"] for line in lines] == [str(frame.frame.time) for frame in frames]
    assert [line["palette"]["inertia"] for line in lines] == [frame.palette.inertia for frame in frames]
    assert lines[0]["regions"] == [0, 70_001, 140_002, 210_003, 280_004]
    assert last == {"frames": 3}


def test_a_matroska_file_has_the_duration_of_its_frames(tmp_path: Path) -> None:
    with av.open(written(tmp_path / "out.mkv", labelled(30))) as container:
        assert container.duration is not None
        assert abs(container.duration / av.time_base - 30 * 1001 / 30_000) < 0.002


def test_numpy_loads_all_arrays(tmp_path: Path) -> None:
    frames = labelled(4, ks=(3, 8), regions=True)
    with np.load(written(tmp_path / "out.npz", frames)) as file:
        assert np.array_equal(file["labels"], [frame.labels for frame in frames])
        assert np.array_equal(file["regions"], [frame.regions.ids for frame in frames if frame.regions])
        assert [tuple(time) for time in file["times"]] == [frame.frame.time.as_integer_ratio() for frame in frames]
        second = file["palettes"][1]
        assert np.array_equal(second["colours"][: second["k"]], frames[1].palette.colours)


def test_zarr_opens_a_plain_array_with_a_chunk_for_each_frame(tmp_path: Path) -> None:
    frames = labelled(4)
    array: Any = zarr.open(written(tmp_path / "out.zarr", frames), mode="r")
    assert (array.shape, array.chunks, array.dtype) == ((4, 48, 64), (1, 48, 64), np.uint8)
    assert np.array_equal(array[:], [frame.labels for frame in frames])
    assert array.attrs["frames"][3]["time"] == "1001/10000"


def test_with_regions_zarr_opens_a_group_of_labels_and_ids(tmp_path: Path) -> None:
    frames = labelled(2, regions=True)
    group: Any = zarr.open(written(tmp_path / "out.zarr", frames), mode="r")
    assert np.array_equal(group["labels"][:], [frame.labels for frame in frames])
    assert np.array_equal(group["regions"][:], [frame.regions.ids for frame in frames if frame.regions])


def test_the_pictures_of_a_folder_are_indexed_by_label_and_show_the_colours(tmp_path: Path) -> None:
    (frame,) = labelled(1)
    path = written(tmp_path / "out", [frame])
    with Image.open(path / "000000.png") as image:
        assert image.mode == "P"
        assert np.array_equal(np.asarray(image), frame.labels)
    picture = cv2.imread(str(path / "000000.png"))
    assert picture is not None
    assert np.array_equal(picture, frame.palette.colours[frame.labels])


def test_the_list_of_a_folder_is_json(tmp_path: Path) -> None:
    frames = labelled(3, regions=True)
    content = json.loads((written(tmp_path / "out", frames) / "labels.json").read_text())
    assert [one["name"] for one in content["frames"]] == ["000000", "000001", "000002"]
    assert content["frames"][1]["palette"]["colours"] == list(frames[1].palette.hex_colours)
    assert content["frames"][0]["regions"] == [0, 70_001, 140_002, 210_003, 280_004]


def test_a_pixel_of_the_pictures_of_regions_is_the_place_of_its_id(tmp_path: Path) -> None:
    (frame,) = labelled(1, regions=True)
    path = written(tmp_path / "out", [frame])
    places = cv2.imread(str(path / "000000-regions.png"), cv2.IMREAD_UNCHANGED)
    ids = json.loads((path / "labels.json").read_text())["frames"][0]["regions"]
    assert places is not None
    assert places.dtype == np.uint16
    assert frame.regions is not None
    assert np.array_equal(np.array(ids)[places], frame.regions.ids)
