"""The bench of speed: its figures, its table and its command."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import numpy as np
import pytest

from live_seg.bench import stages
from live_seg.bench.footage import Size, open_footage
from live_seg.bench.machine import this_machine
from live_seg.bench.rounds import Effort, Timing
from live_seg.bench.speed.ffmpeg import Ffmpeg
from live_seg.bench.speed.measure import SpeedJob, measure_speed
from live_seg.bench.speed.peers import FFMPEG, OPENCV, SCIKIT_LEARN
from live_seg.bench.speed.result import PeerFigures, Peers, Speed
from live_seg.bench.speed.table import speed_table
from live_seg.cli import main
from live_seg.config import Config
from live_seg.pipeline.prepare import COMPILING
from live_seg.report.progress import Lines
from tests.media import write_video
from tests.platforms import posix_only

if TYPE_CHECKING:
    from pathlib import Path

TINY = Size(64, 48)
ONCE = Effort(seconds=0, fewest=1, most=1)
STAGES = [
    stages.SAMPLE, stages.FIT, stages.MEASURE, stages.LABEL, stages.LABEL_AGAIN, stages.HOLD, stages.RECOLOUR,
    stages.WHOLE,
]  # fmt: skip


def measured(**settings: object) -> Speed:
    job = SpeedJob(Config(k=4), size=TINY, effort=ONCE, peers_effort=ONCE)
    return measure_speed(replace(job, **settings), Lines(io.StringIO()))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def speed() -> Speed:
    return measured()


@pytest.fixture
def without_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def test_every_stage_is_compared_with_the_copy(speed: Speed) -> None:
    assert [stage.name for stage in speed.stages] == STAGES
    for stage in speed.stages:
        assert 0 < stage.milliseconds.low <= stage.milliseconds.median <= stage.milliseconds.high
        assert stage.times_copy == stage.milliseconds.median / speed.copy.median


def test_the_result_names_the_footage_and_the_rounds(speed: Speed) -> None:
    assert (speed.footage, speed.frames, speed.width, speed.height) == ("the demo scene", 90, 64, 48)
    assert (speed.k, speed.rounds, speed.peers.rounds, speed.losses) == (4, 1, 1, ())


def test_the_ratios_cover_other_ks_colour_spaces_and_hysteresis(speed: Speed) -> None:
    over = [(ratio.what, ratio.relative_to) for ratio in speed.ratios]
    assert over == [
        ("k = 4", "the copy"),
        ("k = 4", "cvtColor"),
        ("k = 8", "k = 4"),
        ("k = 32", "k = 4"),
        ("k = 64", "k = 4"),
        ("in CIELAB", "in BGR"),
        ("with hysteresis", "k = 4"),
    ]


def test_the_peers_are_compared_with_live_seg(speed: Speed) -> None:
    assert [peer.name for peer in speed.peers.others] == [SCIKIT_LEARN, OPENCV, FFMPEG]
    for peer in speed.peers.others[:2]:
        assert peer.milliseconds is not None
        assert peer.times_live_seg == peer.milliseconds.median / speed.peers.live_seg.median


@pytest.mark.usefixtures("without_ffmpeg")
def test_a_missing_ffmpeg_is_noted_in_its_row() -> None:
    done = measured()
    ffmpeg = done.peers.others[2]
    assert (ffmpeg.missing, ffmpeg.milliseconds, ffmpeg.times_live_seg) == ("not installed", None, None)
    assert "ffmpeg" not in done.machine.versions
    (row,) = (line for line in click.unstyle(speed_table(done)).splitlines() if "not installed" in line)
    assert row.startswith("ffmpeg ")


def fake_ffmpeg(folder: Path, script: str) -> None:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@posix_only
def test_ffmpeg_without_the_filter_is_noted_in_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_ffmpeg(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert measured().peers.others[2].missing == "no elbg filter"


def test_the_time_of_ffmpeg_is_what_the_filter_adds_per_frame() -> None:
    assert Ffmpeg.seconds_per_frame(with_filter=[7, 10, 9], without_filter=[1, 4, 9]) == [2, 2, 0]


@posix_only
def test_ffmpeg_is_run_with_one_step_of_the_filter_and_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_ffmpeg(tmp_path, f'echo "$(wc -c)" "$*" >> {tmp_path}/runs')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert measured().peers.others[2].milliseconds is not None
    probe, *runs = [run for run in (tmp_path / "runs").read_text().splitlines() if "-version" not in run]
    assert [run.split(" -vf ")[1].split()[0] for run in runs] == ["elbg=l=4:n=1", "null"] * 2
    assert {run.split()[0] for run in (probe, *runs)} == {str(3 * 64 * 48 * 3)}


def test_each_run_has_another_palette_that_differs_a_little() -> None:
    workload = stages.Workload.of(open_footage(None, TINY), Config(k=4))
    seen = {workload.palette(number).centroids.tobytes() for number in range(2 * 61)}
    assert len(seen) == 2 * 61
    first = workload.palette(0).centroids
    assert all(abs(workload.palette(number).centroids - first).max() <= 1 for number in range(2 * 61))


@pytest.mark.parametrize("space", ["lab", "bgr"])
def test_every_stage_runs_on_frames_of_one_colour(space: str) -> None:
    footage = open_footage(None, TINY)
    for level in (0, 255):
        flat = replace(footage, frames=tuple(frame * 0 + level for frame in footage.frames[:2]))
        workload = stages.Workload.of(flat, Config(k=4, colour_space=space))  # type: ignore[arg-type]
        for name, task in stages.stages(workload).items():
            assert task(0) is not None, name


def test_the_table_fits_80_columns_with_the_largest_figures_and_longest_names(speed: Speed) -> None:
    large = Timing(99999.4, 99999.4, 99999.4)
    peers = (
        PeerFigures(FFMPEG, "", None, None, "no elbg filter"),
        PeerFigures(SCIKIT_LEARN, "", large, 999999.0),
    )
    awkward = replace(
        speed,
        machine=replace(speed.machine, cpu="Processor (R) " * 12, cores=1, threads=1),
        footage="long-name" * 12 + ".mp4",
        copy=large,
        stages=tuple(replace(stage, milliseconds=large, times_copy=999999.0) for stage in speed.stages),
        ratios=tuple(replace(ratio, milliseconds=large, times=999999.0) for ratio in speed.ratios),
        peers=Peers(1, large, peers),
    )
    lines = click.unstyle(speed_table(awkward)).splitlines()
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines)
    assert text.count("99999 - 99999") == 1 + 8 + 6 + 2  # the second ratio of a task has no time
    assert text.count("999999") == 8 + 7 + 1
    assert all(name in text for name in STAGES)
    assert "…" not in text
    assert "1 core, 1 thread" in text


def test_the_table_names_everything_that_was_measured(speed: Speed) -> None:
    text = click.unstyle(speed_table(speed))
    for words in (this_machine().cpu, "90 frames of the demo scene, 64x48, k = 4", "x cvtColor", "cv2.kmeans", *STAGES):
        assert words in text


@pytest.mark.usefixtures("without_ffmpeg")
def test_json_is_one_object_with_all_figures(silent_clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json", "--video", str(silent_clip), "--seconds", "0.01", "-k", "3"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert set(done) == set(Speed.__slots__)
    assert (done["footage"], done["width"], done["height"], done["k"]) == ("silent.mp4", 64, 48, 3)
    assert [stage["name"] for stage in done["stages"]] == STAGES
    assert set(done["stages"][0]["milliseconds"]) == {"median", "low", "high"}
    assert done["peers"]["others"][2] == {
        "name": "ffmpeg", "how": "elbg filter, one step", "milliseconds": None, "times_live_seg": None,
        "missing": "not installed",
    }  # fmt: skip


@pytest.mark.usefixtures("without_ffmpeg")
def test_a_piped_table_has_80_columns_and_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--size", "64x48", "--seconds", "0.01"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert stages.WHOLE in out


def test_stages_and_peers_share_the_time() -> None:
    job = SpeedJob().lasting(3)
    assert (job.effort.seconds, job.peers_effort.seconds) == (1.5, 1.5)
    assert job.effort.fewest == SpeedJob().effort.fewest


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--size", "1920"], "size is '1920'; it must be WIDTHxHEIGHT, like 1920x1080"),
        (["--size", "0x4"], "size is 0x4; it must be 64x48 or more"),
        (["--size", "99999x99999"], "size is 99999x99999; it must be 64x48 or more, and at most as many pixels as"),
        (["-k", "0"], "k is 0; it must be a whole number from 1 to 64"),
        (["--seconds", "nan"], "nan is not in the range"),
        (["--video", "0"], "video is 0; the bench measures video files"),
        (["a.mp4"], "'bench' takes no CLIP; use 'bench --stability CLIP...' or '--video CLIP'."),
        (["--frames", "8"], "'--frames' goes with 'bench --stability CLIP...', not with 'bench'."),
        (["--plot", "a.png"], "'--plot' goes with 'bench --growth' and 'bench --stability CLIP...', not with 'bench'."),
        (["--stability", "a.mp4", "--size", "64x48"], "'--size' goes with 'bench', not with 'bench --stability CLIP"),
        (["--stability", "a.mp4", "--video", "b.mp4"], "'--video' goes with 'bench' and 'bench --growth', not with"),
        (["--growth", "--size", "64x48"], "'--size' goes with 'bench', not with 'bench --growth'."),
        (["--growth", "a.mp4"], "'bench --growth' takes no CLIP"),
        (["--growth", "--stability", "a.mp4"], "are two measurements: ask for one at a time."),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", *arguments]) == 2
    out, error = capsys.readouterr()
    assert line in error
    assert (out, error.count("\n")) == ("", 1)


def test_the_help_has_a_line_for_each_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--help"]) == 0
    lines = [line.split("  ")[1] for line in capsys.readouterr().out.splitlines() if line.startswith("  bench")]
    kinds = ["", " --growth", " --stability CLIP...", " --bsds DIR", " --masks DIR"]
    assert lines == [f"bench{kind}" for kind in kinds]


def test_a_missing_video_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--video", str(tmp_path / "none.mp4")]) == 3
    assert capsys.readouterr().err == f"live-seg: {tmp_path / 'none.mp4'} does not exist\n"


def test_a_clip_that_is_too_small_gets_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = write_video(tmp_path / "small.mp4", [np.zeros((32, 32, 3), np.uint8)] * 3)
    assert main(["bench", "--video", str(clip)]) == 2
    assert capsys.readouterr().err.endswith("as many pixels as 4096x2160; scale the frames with --size\n")


@posix_only
def test_ctrl_c_ends_the_bench_with_one_line(tmp_path: Path) -> None:
    # a fake ffmpeg shows that the measurement has begun
    fake_ffmpeg(tmp_path, f"touch {tmp_path}/started; exec sleep 60")
    child = subprocess.Popen(
        [sys.executable, "-m", "live_seg", "bench", "--size", "64x48", "--seconds", "0.01"],
        env=os.environ | {"PATH": f"{tmp_path}:/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (tmp_path / "started").exists():
        assert child.poll() is None
    child.send_signal(signal.SIGINT)
    out, error = child.communicate(timeout=20)
    assert child.returncode == 130
    lines = [line for line in error.splitlines() if line and line != COMPILING]
    assert (out, lines) == ("", ["live-seg: interrupted; half a measurement is not reported"])
