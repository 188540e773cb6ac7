"""K chosen by the elbow, for each image and for each scene of a video."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from live_seg.cli import main
from live_seg.config import Config
from live_seg.elbow.measure import ElbowJob, measure
from live_seg.frame import Frame
from live_seg.pipeline.interrupts import Interrupts
from live_seg.processing.auto_k import ChosenK, SceneKs, choose_k, remarks_on
from live_seg.processing.images import ImagesReport
from live_seg.processing.job import Job
from live_seg.processing.run import run as run_job
from live_seg.processing.video_report import VideoReport
from live_seg.report.progress import Lines
from live_seg.segment import Segmenter
from live_seg.segment.elbow.scene_frames import ENOUGH
from live_seg.segment.palette_file import read_palette
from live_seg.sink.outputs import Outputs
from tests import oracle
from tests.media import Film, pictures_in, write_video
from tests.pictures import write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.media import Picture

COLOURS = ((40, 40, 200), (200, 60, 40), (40, 160, 60), (30, 200, 230), (235, 235, 235), (20, 20, 20))
LOSSLESS = Film(rate=Fraction(10), codec="ffv1", pixel_format="bgr0")


def scene(count: int, frames: int, seed: int = 0) -> list[Picture]:
    """Frames of so many colours: stripes, across or down by the seed, with a little noise."""
    rng = np.random.default_rng(seed)
    picture = oracle.stripes(*COLOURS[:count], height=64, width=64)
    if seed % 2:
        picture = picture.transpose(1, 0, 2)
    noisy = picture + rng.normal(0, 2, (frames, 64, 64, 3))
    return list(np.clip(np.rint(noisy), 0, 255).astype(np.uint8))


def frames_of(*pictures: Picture) -> list[Frame]:
    return [Frame(index, Fraction(index, 10), picture) for index, picture in enumerate(pictures)]


def run(sources: object, output: object, **options: Any) -> VideoReport | ImagesReport:
    job = Job((str(sources),), str(output), auto_k=True, **{"config": Config()} | options)
    return run_job(job, Lines(io.StringIO()), Interrupts())


def segmented(frames: list[Frame]) -> tuple[list[int], SceneKs]:
    """The number of colours of each frame's palette, and what was chosen."""
    segmenter = Segmenter()
    scenes = SceneKs(segmenter)
    counts = [len(segmenter.segment(frame).palette.colours) for frame in scenes.ahead_of(frames)]
    return counts, scenes


def test_the_first_frames_of_a_scene_decide() -> None:
    counts, scenes = segmented(frames_of(*scene(4, 8)))
    assert counts == [4] * 8
    assert [(choice.time, choice.k) for choice in scenes.chosen] == [(Fraction(0), 4)]
    assert scenes.chosen[0].confidence > 0.9


def test_every_scene_has_its_own() -> None:
    counts, scenes = segmented(frames_of(*scene(2, 7), *scene(5, 7, seed=1), *scene(3, 7)))
    assert counts == [2] * 7 + [5] * 7 + [3] * 7
    assert [float(choice.time) for choice in scenes.chosen] == [0, 0.7, 1.4]


def test_frames_come_in_their_order_and_none_is_lost() -> None:
    frames = frames_of(*scene(2, 7), *scene(5, 2, seed=1), *scene(3, 1))
    segmenter = Segmenter()
    seen = []
    for frame in SceneKs(segmenter).ahead_of(frames):
        segmenter.segment(frame)
        seen.append(frame.index)
    assert seen == list(range(10))


def test_scenes_shorter_than_what_decides_have_their_own_too() -> None:
    counts, _ = segmented(frames_of(*scene(2, 2), *scene(5, ENOUGH - 2, seed=1), *scene(3, 1)))
    assert counts == [2] * 2 + [5] * (ENOUGH - 2) + [3]


def test_a_stream_without_frames_has_no_choice() -> None:
    assert segmented([])[1].chosen == []


def test_a_video_of_one_scene_has_the_k_of_the_elbow_command(tmp_path: Path) -> None:
    film = scene(2, 48)
    for picture in film[8:]:  # the first frames alone would have another K
        picture[8:24, 8:24], picture[40:56, 8:24] = COLOURS[2], COLOURS[3]
    clip = write_video(tmp_path / "in.mkv", film, LOSSLESS)
    measured = measure(ElbowJob(str(clip)), Lines(io.StringIO()))
    done = run(clip, tmp_path / "out.mp4")
    assert isinstance(done, VideoReport)
    assert [choice.k for choice in done.chosen] == [measured.suggestion] == [4]


