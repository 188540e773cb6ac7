"""The bench of how time grows: its figures, its table and its plot."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import click
import matplotlib.figure  # noqa: F401  # builds the cache of fonts before any test
import numpy as np
import pytest

from live_seg.bench.footage import Size
from live_seg.bench.growth.measure import Grid, GrowthJob, measure_growth
from live_seg.bench.growth.plot import plot_growth
from live_seg.bench.growth.result import PIXELS, SAMPLE, Axis, Growth, K, Point
from live_seg.bench.growth.table import growth_table
from live_seg.bench.rounds import Effort, Timing
from live_seg.cli import main
from live_seg.report.progress import Lines

if TYPE_CHECKING:
    from pathlib import Path

TINY = Grid(sizes=(Size(64, 48), Size(128, 96)), ks=(1, 3), sample_sizes=(100, 1000), size=Size(128, 96))
ONCE = Effort(seconds=0, fewest=1, most=1)


def measured(**settings: object) -> Growth:
    job = GrowthJob(grid=TINY, effort=ONCE)
    return measure_growth(replace(job, **settings), Lines(io.StringIO()))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def growth() -> Growth:
    return measured()


def test_pixels_k_and_sample_vary_one_at_a_time(growth: Growth) -> None:
    named = {axis.varies: [(point.value, point.name) for point in axis.points] for axis in growth.axes}
    assert named == {
        PIXELS: [(64 * 48, "64x48"), (128 * 96, "128x96")],
        K: [(1, "1"), (3, "3")],
        SAMPLE: [(100, "100"), (1000, "1,000")],
    }
    assert (growth.size, growth.k, growth.sample, growth.footage) == ("128x96", 8, 14_400, "the demo scene")


def test_each_point_has_three_times(growth: Growth) -> None:
    for axis in growth.axes:
        assert axis.rounds == 1
        for point in axis.points:
            assert min(point.label_and_recolour.median, point.fit.median, point.whole.median) > 0


def test_the_frames_of_a_clip_are_scaled_to_every_size(silent_clip: Path) -> None:
    done = measured(video=str(silent_clip))
    assert done.footage == "silent.mp4"
    assert [point.name for point in done.axes[0].points] == ["64x48", "128x96"]


def made(growth: Growth, *milliseconds: float) -> Growth:
    """The same result with other figures: one point for each, on every axis."""
    points = tuple(
        Point(10 ** (index + 3), f"{10 ** (index + 3):,}", Timing(ms, ms, ms), Timing(1, 1, 1), Timing(ms, ms, ms))
        for index, ms in enumerate(milliseconds)
    )
    return replace(growth, axes=tuple(Axis(varies, 1, points) for varies in (PIXELS, K, SAMPLE)))


def test_the_table_has_the_ratio_of_the_last_row_to_the_first(growth: Growth) -> None:
    rows = [line.split() for line in click.unstyle(growth_table(made(growth, 2, 4, 50))).splitlines()]
    first = next(row for row in rows if row[1:2] == ["times"])
    assert " ".join(first) == "100 times 25.0 times 1.00 times 25.0 times"


def test_the_table_fits_80_columns_with_the_largest_figures(growth: Growth) -> None:
    lines = click.unstyle(growth_table(made(growth, 99999, 99999))).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.count("99999 - 99999") for line in lines) == 3 * 2 * 2
    assert "…" not in "\n".join(lines)


def test_the_plot_is_an_image_with_nothing_at_its_edges(growth: Growth, tmp_path: Path) -> None:
    plot = tmp_path / "growth.png"
    plot_growth(growth, plot, overwrite=False)
    assert replace(growth, plot=plot).remarks[0] == f"wrote {plot}"
    assert [path.name for path in tmp_path.iterdir()] == ["growth.png"]
    picture = cv2.imread(str(plot))
    assert picture is not None
    height, width = picture.shape[:2]
    assert width == 2000
    assert 900 < height < 1000
    assert all((edge == 255).all() for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]))
    assert len(np.unique(picture[::4, ::4].reshape(-1, 3), axis=0)) > 50


@pytest.mark.parametrize("milliseconds", [(0.001, 0.002), (10.0, 10.0, 10.0), (1e5, 1e6, 1e7)])
def test_figures_of_any_size_are_drawn(milliseconds: tuple[float, ...], growth: Growth, tmp_path: Path) -> None:
    plot_growth(made(growth, *milliseconds), tmp_path / "growth.svg", overwrite=False)
    assert "<svg" in (tmp_path / "growth.svg").read_text()


def test_a_plot_that_cannot_be_written_is_refused_before_measuring(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--growth", "--plot", "growth.jpg"]) == 2
    assert capsys.readouterr().err == "live-seg: plot is growth.jpg; its name must end in .png or .svg\n"
    (tmp_path / "mine.png").write_text("mine")
    assert main(["bench", "--growth", "--plot", str(tmp_path / "mine.png")]) == 5
    assert "--overwrite" in capsys.readouterr().err
    assert (tmp_path / "mine.png").read_text() == "mine"


def test_the_axes_share_the_time() -> None:
    assert GrowthJob().lasting(6).effort.seconds == 2


def test_a_missing_video_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--growth", "--seconds", "1", "--video", str(tmp_path / "none.mp4")]) == 3
    assert "none.mp4 does not exist" in capsys.readouterr().err
