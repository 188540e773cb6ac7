"""Process with images: where they go, what becomes of them, and what is refused before any work."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

import live_seg
from live_seg.config import Config
from live_seg.errors import ConfigError, SinkError, SourceError
from live_seg.pipeline.interrupts import Interrupts
from live_seg.processing.images import ImagesReport
from live_seg.processing.job import Job
from live_seg.processing.run import run as run_job
from live_seg.processing.video_report import VideoReport
from live_seg.report.progress import Lines
from live_seg.segment.palette_file import read_palette
from live_seg.sink.outputs import Outputs
from tests import media
from tests.pictures import grainy, squares, write
from tests.platforms import posix_only
from tests.processes import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CONFIG = Config(k=3)


def run(sources: object, output: object, **options: Any) -> ImagesReport | VideoReport:
    addresses = sources if isinstance(sources, list) else [sources]
    job = Job(tuple(map(str, addresses)), str(output), CONFIG, **options)
    return run_job(job, Lines(io.StringIO()), Interrupts())


def stills(sources: object, output: object, **options: Any) -> ImagesReport:
    done = run(sources, output, **options)
    assert isinstance(done, ImagesReport)
    return done


def picture(path: Path) -> NDArray[Any]:
    read = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return read


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def segmented(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return live_seg.recolour(live_seg.Segmenter(CONFIG).segment(bgr))


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """A folder with f2.png, f10.png (of another size) and f1.jpg."""
    folder = tmp_path / "shots"
    folder.mkdir()
    write(folder / "f2.png", squares(seed=2))
    write(folder / "f10.png", squares(40, 16, seed=10))
    write(folder / "f1.jpg", squares(seed=1))
    return folder


def test_an_image_makes_an_image(shots: Path, tmp_path: Path) -> None:
    done = stills(shots / "f2.png", tmp_path / "out.png")
    assert np.array_equal(picture(tmp_path / "out.png"), segmented(squares(seed=2)))
    assert (done.pictures, done.width, done.height, done.k, done.losses) == (1, 32, 24, 3, ())
    assert done.describe().startswith(f"wrote {tmp_path / 'out.png'}: 32x24, 3 segments, in ")


def test_a_folder_makes_a_folder_of_the_same_names(shots: Path, tmp_path: Path) -> None:
    done = stills(shots, tmp_path / "out")
    assert names(tmp_path / "out") == ["f1.png", "f10.png", "f2.png"]
    assert (done.pictures, done.width, done.k) == (3, None, None)
    assert done.describe().startswith(f"wrote 3 pictures to {tmp_path / 'out'} in ")


def test_a_picture_does_not_depend_on_its_neighbours(shots: Path, tmp_path: Path) -> None:
    stills(shots, tmp_path / "out")
    for name, bgr in (("f2", squares(seed=2)), ("f10", squares(40, 16, seed=10))):
        assert np.array_equal(picture(tmp_path / "out" / f"{name}.png"), segmented(bgr))


@pytest.mark.parametrize("name", ["jpg", "webp"])
def test_pictures_in_a_folder_have_the_format_that_was_asked_for(name: str, shots: Path, tmp_path: Path) -> None:
    stills(shots / "f2.png", f"{tmp_path / 'out.d'}/", picture_format=name)
    assert names(tmp_path / "out.d") == [f"f2.{name}"]


def test_images_and_folders_named_twice_are_done_once(shots: Path, tmp_path: Path) -> None:
    assert stills([shots / "f2.png", shots, shots / "*.png"], tmp_path / "out").pictures == 3


def test_images_make_a_video_in_natural_order(shots: Path, tmp_path: Path) -> None:
    (shots / "f10.png").unlink()
    write(shots / "f10.png", squares(seed=10))
    done = run(shots / "*.png", tmp_path / "out.mp4", rate=Fraction(5))
    assert isinstance(done, VideoReport)
    assert (done.frames, float(done.duration), done.has_sound) == (2, 0.4, False)
    assert media.picture_times(tmp_path / "out.mp4") == [0, Fraction(1, 5)]
    first, second = media.pictures_in(tmp_path / "out.mp4")
    segmenter = live_seg.Segmenter(CONFIG)
    for written, bgr in ((first, squares(seed=2)), (second, squares(seed=10))):
        expected = live_seg.recolour(segmenter.segment(bgr)).astype(int)
        assert np.median(np.abs(written.astype(int) - expected)) <= 8


def test_a_bad_image_among_many_is_a_loss(shots: Path, tmp_path: Path) -> None:
    (shots / "f3.png").write_bytes(b"")
    done = stills(shots, tmp_path / "out")
    assert done.losses == (f"{shots / 'f3.png'} is empty",)
    assert done.describe().startswith("wrote 3 of 4 pictures to ")


def test_a_bad_image_among_the_frames_of_a_video_is_a_loss(shots: Path, tmp_path: Path) -> None:
    (shots / "f3.png").write_bytes(b"")
    done = run(shots, tmp_path / "out.mp4")
    assert isinstance(done, VideoReport)
    assert done.losses == (f"{shots / 'f3.png'} is empty",)
    assert done.frames == 3


def test_nothing_but_bad_images_is_a_failure_that_leaves_nothing(shots: Path, tmp_path: Path) -> None:
    for path in shots.iterdir():
        path.write_bytes(b"")
    with pytest.raises(SourceError, match="none of 3 images can be read"):
        stills(shots, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_picture_is_written_and_its_loss_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", grainy())
    path.write_bytes(path.read_bytes()[:-500])
    done = stills(path, tmp_path / "out.png")
    assert picture(tmp_path / "out.png").shape == (48, 64, 3)
    assert done.losses == (f"{path} is truncated or damaged: a part of the picture is missing",)


def test_two_inputs_with_one_output_are_refused_before_any_work(shots: Path, tmp_path: Path) -> None:
    write(shots / "f2.webp", squares())
    with pytest.raises(ConfigError, match=r"f2\.png and .*f2\.webp would both be written to .*f2\.png"):
        stills(shots, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_existing_output_is_refused_before_any_work(shots: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "f10.png").write_text("mine")
    with pytest.raises(SinkError, match=r"f10\.png exists; .*overwrite=True"):
        stills(shots, tmp_path / "out")
    assert names(tmp_path / "out") == ["f10.png"]
    assert stills(shots, tmp_path / "out", overwrite=True).pictures == 3


@pytest.mark.parametrize("link", ["itself", pytest.param("symlink", marks=posix_only), "hardlink", "folder"])
def test_an_input_is_never_overwritten(link: str, shots: Path, tmp_path: Path) -> None:
    before = (shots / "f2.png").read_bytes()
    out = tmp_path / "link.png"
    match link:
        case "itself":
            out = shots / "f2.png"
        case "symlink":
            out.symlink_to(shots / "f2.png")
        case "hardlink":
            out.hardlink_to(shots / "f2.png")
        case _:
            out = shots
    with pytest.raises(ConfigError, match="never overwritten"):
        stills(shots / "f2.png", out, overwrite=True)
    assert (shots / "f2.png").read_bytes() == before


@pytest.mark.parametrize(
    ("sources", "output", "options", "line"),
    [
        (["shots"], "out.png", {}, "output is one image, .* 3 input images, from .* name a folder, or a video"),
        (
            ["shots"],
            "out.avi",
            {},
            r"must end in \.png, .* for an image, .* for a video of images, or in / for a folder",
        ),
        (["shots/f2.png"], "out.mp4", {}, "source is one image, .*; name an image file or a folder"),
        (
            ["shots/f2.png", "film.mp4"],
            "out",
            {},
            r"film\.mp4 is not an image: several images can be processed together, videos",
        ),
        (["film.mp4", "film.mp4"], "out", {}, "videos only one at a time"),
        (["film.mp4"], "out", {}, "is a video: name a video file"),
        (["film.mp4"], "out.png", {}, "is a video: name a video file"),
        (["film.mp4"], "out.mp4", {"rate": Fraction(5)}, "rate is 5.*; it is for images"),
        (["shots"], "out", {"rate": Fraction(5)}, "rate is 5; it is for a video"),
        (["shots"], "out.mp4", {"picture_format": "png"}, "picture_format is png; it is for images in a folder"),
        (["shots/f2.png"], "out.png", {"picture_format": "png"}, "picture_format is png; it is for a folder"),
        (["shots", "0"], "out", {}, "source is 0, which has no end"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    sources: list[str], output: str, options: dict[str, Any], line: str, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shots.parent)
    with pytest.raises(ConfigError, match=line):
        run(sources, output, **options)


def test_a_folder_in_a_folder_that_is_missing_is_not_made(shots: Path, tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="none does not exist"):
        stills(shots, tmp_path / "none" / "out")
    with pytest.raises(SinkError, match="it is not a folder"):
        stills(shots, write(tmp_path / "a.png", squares()).rename(tmp_path / "plain"))


def test_the_palette_of_one_image_is_written(shots: Path, tmp_path: Path) -> None:
    stills(shots / "f2.png", tmp_path / "out.png", outputs=Outputs(palette=tmp_path / "p.json"))
    written = {tuple(colour) for colour in picture(tmp_path / "out.png").reshape(-1, 3).tolist()}
    assert written <= set(read_palette(tmp_path / "p.json"))


def test_a_palette_of_several_images_is_refused_before_any_work(shots: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"p\.json; it holds the colours of one image, and there are 3"):
        stills(shots, tmp_path / "out", outputs=Outputs(palette=tmp_path / "p.json"))
    assert not (tmp_path / "out").exists()


@posix_only
def test_an_interrupt_finishes_the_picture_at_work(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    first = write(tmp_path / "in" / "0.png", squares(640, 480))
    for number in range(1, 2000):
        (tmp_path / "in" / f"{number}.png").hardlink_to(first)
    command = [sys.executable, "-m", "live_seg", "process", str(tmp_path / "in"), "-o", str(tmp_path / "out")]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    wait_until(child, (tmp_path / "out" / "3.png").exists)  # it is at work
    os.kill(child.pid, signal.SIGINT)
    said, _ = child.communicate(timeout=20)
    assert child.returncode == 130
    written = list((tmp_path / "out").iterdir())
    assert said.startswith(f"stopped early; wrote {len(written)} of 2000 pictures to ")
    assert all(picture(path).shape == (480, 640, 3) for path in written)
