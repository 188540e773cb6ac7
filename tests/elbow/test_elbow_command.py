"""The elbow command: the frames it samples, its figures, its table, its plot and its errors."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import cv2
import click
import numpy as np
import pytest

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.cli import main
from live_seg.config import Config
from live_seg.elbow.measure import ElbowJob, measure
from live_seg.elbow.plot import plot_elbow
from live_seg.elbow.sample_frames import IN_A_ROW, SampleFrames, sample_frames_of
from live_seg.elbow.table import BAR_WIDTH, elbow_table, verdict
from live_seg.errors import ConfigError, SourceError
from live_seg.report.progress import Lines
from live_seg.source.spread import SPREAD
from tests import oracle
from tests.media import Film, cut, write_video
from tests.pictures import write
from tests.streams import MjpegServer

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.elbow.result import Elbow
    from tests.media import Picture

COLOURS = ((30, 30, 200), (200, 60, 40), (40, 160, 60), (235, 235, 235))
FLAG = oracle.stripes(*COLOURS[:3], height=60, width=90)


def gray(level: int) -> Picture:
    return np.full((48, 64, 3), level, np.uint8)


def sampled(address: object, at: float | None = None) -> SampleFrames:
    return sample_frames_of(str(address), at, MAX_MEGAPIXELS, lambda: None)


def levels(found: SampleFrames) -> list[int]:
    """The mean level of each frame, to the nearest ten."""
    return [round(float(frame.bgr.mean()) / 10) * 10 for frame in found.frames]


@pytest.fixture(scope="module")
def ramp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of video at 10 frames per second; frame n has the level 10 n."""
    path = tmp_path_factory.mktemp("ramp") / "ramp.mp4"
    return write_video(path, [gray(10 * index) for index in range(20)], Film(rate=Fraction(10)))


@pytest.fixture(scope="module")
def flag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("flag") / "flag.png", FLAG)


@pytest.fixture(scope="module")
def found(flag: Path) -> Elbow:
    return measure(ElbowJob(str(flag)), Lines(io.StringIO()))


def run(arguments: list[object], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["elbow", *map(str, arguments)])
    out, error = capsys.readouterr()
    return code, out, error


def test_frames_are_spread_over_a_video(ramp: Path) -> None:
    seen = levels(sampled(ramp))
    assert len(seen) == SPREAD
    assert np.abs(np.array(seen) - 190 * (np.arange(SPREAD) + 0.5) / SPREAD).max() <= 15


def test_all_frames_of_a_short_video_are_used(tmp_path: Path) -> None:
    short = write_video(tmp_path / "short.mp4", [gray(50), gray(100), gray(150)], Film(rate=Fraction(10)))
    assert len(sampled(short).frames) == 3


@pytest.mark.parametrize(("at", "first"), [(0, 0), (0.55, 50), (1.0, 100), (1.96, 190)])
def test_consecutive_frames_from_a_time_on_are_used(at: float, first: int, ramp: Path) -> None:
    assert levels(sampled(ramp, at)) == [*range(first, 200, 10)][:IN_A_ROW]


def test_a_time_after_the_end_is_an_error(ramp: Path) -> None:
    with pytest.raises(SourceError, match=r"ramp\.mp4 has no frame at 2\.5 s: it ends before"):
        sampled(ramp, 2.5)


def test_a_file_that_is_shorter_than_its_header_says_is_sampled(tmp_path: Path) -> None:
    grain = np.random.default_rng(0).integers(0, 20, (20, 48, 64, 3), dtype=np.uint8)
    film = [np.asarray(gray(10 * index) + grain[index], np.uint8) for index in range(20)]
    whole = write_video(tmp_path / "cut.mp4", film, Film(rate=Fraction(10)))
    seen = levels(sampled(cut(whole, 0.6)))
    assert 2 < len(seen) < SPREAD
    assert seen == sorted(seen)


def test_images_are_spread_over_a_folder(tmp_path: Path) -> None:
    for index in range(20):
        write(tmp_path / f"f{index}.png", gray(10 * index))
    assert levels(sampled(tmp_path)) == [10, 30, 60, 80, 110, 130, 160, 180]


def test_the_first_seconds_of_an_endless_source_are_used() -> None:
    assert [float(frame.time) for frame in sampled("demo").frames] == pytest.approx(np.arange(SPREAD) * 0.25, abs=0.12)


def test_an_endless_source_is_read_up_to_the_time() -> None:
    assert [frame.index for frame in sampled("demo", 1).frames] == [30, 31, 32, 33, 34]


def test_a_time_is_refused_for_images(flag: Path) -> None:
    with pytest.raises(ConfigError, match=r"at is 3; it is for a video or a camera, and .*flag\.png is images"):
        sampled(flag, 3)


