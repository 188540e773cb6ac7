"""The region benchmark: its figures, its table and its command."""

from __future__ import annotations

import io
import json
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Any

import cv2
import click
import numpy as np
import pytest

from live_seg.bench.bsds import methods as compared
from live_seg.bench.bsds.measure import BsdsJob, measure_bsds
from live_seg.bench.bsds.methods import FAST, FELZENSZWALB, FINE, K_MEANS, Method, connected_pieces
from live_seg.bench.bsds.metrics import Agreement
from live_seg.bench.bsds.result import BestFigures, Bsds, MethodFigures
from live_seg.bench.bsds.table import bsds_table
from live_seg.cli import main
from live_seg.config import Config, RegionQuality
from live_seg.errors import SourceError
from live_seg.installation import install_command
from live_seg.report.progress import Lines
from live_seg.segment import Segmenter
from tests.bench.bsds.folders import halves, write_split
from tests.bench.bsds.test_metrics import slow_covering, slow_rand_index, slow_variation
from tests.pictures import squares

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

NAMES = [FAST, FINE, K_MEANS, FELZENSZWALB]
PERFECT = Agreement(1, 1, 0)


def strips_at(bgr: NDArray[np.uint8], counts: Sequence[float]) -> list[NDArray[np.integer]]:
    """A method that ignores the content of the picture and cuts it into this many equal strips."""
    height, width = bgr.shape[:2]
    columns = np.arange(width)
    return [np.tile(columns * int(count) // width, (height, 1)) for count in counts]


STRIPS = Method("strips", "count", (1, 2, 4), strips_at)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Two equal pictures of two halves. One person drew the halves, another four quarters."""
    picture, regions = halves()
    quarters = np.where(np.arange(len(regions))[:, None] < 12, regions, regions + 2).astype(np.uint16)
    return write_split(tmp_path, "val", picture, [regions, quarters], count=2)


def measured(folder: Path, *methods: Method, step: int = 1) -> Bsds:
    return measure_bsds(BsdsJob(folder, step=step), Lines(io.StringIO()), methods)


def test_every_method_has_a_mean_for_every_value_of_its_parameter(tiny: Path) -> None:
    done = measured(tiny, STRIPS)
    assert (done.split, done.images, done.losses) == ("val", 2, ())
    (figures,) = done.methods
    assert (figures.method, figures.parameter, figures.values) == ("strips", "count", (1, 2, 4))
    _, halved = halves()
    drawn = [halved.astype(np.intp), (halved + 2 * (np.arange(24) >= 12)[:, None]).astype(np.intp)]
    for mean, ids in zip(figures.means, strips_at(halves()[0], (1, 2, 4)), strict=True):
        parts = ids.astype(np.intp)
        assert mean.covering == pytest.approx(np.mean([slow_covering(parts, truth) for truth in drawn]))
        assert mean.variation == pytest.approx(np.mean([slow_variation(parts, truth) for truth in drawn]))
    two = strips_at(halves()[0], (2,))[0].astype(np.intp)
    assert figures.means[1].rand_index == pytest.approx(np.mean([slow_rand_index(two, truth) for truth in drawn]))
    assert figures.milliseconds is not None
    assert figures.milliseconds > 0


def test_ods_has_one_parameter_for_all_images_and_ois_one_for_each() -> None:
    # the rows are images, the columns are values of the parameter
    covering = [[0.5, 0.9, 0.1], [0.5, 0.2, 0.8]]
    rand_index = [[0.9, 0.1, 0.2], [0.7, 0.3, 0.8]]
    variation = [[2.0, 3.0, 1.0], [2.0, 0.5, 2.5]]
    best = BestFigures.of(np.stack([covering, rand_index, variation], axis=2), (0.1, 0.2, 0.3))
    assert astuple(best.ods) == pytest.approx((0.55, 0.8, 1.75))
    assert best.ods_at == Agreement(0.2, 0.1, 0.2)
    assert astuple(best.ois) == pytest.approx((0.85, 0.85, 0.75))


def test_pieces_of_labels_are_connected() -> None:
    labels = np.array([[0, 1, 0], [0, 1, 1], [2, 0, 1]], np.uint8)
    assert connected_pieces(labels).tolist() == [[0, 3, 1], [0, 3, 3], [4, 2, 3]]


@pytest.mark.parametrize("name", ["fast", "fine"])
def test_regions_at_several_details_are_those_of_a_new_segmenter_for_each(name: RegionQuality) -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 12, (301, 403, 3))
    bgr = np.clip(cv2.GaussianBlur(squares(403, 301), (0, 0), 9) + noise, 0, 255).astype(np.uint8)
    details = 0.1, 0.5, 0.9
    for detail, ids in zip(details, compared.regions_at(bgr, details, name), strict=True):
        alone = Segmenter(Config(regions=True, detail=detail, region_quality=name)).segment(bgr).regions
        assert alone is not None
        assert np.array_equal(ids, alone.ids)


@pytest.mark.parametrize("name", [K_MEANS, FELZENSZWALB])
def test_the_other_methods_find_two_halves(name: str, tmp_path: Path) -> None:
    picture, regions = halves(60, 90)
    folder = write_split(tmp_path, "val", picture, [regions])
    method = next(one for one in compared.methods() if one.name == name)
    (figures,) = measured(folder, replace(method, values=method.values[:2])).methods
    assert figures.best is not None
    assert figures.best.ods.covering > 0.85


def test_without_scikit_image_its_row_says_how_to_install_it(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "find_spec", lambda _: None)
    done = measured(tiny, STRIPS, compared.methods()[-1])
    figures = done.methods[1]
    assert (figures.method, figures.best, figures.milliseconds, figures.means) == (FELZENSZWALB, None, None, ())
    assert figures.missing == f"needs scikit-image; install it with: {install_command('bsds')}"
    words = " ".join(click.unstyle(bsds_table(done)).split())
    assert f"{FELZENSZWALB} {figures.missing}" in words


def test_regions_of_another_size_than_the_image_are_an_error(tmp_path: Path) -> None:
    folder = write_split(tmp_path, "val", halves(24, 36)[0], [halves(36, 24)[1]])
    with pytest.raises(SourceError, match=r"100.mat has regions of 24x36 pixels, but the image has 36x24"):
        measured(folder, STRIPS)


def test_the_table_fits_80_columns_with_the_largest_figures() -> None:
    large = BestFigures(Agreement(1, 1, 9.999), Agreement(3000, 3000, 3000), Agreement(1, 1, 9.999))
    rows = tuple(MethodFigures(name, "scale", (3000.0,), (PERFECT,), large, 99999.9) for name in NAMES)
    lines = click.unstyle(bsds_table(Bsds("train", 200, rows, ()))).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum("99999.9" in line and "scale 3000" in line for line in lines) == 4


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["bench", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one method, which needs no regions."""
    monkeypatch.setattr("live_seg.bench.bsds.measure.methods", lambda: (STRIPS,))


@pytest.mark.usefixtures("few")
def test_the_command_prints_a_table(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, error = run(capsys, "--bsds", tiny)
    assert (code, error) == (0, "")
    assert "val, 2 images" in out
    (row,) = (line.split() for line in out.splitlines() if line.startswith("strips"))
    assert row[1:3] == ["0.750", "0.750"]
    assert row[-2:] == ["count", "2"]
    assert "\x1b" not in out


@pytest.mark.usefixtures("few")
def test_the_json_has_all_figures(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--bsds", tiny, "--split", "val", "--step", 2, "--json")
    done: dict[str, Any] = json.loads(out)
    assert (code, done["split"], done["images"]) == (0, "val", 1)
    (figures,) = done["methods"]
    assert len(figures["means"]) == 3
    assert figures["best"]["ods"]["covering"] == pytest.approx(0.75)
    assert figures["best"]["ods_at"]["covering"] == 2


@pytest.mark.usefixtures("few")
def test_a_cut_off_image_is_measured_and_reported(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image = tiny / "images/val/100.jpg"
    image.write_bytes(image.read_bytes()[:-40])
    code, _, error = run(capsys, "--bsds", tiny)
    assert code == 4
    assert "100.jpg is truncated or damaged" in error


def test_wrong_arguments_are_refused_in_one_line(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected, line in (
        (["--bsds", tiny, "--split", "test"], 2, "split is 'test'; "),
        (["--bsds", tiny, "--step", "0"], 2, "step is 0; it must be 1 or more"),
        (["--bsds", tiny / "none"], 3, "none does not exist"),
        (["--bsds", tiny / "images"], 3, "images is not BSDS500; expected"),
        (["--bsds", tiny, "-k", "4"], 2, "'-k' goes with 'bench' and 'bench --stability CLIP...'"),
        (["--split", "val"], 2, "'--split' goes with 'bench --bsds DIR', not with 'bench'."),
        (["--bsds", tiny, "--growth"], 2, "'--growth' and '--bsds' are two measurements: ask for one at a time."),
    ):
        code, out, error = run(capsys, *arguments)
        assert line in error
        assert (code, out, error.count("\n")) == (expected, "", 1)
