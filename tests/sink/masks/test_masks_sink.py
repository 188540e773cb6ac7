"""Masks as PNG: what is white in them, and how the files are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from live_seg.errors import ConfigError, SinkError
from live_seg.sink.masks.bilevel_png import bilevel_png
from live_seg.sink.masks.masks_sink import MasksSink, check_masks_output
from tests import oracle
from tests.region_maps import cells, with_regions
from tests.results import labelled, random_labels

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from live_seg.segment import Segmentation
    from live_seg.view.picks import Picker

SIZES = [(1, 1), (1, 9), (9, 1), (13, 17), (48, 64)]


def segmentation_of(height: int, width: int, k: int = 4, index: int = 0) -> Segmentation:
    return labelled(oracle.noise(height, width), random_labels(height, width, k, index), index, k)


def written(folder: Path, segmentations: Iterable[Segmentation], picker: Picker | None = None) -> dict[str, list[str]]:
    """What is in each file: a string of # and . for each row, as Pillow reads it."""
    sink = MasksSink(folder, picker=picker)
    for segmentation in segmentations:
        sink.write(segmentation)
    sink.close()
    return {path.name: drawn(read(path)) for path in sorted(folder.iterdir())}


def read(path: Path) -> NDArray[np.bool_]:
    with Image.open(path) as image:
        assert image.mode == "1"
        return np.asarray(image)


def drawn(mask: NDArray[np.bool_]) -> list[str]:
    return ["".join("#" if inside else "." for inside in row) for row in mask.tolist()]


@pytest.mark.parametrize("size", SIZES)
def test_each_segment_has_a_mask_also_if_it_has_no_pixels(size: tuple[int, int], tmp_path: Path) -> None:
    result = segmentation_of(*size, k=11)
    expected = {f"000000-{label:02d}.png": drawn(result.labels == label) for label in range(11)}
    assert written(tmp_path / "masks", [result]) == expected


@pytest.mark.parametrize("size", SIZES)
def test_each_region_has_a_mask_instead(size: tuple[int, int], tmp_path: Path) -> None:
    ids = cells(*size, first=1_000_000)
    result = with_regions(segmentation_of(*size), ids)
    expected = {f"000000-r{one}.png": drawn(ids == one) for one in np.unique(ids)}
    assert written(tmp_path / "masks", [result]) == expected


def test_what_is_picked_is_one_mask(tmp_path: Path) -> None:
    result = segmentation_of(13, 17)
    masks = written(tmp_path / "masks", [result], lambda _: frozenset({1, 3}))
    assert masks == {"000000.png": drawn(np.isin(result.labels, [1, 3]))}


def test_picked_regions_are_one_mask(tmp_path: Path) -> None:
    ids = cells(13, 17)
    result = with_regions(segmentation_of(13, 17), ids)
    masks = written(tmp_path / "masks", [result], lambda _: frozenset({0, 6, 999}))
    assert masks == {"000000.png": drawn(np.isin(ids, [0, 6]))}


def test_a_frame_in_which_nothing_is_picked_has_an_empty_mask(tmp_path: Path) -> None:
    masks = written(tmp_path / "masks", [segmentation_of(2, 3)], lambda _: frozenset())
    assert masks == {"000000.png": ["...", "..."]}


def test_a_picker_gets_every_frame_once_and_in_order(tmp_path: Path) -> None:
    seen = []

    def picker(segmentation: Segmentation) -> frozenset[int]:
        seen.append(segmentation.frame.index)
        return frozenset()

    masks = written(tmp_path / "masks", [segmentation_of(4, 4, index=index) for index in (3, 5, 6)], picker)
    assert seen == [3, 5, 6]
    assert list(masks) == ["000003.png", "000005.png", "000006.png"]


def test_frames_may_differ_in_size_and_have_names(tmp_path: Path) -> None:
    sink = MasksSink(tmp_path / "masks", ["cat", "dog"].__getitem__)
    for index, size in enumerate([(5, 7), (8, 3)]):
        sink.write(segmentation_of(*size, k=1, index=index))
    sink.close()
    sizes = {path.name: read(path).shape for path in (tmp_path / "masks").iterdir()}
    assert sizes == {"cat-00.png": (5, 7), "dog-00.png": (8, 3)}


@pytest.mark.parametrize("size", SIZES)
def test_opencv_reads_0_and_255(size: tuple[int, int]) -> None:
    mask = np.random.default_rng(0).random(size) < 0.5
    read = cv2.imdecode(np.frombuffer(bilevel_png(mask), np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    np.testing.assert_array_equal(read, np.where(mask, 255, 0))


def test_a_file_has_one_bit_for_each_pixel() -> None:
    noise = np.random.default_rng(0).random((64, 256)) < 0.5
    assert len(bilevel_png(noise)) < 64 * 256 / 8 + 200


def test_a_failure_midway_leaves_the_folder_alone(tmp_path: Path) -> None:
    sink = MasksSink(tmp_path / "masks")
    sink.write(segmentation_of(4, 4))
    (tmp_path / "masks.part" / "000001-00.png").mkdir()
    with pytest.raises(SinkError, match=r"cannot write .*000001-00\.png: Is a directory"):
        sink.write(segmentation_of(4, 4, index=1))
    assert sink.abandon() == tmp_path / "masks.part"
    assert not (tmp_path / "masks").exists()


def test_a_folder_with_an_input_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a-00.png").write_text("mine")
    with pytest.raises(ConfigError, match=r"the input .*a-00\.png is in it; choose another folder"):
        check_masks_output(tmp_path, [str(tmp_path / "a-00.png")], overwrite=True)