def test_an_unreadable_image_among_others_is_a_loss(tmp_path: Path) -> None:
    write(tmp_path / "a.png", FLAG)
    (tmp_path / "b.png").write_text("no image")
    seen = sampled(tmp_path)
    assert len(seen.frames) == 1
    assert "b.png" in seen.losses[0]


def test_frames_are_measured_together(tmp_path: Path) -> None:
    two = [oracle.stripes(*COLOURS[:2]), oracle.stripes(*COLOURS[2:])]
    clip = write_video(tmp_path / "two.mkv", two * 4, Film(codec="ffv1", pixel_format="bgr0"))
    together = measure(ElbowJob(str(clip)), Lines(io.StringIO()))
    assert (together.frames, together.knee) == (8, 4)


def test_the_table_has_the_figures_of_every_k_and_the_conclusion(found: Elbow) -> None:
    text = elbow_table(found)
    for k, inertia in zip(found.ks, found.inertia, strict=True):
        assert f"{k}" in text
        assert f"{inertia:,.0f}" in text
    assert "K = 3, confidence 1.00" in text
    assert "highest Calinski-Harabasz: K = 3; sharpest bend of the curve: K = 3" in text


@pytest.mark.parametrize("inertia", [1e13, 12.5, 0.0])
@pytest.mark.parametrize("knee", [None, 3])
def test_the_table_fits_80_columns_with_large_and_small_figures(inertia: float, knee: int | None, found: Elbow) -> None:
    wide = replace(
        found,
        frames=8,
        inertia=tuple(inertia / k for k in found.ks),
        calinski_harabasz=(None, *(1e9 for _ in found.ks[1:])),
        knee=knee,
        suggestion=64,
    )
    lines = [plain(line) for line in elbow_table(wide).splitlines()]
    assert max(map(len, lines)) <= 80
    assert not any(line.endswith("…") for line in lines)


def plain(line: str) -> str:
    """A line without colours."""
    return click.unstyle(line)


def test_the_table_shows_the_curve_as_bars(found: Elbow) -> None:
    rows = [line for line in map(plain, elbow_table(found).splitlines()) if "█" in line]
    assert rows[0].count("█") == BAR_WIDTH
    assert len(rows) >= 2
    lengths = [row.count("█") for row in rows]
    assert lengths == sorted(lengths, reverse=True)


def test_without_a_clear_elbow_a_k_is_suggested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = write(tmp_path / "noise.png", oracle.noise(60, 90))
    code, out, _ = run([noise], capsys)
    assert code == 0
    assert "no clear elbow; K = " in out


