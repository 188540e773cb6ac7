"""The outputs besides the pictures: where they may go, and what a job writes there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pandas as pd
import pytest

import live_seg
from live_seg.cli import main
from live_seg.config import Config
from live_seg.errors import ConfigError, OutputExistsError, SinkError
from live_seg.sink import outputs
from live_seg.sink.outputs import Outputs
from tests.pictures import squares, write

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = Config(k=3)
NAMES = {"masks": "masks", "coco": "a.json", "stats": "a.csv"}


def paths_in(folder: Path) -> dict[str, Any]:
    return {option: folder / name for option, name in NAMES.items()}


def masks_of(coco: dict[str, Any]) -> list[tuple[int, int]]:
    """The image and the track of each annotation."""
    return [(one["image_id"], one["track_id"]) for one in coco["annotations"]]


def test_a_video_has_masks_instances_and_statistics_of_each_frame(clip: Path, tmp_path: Path) -> None:
    live_seg.process(clip, tmp_path / "out.mp4", CONFIG, **paths_in(tmp_path))
    segmenter = live_seg.Segmenter(CONFIG)
    with live_seg.open_source(clip) as source:
        results = [segmenter.segment(frame) for frame in source]
    table = pd.read_csv(tmp_path / "a.csv")
    assert table.time.tolist() == [round(float(result.frame.time), 6) for result in results for _ in range(3)]
    assert table.area.tolist() == [int(mask.sum()) for result in results for mask in result.masks]
    assert table[table.cut].frame.unique().tolist() == [0]
    for result in results:
        for label, expected in enumerate(result.masks):
            path = tmp_path / "masks" / f"{result.frame.index:06d}-{label:02d}.png"
            mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
            np.testing.assert_array_equal(mask, np.where(expected, 255, 0))
    coco = json.loads((tmp_path / "a.json").read_text())
    assert masks_of(coco) == [
        (result.frame.index + 1, label) for result in results for label in np.unique(result.labels)
    ]


def test_the_command_writes_the_same(clip: Path, tmp_path: Path) -> None:
    for name in ("python", "command"):
        (tmp_path / name).mkdir()
    live_seg.process(clip, tmp_path / "python" / "a.mp4", k=3, regions=True, **paths_in(tmp_path / "python"))
    options = [part for option, path in paths_in(tmp_path / "command").items() for part in (f"--{option}", str(path))]
    assert main(["process", str(clip), "-o", str(tmp_path / "command" / "a.mp4"), "-k3", "--regions", *options]) == 0
    one, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "python", tmp_path / "command")
    )
    assert one == other
    assert any("-r" in path.name for path in one)


def test_images_have_their_names_in_all_three(tmp_path: Path) -> None:
    shots = [write(tmp_path / name, squares(seed=seed)) for seed, name in enumerate(("cat.png", "dog.jpg"))]
    live_seg.process(shots, tmp_path / "out", CONFIG, **paths_in(tmp_path))
    masks = sorted(path.name for path in (tmp_path / "masks").iterdir())
    assert masks == [f"{name}-0{label}.png" for name in ("cat", "dog") for label in range(3)]
    coco = json.loads((tmp_path / "a.json").read_text())
    assert [image["file_name"] for image in coco["images"]] == ["cat.png", "dog.jpg"]
    assert [one["name"] for one in coco["categories"]] == ["0", "1", "2"]
    table = pd.read_csv(tmp_path / "a.csv")
    assert table.name.tolist() == ["cat"] * 3 + ["dog"] * 3
    assert table.cut.all()
    assert table.changed.isna().all()


def test_a_bad_image_among_many_is_left_out(tmp_path: Path) -> None:
    shots = [write(tmp_path / f"{name}.png", squares(seed=seed)) for seed, name in enumerate("abc")]
    shots[1].write_bytes(b"")
    live_seg.process(shots, tmp_path / "out", CONFIG, **paths_in(tmp_path))
    assert pd.read_csv(tmp_path / "a.csv").name.unique().tolist() == ["a", "c"]
    assert [image["id"] for image in json.loads((tmp_path / "a.json").read_text())["images"]] == [1, 3]


@pytest.mark.parametrize("option", NAMES)
def test_what_exists_is_refused_before_any_work_and_replaced_if_asked_for(
    option: str, clip: Path, tmp_path: Path
) -> None:
    path = tmp_path / NAMES[option]
    if option == "masks":
        path.mkdir()
        path /= "000000-00.png"
    path.write_text("mine")
    given: dict[str, Any] = {option: tmp_path / NAMES[option]}
    with pytest.raises(OutputExistsError):
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, **given)
    assert path.read_text() == "mine"
    assert not (tmp_path / "out.mp4").exists()
    live_seg.process(clip, tmp_path / "out.mp4", CONFIG, overwrite=True, **given)
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("places", "line"),
    [
        ({"coco": "a.json", "palette": "a.json"}, r"palette and coco are both .*a\.json; choose another name for one"),
        ({"coco": "a.json", "palette": "sub/../a.json"}, "palette and coco are both"),
        ({"masks": "out"}, "output and masks are both .*out; choose another name"),
        ({"masks": "m", "stats": "m/a.csv"}, r"stats is .*a\.csv, which is in the folder of the masks"),
        ({"labels": "l.zarr", "stats": "l.zarr/a.csv"}, r"stats is .*a\.csv, which is in the folder of the labels"),
        ({"labels": "l.zarr", "coco": "l.zarr/b/a.json"}, r"coco is .*a\.json, which is in the folder of the labels"),
        ({"masks": "a.png"}, r"masks is .*a\.png, which looks like a file; masks go into a folder, such as masks/"),
        ({"masks": "a.csv"}, r"masks is .*a\.csv, which looks like a file"),
        ({"coco": "a.txt"}, r"coco is .*a\.txt; the name of a COCO file must end in \.json"),
        ({"stats": "a.xlsx"}, r"stats is .*a\.xlsx; the name of a file of statistics must end in \.csv or \.parquet"),
    ],
)
def test_places_that_do_not_go_together_are_refused(places: dict[str, str], line: str, tmp_path: Path) -> None:
    for folder in ("m", "sub"):
        (tmp_path / folder).mkdir()
    named: dict[str, Any] = {option: tmp_path / name for option, name in places.items()}
    if "labels" in named:
        named["labels"] = str(named["labels"])
    wanted = Outputs(**named)
    with pytest.raises(ConfigError, match=line):
        wanted.check([], {"output": tmp_path / "out"}, overwrite=True)


def test_only_pictures_go_to_standard_output(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for option in (*NAMES, "labels", "palette"):
        given: dict[str, Any] = {option: "-"}
        with pytest.raises(ConfigError, match=f"{option} is -, and only pictures can go to standard output"):
            live_seg.process(clip, "out.mp4", CONFIG, **given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["coco", "stats"])
def test_an_input_is_never_an_output(option: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", squares()).rename(tmp_path / NAMES[option])
    named: dict[str, Any] = {option: path}
    wanted = Outputs(**named)
    with pytest.raises(ConfigError, match="which is never overwritten"):
        wanted.check([str(path)], {"output": tmp_path / "out"}, overwrite=True)


@pytest.mark.parametrize("option", NAMES)
def test_a_folder_that_does_not_exist_is_refused(option: str, tmp_path: Path) -> None:
    named: dict[str, Any] = {option: tmp_path / "gone" / NAMES[option]}
    wanted = Outputs(**named)
    with pytest.raises(SinkError, match="gone does not exist"):
        wanted.check([], {"output": tmp_path / "out"}, overwrite=False)


def test_a_failure_midway_leaves_no_final_names(clip: Path, tmp_path: Path) -> None:
    def fail(done: int, _: int | None) -> None:
        if done == 10:
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, progress=fail, **paths_in(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("a.part.csv", "a.part.json", "masks.part", "out.part.mp4")
    ]


def test_only_what_the_outputs_need_is_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiled: list[str] = []
    monkeypatch.setattr(outputs, "warm_up_encoding", lambda: compiled.append("encoding"))
    monkeypatch.setattr(outputs, "warm_up_measuring", lambda: compiled.append("measuring"))
    for wanted, expected in (
        (Outputs(masks=tmp_path, palette=tmp_path), []),
        (Outputs(coco=tmp_path), ["encoding"]),
        (Outputs(stats=tmp_path), ["measuring"]),
    ):
        compiled.clear()
        wanted.warm_up()
        assert compiled == expected