def test_a_video_is_written_in_the_colours_of_each_scene(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "in.mkv", [*scene(2, 7), *scene(5, 7, seed=1)], LOSSLESS)
    done = run(clip, tmp_path / "out.mp4")
    assert isinstance(done, VideoReport)
    assert [choice.k for choice in done.chosen] == [2, 5]
    assert len(pictures_in(tmp_path / "out.mp4")) == 14
    assert done.remarks == (f"K by the elbow: 2, 5 (from {float(done.chosen[1].time):.1f} s)",)


def test_the_same_video_gives_the_same_bytes(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "in.mkv", [*scene(2, 7), *scene(5, 7, seed=1)], LOSSLESS)
    for name in ("one.mp4", "two.mp4"):
        run(clip, tmp_path / name)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_every_image_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for count in (2, 4, 6):
        write(tmp_path / "in" / f"{count}.png", scene(count, 1)[0])
    done = run(tmp_path / "in", tmp_path / "out")
    assert isinstance(done, ImagesReport)
    assert done.ks == (2, 4, 6)
    assert done.remarks == ("K by the elbow: 2, 4, 6",)


def test_an_image_is_segmented_as_with_that_k(tmp_path: Path) -> None:
    picture = write(tmp_path / "in.png", scene(4, 1)[0])
    run(picture, tmp_path / "auto.png")
    run_job(Job((str(picture),), str(tmp_path / "four.png"), Config(k=4)), Lines(io.StringIO()), Interrupts())
    assert (tmp_path / "auto.png").read_bytes() == (tmp_path / "four.png").read_bytes()


def test_a_given_palette_has_its_own_k(tmp_path: Path) -> None:
    picture = write(tmp_path / "in.png", scene(4, 1)[0])
    config = Config(palette=COLOURS[:2])
    done = run(picture, tmp_path / "out.png", config=config, outputs=Outputs(palette=tmp_path / "palette.json"))
    assert done.remarks == ()
    assert read_palette(tmp_path / "palette.json") == COLOURS[:2]


def test_without_an_elbow_the_second_opinion_is_taken() -> None:
    choice = choose_k(frames_of(oracle.noise(64, 64)), Config())
    assert 1 < choice.k <= 10
    assert choice.confidence == 0


def test_the_command_takes_auto_and_says_what_it_chose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = write(tmp_path / "in.png", scene(4, 1)[0])
    assert main(["process", str(picture), "-o", str(tmp_path / "out.png"), "-k", "auto", "--json"]) == 0
    out, error = capsys.readouterr()
    assert json.loads(out)["k"] == 4
    assert error == "live-seg: K by the elbow: 4\n"


@pytest.mark.parametrize("value", ["many", "2.5", ""])
def test_what_is_neither_a_number_nor_auto_is_refused(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "in.png", "-o", "out.png", "-k", value]) == 2
    assert f"{value!r} is neither a whole number from 1 to 64 nor 'auto'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("confidences", "said"),
    [
        ([], ()),
        ([0.9, 0.8], ("K by the elbow: 3, 3",)),
        ([0, 0], ("no clear elbow; K by the best Calinski-Harabasz score: 3, 3",)),
        (
            [0.9, 0],
            ("K by the elbow: 3, 3; no clear elbow in 1 of 2 images, and K there by the best Calinski-Harabasz score",),
        ),
        ([1] * 8, ("K by the elbow: 3, 3, 3, 3, 3, 3, ... (8 images)",)),
    ],
)
def test_choices_are_told_in_a_line(confidences: list[float], said: tuple[str, ...]) -> None:
    assert remarks_on([ChosenK(Fraction(0), 3, confidence) for confidence in confidences], "images") == said


def test_one_colour_is_no_elbow_that_is_missing(tmp_path: Path) -> None:
    plain = write(tmp_path / "in.png", np.full((48, 64, 3), 90, np.uint8))
    assert run(plain, tmp_path / "out.png").remarks == ("K by the elbow: 1",)


def test_auto_and_a_given_palette_are_not_taken_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "in.png", "-o", "out.png", "-k", "auto", "--palette-in", "colours.json"]) == 2
    assert "'-k' and '--palette-in' both set K" in capsys.readouterr().err