def test_json_has_the_curve_and_only_finite_numbers(flag: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, error = run([flag, "--json", "--k-max", 5], capsys)
    assert (code, error) == (0, "")
    curve = json.loads(out, parse_constant=pytest.fail)
    assert curve["ks"] == [1, 2, 3, 4, 5]
    assert (curve["knee"], curve["confidence"], curve["frames"]) == (3, 1.0, 1)
    assert curve["inertia"] == sorted(curve["inertia"], reverse=True)
    assert curve["calinski_harabasz"][0] is None
    assert curve["second_opinion"] == 3


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_plot_is_an_image(suffix: str, flag: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / f"elbow{suffix}"
    code, _, error = run([flag, "--plot", plot], capsys)
    assert code == 0
    assert error == f"live-seg: wrote {plot}\n"
    if suffix == ".png":
        picture = cv2.imread(str(plot))
        assert picture is not None
        assert picture.shape == (952, 2000, 3)
    else:
        assert plot.read_text().startswith("<?xml")


@pytest.mark.parametrize("change", [{"knee": None}, {"inertia": (0.0,) * 10}, {"ks": (1,), "inertia": (5.0,)}])
def test_every_curve_can_be_drawn(change: dict[str, Any], found: Elbow, tmp_path: Path) -> None:
    changed = replace(found, **change)
    if len(changed.ks) == 1:
        changed = replace(changed, knee=None, separation=(1.0,), calinski_harabasz=(None,))
    plot_elbow(changed, tmp_path / "elbow.png", overwrite=False)
    assert (tmp_path / "elbow.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--k-max", "65"], 2, "Invalid value for '--k-max': 65 is not in the range"),
        (["--k-max", "0"], 2, "'--k-max': 0 is not in the range"),
        (["--at", "-1"], 2, "-1.0 is not in the range 0 <= SECONDS"),
        (["--at", "nan"], 2, "nan is not in the range"),
        (["--at", "1"], 2, "at is 1; it is for a video or a camera"),
        (["--plot", "elbow.gif"], 2, "plot is elbow.gif; its name must end in .png or .svg"),
        (["--plot", "{flag}"], 2, "is the input"),
        (["--plot", "no/where.png"], 5, "the folder no does not exist"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(
    arguments: list[str], code: int, message: str, flag: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, out, error = run([flag, *(argument.format(flag=flag) for argument in arguments)], capsys)
    assert (exit_code, out, error.count("\n")) == (code, "", 1)
    assert message in error


def test_an_existing_plot_is_only_replaced_with_overwrite(
    flag: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "elbow.svg"
    plot.write_text("mine")
    assert run([flag, "--plot", plot], capsys)[0] == 5
    assert plot.read_text() == "mine"
    assert run([flag, "--plot", plot, "--overwrite"], capsys)[0] == 0
    assert plot.read_text() != "mine"


def test_a_missing_file_or_camera_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for source in (tmp_path / "missing.mp4", 99):
        code, out, error = run([source], capsys)
        assert (code, out, error.count("\n")) == (3, "", 1)


def test_the_config_is_used(flag: Path) -> None:
    config = Config(k=4, colour_space="bgr", sample_size=1000)
    found = measure(ElbowJob(str(flag), config), Lines(io.StringIO()))
    assert (found.colour_space, found.ks) == ("bgr", (1, 2, 3, 4))
    assert found.pixels <= 1000


VARYING = tuple(Fraction(index, 50) for index in range(30)) + tuple(
    Fraction(3, 5) + Fraction(index, 5) for index in range(30)
)
"""Times in seconds of thirty frames at 50 frames per second, and thirty at 5 frames per second."""


@pytest.fixture(scope="module")
def varying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video with varying intervals between frames; frame n has the level 4 n."""
    path = tmp_path_factory.mktemp("varying") / "varying.mp4"
    film = Film(times=VARYING, time_base=Fraction(1, 600), hold=Fraction(1, 5))
    return write_video(path, [gray(4 * index) for index in range(60)], film)


@pytest.mark.parametrize("at", [0.1, 1.0, 3.05, 5.0, 6.5])
def test_the_frame_at_a_time_is_found_with_varying_intervals(at: float, varying: Path) -> None:
    shown = max(time for time in VARYING if time <= at)
    found = sampled(varying, at)
    assert found.frames[0].time == shown
    assert found.losses == ()


def test_frames_are_spread_over_a_video_with_varying_intervals(varying: Path) -> None:
    found = sampled(varying)
    assert len(found.frames) >= SPREAD // 2
    assert found.losses == ()


def test_a_plot_never_replaces_an_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = write(tmp_path / "a.png", FLAG).read_bytes()
    for source in (tmp_path, tmp_path / "*.png"):
        code, _, error = run([source, "--plot", tmp_path / "a.png", "--overwrite"], capsys)
        assert code == 2
        assert "is the input" in error
    assert (tmp_path / "a.png").read_bytes() == before


def test_an_image_of_one_colour_has_one_segment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run([write(tmp_path / "gray.png", gray(90))], capsys)
    assert "K = 1, a single visible colour" in out
    assert "no clear elbow" not in out


def test_the_result_hides_the_password_of_a_stream() -> None:
    with MjpegServer() as camera:
        found = measure(ElbowJob(camera.address.replace("://", "://me:hunter2@"), Config(k=2)), Lines(io.StringIO()))
    assert "hunter2" not in repr(found)
    assert found.source.startswith("http://me:***@127.0.0.1")


def test_a_video_of_several_scenes_is_told(tmp_path: Path) -> None:
    one, other = oracle.noise(48, 64, 1), oracle.noise(48, 64, 2)
    two_scenes = write_video(tmp_path / "two.mp4", [one] * 10 + [other] * 10, Film(rate=Fraction(10)))
    one_scene = write_video(tmp_path / "one.mp4", [one] * 20, Film(rate=Fraction(10)))
    assert "seem to be of several scenes" in sampled(two_scenes).remarks[-1]
    assert sampled(one_scene).remarks == ()


def test_the_table_says_where_frames_in_a_row_begin(ramp: Path) -> None:
    found = measure(ElbowJob(str(ramp), at=0.5), Lines(io.StringIO()))
    assert "5 frames from 0.5 s on, " in elbow_table(found)


def test_the_table_and_the_json_name_one_k_for_a_picture_of_few_colours(tmp_path: Path) -> None:
    picture = np.full((100, 100, 3), 120, np.uint8)
    picture[40:48, 40:48], picture[70:78, 70:78] = 130, 110
    for name, given, k in (("few.png", picture, 3), ("plain.png", gray(120), 1)):
        found = measure(ElbowJob(str(write(tmp_path / name, given))), Lines(io.StringIO()))
        assert verdict(found).startswith(f"K = {k}, ")
        assert found.suggestion == k
