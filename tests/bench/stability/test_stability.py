"""The bench of stability: its figures, its table, its plot and its command."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import cv2
import click
import matplotlib.figure  # noqa: F401  # builds the cache of fonts before any test
import numpy as np
import pytest

from live_seg.bench.stability.measure import StabilityJob, measure_stability
from live_seg.bench.stability.methods import K_MEANS, LIVE_SEG, WARM_START
from live_seg.bench.stability.plot import plot_stability
from live_seg.bench.stability.result import ClipFigures, MethodFigures, Stability
from live_seg.bench.stability.table import stability_table
from live_seg.cli import main
from live_seg.config import Config
from live_seg.errors import ConfigError, SourceError
from live_seg.installation import install_command
from live_seg.report.progress import Lines
from tests.media import Film, moving_square, write_video

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [K_MEANS, WARM_START, LIVE_SEG]


def measured(*clips: Path, frames: int = 8) -> Stability:
    job = StabilityJob(tuple(map(str, clips)), Config(k=3), frames=frames)
    return measure_stability(job, Lines(io.StringIO()))[0]


def written(path: Path, value: int = 0, count: int = 7, width: int = 64, height: int = 48) -> Path:
    return write_video(path, [np.full((height, width, 3), value, np.uint8)] * count)


@pytest.fixture(scope="session")
def stability(silent_clip: Path) -> Stability:
    return measured(silent_clip, frames=12)


def test_three_methods_label_the_first_frames_at_640_pixels(stability: Stability, silent_clip: Path) -> None:
    (clip,) = stability.clips
    assert (clip.clip, clip.frames, clip.width, clip.height) == (str(silent_clip), 12, 640, 480)
    assert [figures.method for figures in clip.methods] == NAMES
    assert stability.losses == ()


def test_a_scene_of_k_colours_gets_stable_labels_that_fit(stability: Stability) -> None:
    (clip,) = stability.clips
    assert 50 < clip.still < 100
    for figures in clip.methods[1:]:
        assert figures.change is not None
        assert figures.boil is not None
        assert figures.boil <= figures.change < 1
        assert figures.inertia_mean == pytest.approx(1, abs=0.1)
        assert figures.inertia_mean <= figures.inertia_largest
        assert figures.milliseconds > 0


def test_a_flat_black_clip_has_figures(tmp_path: Path) -> None:
    (clip,) = measured(written(tmp_path / "black.mp4")).clips
    assert clip.still == 100
    for figures in clip.methods:
        assert (figures.change, figures.boil, figures.inertia_mean) == (0, 0, 1)


def test_without_still_pixels_there_is_no_figure_for_change(tmp_path: Path) -> None:
    pictures = [np.full((48, 64, 3), 20 + 40 * (index % 5), np.uint8) for index in range(8)]
    done = measured(write_video(tmp_path / "flashing.mp4", pictures))
    assert done.clips[0].still == 0
    assert all(figures.change is figures.boil is None for figures in done.clips[0].methods)
    assert " - " in stability_table(done)


def test_a_clip_that_is_too_short_is_an_error(tmp_path: Path) -> None:
    short = written(tmp_path / "short.mp4", count=6)
    with pytest.raises(SourceError, match=r"short.mp4 has 6 frames; stability is measured on 7 or more"):
        measured(short)


def test_too_few_frames_are_refused() -> None:
    with pytest.raises(ConfigError, match="frames is 6; it must be 7 or more"):
        StabilityJob(("a.mp4",), Config(), frames=6)


def test_a_camera_is_refused() -> None:
    with pytest.raises(ConfigError, match="clip is 0; the bench measures video files"):
        StabilityJob(("0",), Config())


def test_a_missing_clip_is_reported_before_the_first_is_measured(silent_clip: Path, tmp_path: Path) -> None:
    heard = io.StringIO()
    job = StabilityJob((str(silent_clip), str(tmp_path / "none.mp4")), Config())
    with pytest.raises(SourceError, match=r"none\.mp4 does not exist"):
        measure_stability(job, Lines(heard))
    assert heard.getvalue() == ""


def test_the_table_fits_80_columns_with_the_largest_figures() -> None:
    largest = MethodFigures(K_MEANS, 100.0, 100.0, 9999.999, 9999.999, 99999.9)
    clip = ClipFigures("folder/" + "long-name" * 12 + ".mp4", 100_000, 640, 36_000, 100.0, (largest,) * 3)
    lines = stability_table(Stability(64, 0, (clip, clip), None, ())).splitlines()
    assert max(len(click.unstyle(line)) for line in lines) <= 80
    assert sum("100.000" in line for line in lines) == 6


def test_a_piped_table_has_a_group_for_each_clip_and_no_colour(
    silent_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path / "other.mp4")
    assert main(["bench", "--stability", str(silent_clip), str(other), "--frames", "7", "-k", "3"]) == 0
    out, error = capsys.readouterr()
    lines = out.splitlines()
    assert "\x1b" not in out
    assert error == ""
    assert [line for line in lines if line.endswith(".mp4")] == ["silent.mp4", "other.mp4"]
    assert [sum(line.strip().startswith(name) for line in lines) for name in NAMES] == [2, 2, 2]
    assert max(map(len, lines)) <= 80


def test_json_is_one_object(silent_clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(silent_clip), "--stability", "--frames", "7", "-k", "2", "--seed", "3", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["k"], done["seed"], done["plot"]) == (2, 3, None)
    assert [figures["method"] for figures in done["clips"][0]["methods"]] == NAMES
    assert set(done["clips"][0]["methods"][0]) == set(MethodFigures.__slots__)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["bench", "--stability"], "Name the videos to measure"),
        (["bench", "--stability", "a.mp4", "--frames", "3"], "frames is 3; it must be 7 or more"),
        (["bench", "--stability", "a.mp4", "-k", "0"], "k is 0"),
        (["bench", "--stability", "a.mp4", "--plot", "a.jpg"], "plot is a.jpg; its name must end in .png or .svg"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, error = capsys.readouterr()
    assert line in error
    assert (out, error.count("\n")) == ("", 1)


def test_the_command_reports_a_clip_that_is_too_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--stability", str(written(tmp_path / "short.mp4", count=3))]) == 3
    assert "has 3 frames" in capsys.readouterr().err


def test_a_damaged_clip_is_measured_up_to_the_damage_with_a_loss(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:-6000])
    assert main(["bench", "--stability", str(cut), "-k", "2"]) == 4
    out, error = capsys.readouterr()
    assert LIVE_SEG in out
    assert "of 1.0 s" in error


def test_the_plot_is_an_image_of_the_usual_size(
    silent_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "plot.png"
    assert main(["bench", "--stability", str(silent_clip), "--frames", "8", "-k", "3", "--plot", str(plot)]) == 0
    assert capsys.readouterr().err == f"live-seg: wrote {plot}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["plot.png"]
    assert plot.read_bytes().startswith(b"\x89PNG")
    picture = cv2.imread(str(plot))
    assert picture is not None
    height, width = picture.shape[:2]
    assert width == 2000
    assert 900 < height < 1300
    assert (picture[0] == 255).all()
    assert len(np.unique(picture[::8, ::8].reshape(-1, 3), axis=0)) > 100


def test_a_plot_of_several_clips_of_any_shape_and_name(tmp_path: Path) -> None:
    clips = [written(tmp_path / "price$in$.mp4", width=32, height=48), written(tmp_path / f"{'映' * 20}.mp4", 255)]
    plot = tmp_path / "plot.svg"
    _, series = measure_stability(StabilityJob(tuple(map(str, clips)), Config(k=3)), Lines(io.StringIO()))
    plot_stability(series, plot, overwrite=False)
    assert "<svg" in plot.read_text()


def test_an_existing_plot_is_only_replaced_with_overwrite(
    silent_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "plot.PNG"
    plot.write_text("mine")
    command = ["bench", "--stability", str(silent_clip), "--frames", "7", "-k", "2", "--plot", str(plot)]
    assert main(command) == 5
    assert "--overwrite" in capsys.readouterr().err
    assert plot.read_text() == "mine"
    assert main([*command, "--overwrite"]) == 0
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_a_clip_is_never_overwritten_by_its_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_video(tmp_path / "in.mkv", moving_square(7), Film())
    link = tmp_path / "link.png"
    link.hardlink_to(source)
    assert main(["bench", "--stability", str(source), "--plot", str(link), "--overwrite"]) == 2
    assert "never overwritten" in capsys.readouterr().err


def test_without_matplotlib_one_line_tells_how_to_install_it(
    silent_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert main(["bench", "--stability", str(silent_clip), "--plot", str(tmp_path / "plot.png")]) == 2
    assert (
        capsys.readouterr().err == f"live-seg: a plot needs matplotlib; install it with: {install_command('plots')}\n"
    )
    assert main(["bench", "--stability", str(silent_clip), "--frames", "7", "-k", "2"]) == 0
