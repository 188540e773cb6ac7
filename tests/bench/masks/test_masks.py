"""The measurement of picks: its figures, its table and its command."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
import numpy as np
import pytest

from live_seg.bench.bsds.methods import connected_pieces
from live_seg.bench.masks.measure import MasksJob, Segment, measure_masks
from live_seg.bench.masks.picks import PICKS, Maps
from live_seg.bench.masks.result import Masks, MeanFigures, ObjectFigures, PickFigures
from live_seg.bench.masks.table import masks_table
from live_seg.cli import main
from live_seg.config import Config
from live_seg.errors import SourceError
from live_seg.report.progress import Lines
from live_seg.segment import Segmenter
from tests.bench.masks.folders import disc, write_davis, write_indexed, write_sequence

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.frame import Frame

COLUMNS = [20, 22, 24, 26, 28]


def pieces_by(config: Config) -> Segment:
    """Regions that are the connected pieces of labels. In the tests' scene, they come in the same order every time."""
    segmenter = Segmenter(config)

    def segment(frame: Frame) -> Maps:
        labels = segmenter.segment(frame).labels
        return Maps(connected_pieces(labels), labels)

    return segment


def measured(folder: Path, segment_by: Any = pieces_by) -> Masks:
    return measure_masks(MasksJob(folder, Config(k=3)), Lines(io.StringIO()), segment_by)


def test_a_disc_that_moves_is_followed(tmp_path: Path) -> None:
    done = measured(write_davis(tmp_path, COLUMNS, ("one", "two")))
    assert (done.k, done.sequences, done.frames, done.losses, done.remarks) == (3, 2, 10, (), ())
    assert [(one.sequence, one.number, one.frames) for one in done.objects] == [("one", 1, 3), ("two", 1, 3)]
    for one in done.objects:
        for pick in one.picks:
            assert (pick.picked, pick.present) == (1, 1)
            assert pick.first > 0.97
            assert pick.overlap > 0.97
    assert [mean.pick for mean in done.means] == list(PICKS)
    assert done.means[0].overlap == pytest.approx(np.mean([one.picks[0].overlap for one in done.objects]))
    assert done.milliseconds > 0


def test_the_overlap_is_that_of_a_pick_that_stays_where_it_was(tmp_path: Path) -> None:
    still = np.where(disc(COLUMNS[0]), 7, 0)
    done = measured(
        write_davis(tmp_path, COLUMNS), lambda _: lambda _: Maps(still.astype(np.int32), still.astype(np.uint8))
    )
    moved = [disc(column) for column in COLUMNS]
    expected = np.mean([(moved[0] & other).sum() / (moved[0] | other).sum() for other in moved[1:-1]])
    assert [mean.overlap for mean in done.means] == pytest.approx([expected] * 4)


def test_frames_without_a_mask_are_segmented_and_not_measured(tmp_path: Path) -> None:
    write_sequence(tmp_path / "frames", tmp_path / "masks", COLUMNS)
    (tmp_path / "masks/00001.png").unlink()
    done = measured(tmp_path)
    assert (done.frames, done.objects[0].frames) == (5, 2)


def test_a_mask_of_another_size_than_its_frame_is_an_error(tmp_path: Path) -> None:
    write_davis(tmp_path, COLUMNS)
    write_indexed(tmp_path / "Annotations/480p/disc/00002.png", np.zeros((4, 6), np.uint8))
    with pytest.raises(SourceError, match=r"00002.png has 6x4 pixels, but its frame has 64x48"):
        measured(tmp_path)


def test_masks_without_an_object_are_an_error(tmp_path: Path) -> None:
    write_sequence(tmp_path / "frames", tmp_path / "masks", COLUMNS, value=0)
    with pytest.raises(SourceError, match="no object appears before the last two masks; there is nothing to measure"):
        measured(tmp_path)


def test_the_table_fits_80_columns_with_the_largest_figures(tmp_path: Path) -> None:
    done = measured(write_davis(tmp_path, COLUMNS))
    picks = tuple(PickFigures(name, 1, 1, 1, 1) for name in PICKS)
    means = tuple(MeanFigures(name, 1, 1, None) for name in PICKS)
    large = replace(done, objects=(ObjectFigures("long-name" * 12, 64, 0, 99_999, picks),), means=means)
    lines = click.unstyle(masks_table(large)).splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = (line.split() for line in lines if line.startswith("long-name"))
    assert row[1:] == ["64", *["100.0"] * 8]
    (mean,) = (line.split() for line in lines if line.startswith("mean"))
    assert mean == ["mean", *["100.0"] * 4, *["-"] * 4]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["bench", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("live_seg.bench.masks.measure.live_seg_regions", pieces_by)


@pytest.mark.usefixtures("pieces")
def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, error = run(capsys, "--masks", write_davis(tmp_path, COLUMNS), "-k", 3, "--detail", "0.3")
    assert (code, error) == (0, "")
    assert "1 sequence, 5 frames; k = 3, detail = 0.3, fast: " in out
    assert [line.split()[0] for line in out.splitlines() if line.startswith(("disc", "mean"))] == ["disc", "mean"]


@pytest.mark.usefixtures("pieces")
def test_the_json_has_all_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("-k", 3, "--region-quality", "fine", "--seed", 5, "--json")
    code, out, _ = run(capsys, "--masks", write_davis(tmp_path, COLUMNS), *options)
    done: dict[str, Any] = json.loads(out)
    assert (code, done["region_quality"], done["seed"], done["k"]) == (0, "fine", 5, 3)
    assert [pick["pick"] for pick in done["objects"][0]["picks"]] == list(PICKS)
    assert set(done["means"][0]) == {"pick", "first", "overlap", "present"}


@pytest.mark.usefixtures("pieces")
def test_a_cut_off_frame_is_measured_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = write_davis(tmp_path, COLUMNS) / "JPEGImages/480p/disc/00003.jpg"
    frame.write_bytes(frame.read_bytes()[:-40])
    code, _, error = run(capsys, "--masks", tmp_path, "-k", 3)
    assert code == 4
    assert "00003.jpg is truncated or damaged" in error


def test_wrong_arguments_are_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected, line in (
        (["--masks", tmp_path / "none"], 3, "none does not exist"),
        (["--masks", tmp_path], 3, "has no sequences; expected"),
        (["--masks", tmp_path, "--detail", "2"], 2, "detail is 2.0; it must be a number from 0 to 1"),
        (
            ["--masks", tmp_path, "--step", "2"],
            2,
            "'--step' goes with 'bench --bsds DIR', not with 'bench --masks",
        ),
        (["--detail", "0.5"], 2, "'--detail' goes with 'bench --masks DIR', not with 'bench'."),
        (["--masks", tmp_path, "--bsds", tmp_path], 2, "'--bsds' and '--masks' are two measurements"),
    ):
        code, out, error = run(capsys, *arguments)
        assert line in error
        assert (code, out, error.count("\n")) == (expected, "", 1)
