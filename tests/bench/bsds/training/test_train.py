"""Weights that are learned from a small data set, as by `python -m live_seg.bench.bsds.train`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.bench.bsds.train import main
from live_seg.segment.regions.quality import quality_from
from live_seg.segment.regions.still_picture import regions_at
from tests.bench.bsds.folders import write_truth

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

HEIGHT, WIDTH = 72, 108


def two_colours(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """A picture of two noisy colours with a slanted border, and its two regions."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    regions = (1 + (columns > random.uniform(40, 70) + random.uniform(-0.3, 0.3) * rows)).astype(np.uint16)
    colours = random.integers(0, 100, 3) + np.array([[0, 0, 0], [120, 90, 150]])
    noise = random.normal(0, 6, (HEIGHT, WIDTH, 3))
    return np.clip(colours[regions - 1] + noise, 0, 255).astype(np.uint8), regions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four photographs to learn from, and two to measure on."""
    root = tmp_path_factory.mktemp("bsds")
    for split, seeds in (("train", range(4)), ("val", range(4, 6))):
        (root / "images" / split).mkdir(parents=True)
        for seed in seeds:
            picture, regions = two_colours(seed)
            assert cv2.imwrite(str(root / "images" / split / f"{seed}.jpg"), picture)
            write_truth(root / "groundTruth" / split / f"{seed}.mat", [regions, regions])
    return root


@pytest.fixture(scope="module")
def learned(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("weights")
    assert main([str(folder), "--quality", "fast", "--split", "trainval", "--out", str(out)]) == 0
    return out / "weights_fast.json"


def test_learned_weights_divide_an_unseen_picture_into_its_two_colours(learned: Path) -> None:
    how = quality_from(json.loads(learned.read_text()))
    picture, regions = two_colours(9)
    (ids,) = regions_at(picture, [0.5], how)
    assert len(np.unique(ids)) == 2
    same = (ids == ids[0, 0]) == (regions == regions[0, 0])
    assert same.mean() > 0.97


def test_the_file_says_what_the_weights_were_learned_from_and_how_good_they_are(learned: Path) -> None:
    text = learned.read_text()
    content = json.loads(text)
    assert content["trained_on"] == {"split": "trainval", "photographs": 6, "seed": 0}
    figures = content["figures"]
    assert (figures["split"], figures["trained_on"], figures["photographs"]) == ("val", "train", 2)
    assert 0.9 < figures["covering_ods"] <= figures["covering_ois"] <= 1
    assert set(content["versions"]) == {"live_seg", "numpy", "opencv", "scikit-learn"}
    # a row of a matrix on each line
    assert max(map(len, text.splitlines())) < 600


def test_the_same_seed_writes_the_same_file(folder: Path, learned: Path, tmp_path: Path) -> None:
    assert main([str(folder), "--quality", "fast", "--split", "trainval", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "weights_fast.json").read_bytes() == learned.read_bytes()


def test_a_file_is_only_replaced_on_request(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "weights_fine.json"
    old.write_text("old")
    assert main([str(folder), "--out", str(tmp_path)]) == 5
    assert capsys.readouterr().err == f"error: {old} exists; choose another folder, or add: --overwrite\n"
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["weights_fine.json"]


def test_what_is_wrong_with_the_folder_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 3
    assert capsys.readouterr().err == f"error: {tmp_path / 'none'} does not exist\n"
    picture, regions = two_colours(0)
    (tmp_path / "images" / "train").mkdir(parents=True)
    assert cv2.imwrite(str(tmp_path / "images" / "train" / "1.jpg"), picture)
    truth = tmp_path / "groundTruth" / "train" / "1.mat"
    write_truth(truth, [regions])
    assert main([str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "split is 'val'" in capsys.readouterr().err
    write_truth(truth, [regions[1:]])
    (tmp_path / "images" / "val").mkdir()
    assert main([str(tmp_path), "--out", str(tmp_path)]) in {2, 3}
    assert "regions of 108x71 pixels, but the image has 108x72" in capsys.readouterr().err
