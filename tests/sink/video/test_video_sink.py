"""The video sink: exact times, true colours, and a file that plays whatever happens while it is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import av
import numpy as np
import pytest

from live_seg.errors import ConfigError, OutputExistsError, SinkError, SourceError
from live_seg.frame import StreamInfo
from live_seg.sink.video.encoding import RECORDING
from live_seg.sink.video.video_sink import VideoSink
from live_seg.source.file.file_source import FileSource
from tests.media import coded_pictures, moving_square, picture_times, pictures_in
from tests.platforms import posix_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.media import Picture

RATE, NTSC, MPEG = Fraction(25), Fraction(30000, 1001), Fraction(1, 90_000)
INFO = StreamInfo(64, 48, RATE)
PICTURE = np.zeros((48, 64, 3), np.uint8)
REGULAR = tuple(index / RATE for index in range(75))
UNEVEN = tuple(Fraction(index * index, 90) for index in range(25))
CONSTANT = StreamInfo(64, 48, NTSC, time_base=Fraction(1, 30_000))
CODED_RATE = StreamInfo(64, 48, NTSC, time_base=1 / NTSC)


def write(
    path: Path, pictures: Sequence[Picture], times: Sequence[Fraction] = REGULAR, info: StreamInfo = INFO
) -> VideoSink:
    sink = VideoSink(path, info, overwrite=True)
    for time, picture in zip(times, pictures, strict=False):
        sink.write_picture(time, picture)
    sink.close()
    assert sink.losses == ()
    return sink


def frames_that_play(path: Path) -> int:
    with FileSource(path) as source:
        return len(list(source))


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
@pytest.mark.parametrize(
    ("info", "times"),
    [
        (INFO, REGULAR),
        (CONSTANT, [index / NTSC for index in range(90)]),
        (CODED_RATE, [index / NTSC for index in range(90)]),
        (INFO, UNEVEN),
        (INFO, [2 + time for time in REGULAR]),
    ],
    ids=["25", "30000/1001", "ticks of a frame", "uneven", "from the third second"],
)
def test_times_are_kept_exactly(info: StreamInfo, times: Sequence[Fraction], suffix: str, tmp_path: Path) -> None:
    sink = write(tmp_path / f"out{suffix}", moving_square(len(times)), times, info)
    assert picture_times(sink.path) == list(times)


@pytest.mark.parametrize("times", [[index / NTSC for index in range(90)], UNEVEN, [2 + time for time in REGULAR]])
def test_times_in_matroska_are_kept_to_its_millisecond(times: Sequence[Fraction], tmp_path: Path) -> None:
    sink = write(tmp_path / "out.mkv", moving_square(len(times)), times)
    for found, given in zip(picture_times(sink.path), times, strict=True):
        assert abs(found - given) <= Fraction(1, 1000)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("times", [REGULAR, UNEVEN])
def test_the_last_picture_lasts_one_frame(times: Sequence[Fraction], suffix: str, tmp_path: Path) -> None:
    sink = write(tmp_path / f"out{suffix}", moving_square(len(times)), times)
    with av.open(sink.path) as container:
        assert container.duration is not None
        duration = Fraction(container.duration, av.time_base)
    assert abs(duration - (times[-1] + 1 / RATE)) <= Fraction(1, 500)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("shown", [Fraction(1, 50), Fraction(3)])
def test_the_last_picture_lasts_until_the_given_end(shown: Fraction, suffix: str, tmp_path: Path) -> None:
    with VideoSink(tmp_path / f"out{suffix}", INFO, starts_at_zero=True) as sink:
        for time, picture in zip(REGULAR, moving_square(len(REGULAR)), strict=True):
            sink.write_picture(10 + time, picture)
        sink.close(end=10 + REGULAR[-1] + shown)
        assert sink.duration == REGULAR[-1] + shown
    with av.open(sink.path) as container:
        assert container.duration is not None
        duration = Fraction(container.duration, av.time_base)
    assert abs(duration - (REGULAR[-1] + shown)) <= Fraction(1, 500)


def test_an_end_that_is_not_after_the_last_picture_is_ignored(tmp_path: Path) -> None:
    with VideoSink(tmp_path / "out.mp4", INFO) as sink:
        for time, picture in zip(REGULAR, moving_square(len(REGULAR)), strict=True):
            sink.write_picture(time, picture)
        sink.close(end=REGULAR[-1])
    assert sink.duration == REGULAR[-1] + 1 / RATE


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("tick", [Fraction(1, 90_000), Fraction(1, 25)])
def test_times_after_a_gap_of_hours_are_right(tick: Fraction, suffix: str, tmp_path: Path) -> None:
    # MP4 holds intervals below 2^31 ticks: 6.6 hours at 90 kHz
    times = [Fraction(0), Fraction(7 * 3600), 7 * 3600 + Fraction(1, 25), Fraction(50 * 3600)]
    with VideoSink(tmp_path / f"out{suffix}", StreamInfo(64, 48, RATE, time_base=tick)) as sink:
        for time, picture in zip(times, moving_square(len(times)), strict=True):
            sink.write_picture(time, picture)
        sink.close(end=Fraction(70 * 3600))
    found = picture_times(sink.path)
    assert found == sorted(found)
    for time in times:
        assert min(abs(one - time) for one in found) <= Fraction(1, 2000)
    assert sink.losses == ()
    assert "the frame before a long gap was repeated to fill it" in str(sink.remarks)
    with av.open(sink.path) as container:
        assert container.duration is not None
        assert abs(Fraction(container.duration, av.time_base) - 70 * 3600) <= Fraction(1, 500)


def test_times_that_do_not_increase_are_moved_and_said(tmp_path: Path) -> None:
    times = [0 / RATE, 2 / RATE, 2 / RATE, 1 / RATE, 5 / RATE]
    sink = write(tmp_path / "out.mp4", moving_square(5), times)
    assert picture_times(sink.path) == [0, 2 / RATE, 2 / RATE + MPEG, 2 / RATE + 2 * MPEG, 5 / RATE]
    assert sink.remarks == (f"{sink.path}: frames with the same or an earlier time were moved to the next tick",)


@pytest.mark.parametrize("step", [Fraction(1, 25), Fraction(1, 3), Fraction(1, 2)])
def test_there_is_a_keyframe_at_least_each_second(step: Fraction, tmp_path: Path) -> None:
    still = [np.zeros((48, 64, 3), np.uint8)] * 60
    sink = write(tmp_path / "out.mp4", still, [index * step for index in range(60)])
    keys = [time for time, _, is_key in coded_pictures(sink.path) if is_key]
    assert keys[0] == 0
    assert max(later - earlier for earlier, later in pairwise([*keys, 60 * step])) <= 1


def test_no_picture_waits_for_a_later_one(tmp_path: Path) -> None:
    assert all(
        shown == decoded for shown, decoded, _ in coded_pictures(write(tmp_path / "out.mp4", moving_square(75)).path)
    )


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_the_file_is_tagged_with_what_it_holds(suffix: str, tmp_path: Path) -> None:
    info = StreamInfo(64, 48, NTSC, time_base=1 / NTSC, pixel_aspect=Fraction(4, 3))
    sink = write(tmp_path / f"out{suffix}", moving_square(30), [index / NTSC for index in range(30)], info)
    with av.open(sink.path) as container:
        video = container.streams.video[0]
        codec = video.codec_context
        assert (codec.name, codec.pix_fmt, codec.width, codec.height) == ("h264", "yuv420p", 64, 48)
        assert video.sample_aspect_ratio == Fraction(4, 3)
        assert video.average_rate == NTSC
        assert codec.colorspace in {av.video.reformatter.Colorspace.ITU601, 6}  # BT.601, its two names
        assert codec.color_range == av.video.reformatter.ColorRange.MPEG


@pytest.mark.parametrize(
    "colour", [(0, 0, 255), (0, 255, 0), (255, 0, 0), (0, 0, 0), (255, 255, 255), (40, 160, 60), (200, 30, 180)]
)
def test_flat_colours_survive(colour: tuple[int, int, int], tmp_path: Path) -> None:
    picture = np.full((48, 64, 3), (128, 128, 128), np.uint8)
    picture[:, 32:] = colour
    for found in pictures_in(write(tmp_path / "out.mp4", [picture] * 3).path):
        assert np.abs(found[4:-4, 36:-4].astype(int) - colour).max() <= 3


@pytest.mark.parametrize(("size", "padded"), [((63, 48), (64, 48)), ((64, 47), (64, 48)), ((1, 1), (2, 2))])
def test_an_odd_size_is_padded_and_said(size: tuple[int, int], padded: tuple[int, int], tmp_path: Path) -> None:
    picture = np.full((size[1], size[0], 3), (40, 160, 60), np.uint8)
    sink = write(tmp_path / "out.mp4", [picture] * 3, info=StreamInfo(*size, RATE))
    found = pictures_in(sink.path)[-1]
    assert found.shape == (padded[1], padded[0], 3)
    assert np.abs(found.astype(int) - (40, 160, 60)).max() <= 3
    assert sink.remarks == (f"{sink.path}: padded from {size[0]}x{size[1]} to {padded[0]}x{padded[1]}",)


def test_another_size_in_mid_stream_is_scaled_and_said(tmp_path: Path) -> None:
    picture = np.full((48, 64, 3), (40, 160, 60), np.uint8)
    sink = write(tmp_path / "out.mp4", [picture, cv2.resize(picture, (31, 100)), picture])  # type: ignore[list-item]
    assert [found.shape for found in pictures_in(sink.path)] == [(48, 64, 3)] * 3
    assert sink.remarks == (f"{sink.path}: frames of 31x100 were letterboxed into 64x48",)


@pytest.mark.parametrize(
    ("size", "limit"),
    [
        ((20_000, 100), "its pictures are 20000x100, and x264 takes up to 16384 pixels a side"),
        ((100, 16_385), "its pictures are 100x16386, and x264 takes up to 16384 pixels a side"),
        ((16_384, 16_384), "its pictures are 16384x16384, and FFmpeg takes less than about 264 megapixels"),
    ],
)
def test_pictures_that_are_too_large_for_the_encoder_are_refused(
    size: tuple[int, int], limit: str, tmp_path: Path
) -> None:
    with pytest.raises(SinkError, match=f"^cannot write .*out.mp4: {limit}; scale the input down$"):
        VideoSink(tmp_path / "out.mp4", StreamInfo(*size, RATE))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("picture", [np.zeros((48, 64)), np.zeros((48, 64, 4)), np.zeros((48, 64, 3))])
def test_what_is_no_picture_is_an_error(picture: Picture, tmp_path: Path) -> None:
    sink = VideoSink(tmp_path / "out.mp4", INFO)
    with pytest.raises(ValueError, match=r"ndim|shape|dtype|uint8"):
        sink.write_picture(Fraction(0), picture)
    assert sink.frames_written == 0
    sink.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_the_same_pictures_give_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    (first, second) = (write(tmp_path / f"{name}{suffix}", moving_square(60)) for name in "ab")
    assert first.path.read_bytes() == second.path.read_bytes()


PERTURBED = """
import sys
from pathlib import Path
from tests.media import moving_square
from live_seg import StreamInfo
from live_seg.sink.video.video_sink import VideoSink
from fractions import Fraction
sink = VideoSink(Path(sys.argv[1]), StreamInfo(320, 240, Fraction(25)))
for index, picture in enumerate(moving_square(30, 320, 240)):
    sink.write_picture(Fraction(index, 25), picture)
sink.close()
"""


def test_bytes_do_not_depend_on_what_was_in_memory(tmp_path: Path) -> None:
    # the C library fills what it hands out with these: x264's macroblock tree reads some of it
    for fill in ("0", "1"):
        subprocess.run(
            [sys.executable, "-c", PERTURBED, str(tmp_path / f"{fill}.mp4")],
            env=os.environ | {"MALLOC_PERTURB_": fill, "PYTHONPATH": str(Path(__file__).parents[3])},
            check=True,
        )
    assert (tmp_path / "0.mp4").read_bytes() == (tmp_path / "1.mp4").read_bytes()


def test_wrong_arguments_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    wrong: list[dict[str, Any]] = [
        {"path": None},
        {"info": None},
        {"info": StreamInfo(0, 48, Fraction(25))},
        {"info": StreamInfo(64, 48, Fraction(0))},
        {"view": 5},
        {"encoding": 5},
        {"sound_of": 5},
    ]
    known: dict[str, Any] = {"path": tmp_path / "out.mp4", "info": INFO}
    for arguments in wrong:
        with pytest.raises(ConfigError):
            VideoSink(**known | arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_of_sound_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"the sound of .*gone\.wav cannot be read: No such file"):
        VideoSink(tmp_path / "out.mp4", INFO, sound_of=tmp_path / "gone.wav")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_segmentation_and_what_is_no_time_are_refused(tmp_path: Path) -> None:
    with VideoSink(tmp_path / "out.mp4", INFO) as sink:
        with pytest.raises(ConfigError, match="writes Segmentations, not None"):
            sink.write(None)  # type: ignore[arg-type]
        for time in (float("nan"), float("inf"), "0", None):
            with pytest.raises(ConfigError, match="time is"):
                sink.write_picture(time, PICTURE)  # type: ignore[arg-type]
        sink.write_picture(0.04, PICTURE)
    assert sink.frames_written == 1


def test_a_file_that_cannot_be_finished_stays_and_the_error_says_where(tmp_path: Path) -> None:
    def finish() -> None:
        with VideoSink(tmp_path / "out.mp4", INFO) as sink:
            sink.write_picture(Fraction(0), PICTURE)
            (tmp_path / "out.mp4").write_text("mine")

    with pytest.raises(OutputExistsError) as caught:
        finish()
    assert caught.value.__notes__ == [f"what was written is in {tmp_path / 'out.part.mp4'}"]
    assert frames_that_play(tmp_path / "out.part.mp4") == 1


@pytest.mark.parametrize("name", ["out.avi", "out", "out.mp4.part", "mp4"])
def test_another_suffix_is_refused_before_anything_is_made(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"must end in \.mp4, \.m4v, \.mov, \.mkv or \.webm"):
        VideoSink(tmp_path / name, INFO)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["OUT.MP4", "a b'ü%03d.mkv", "-x.mov", pytest.param("12:30?.mp4", marks=posix_only)])
def test_any_file_name_is_written(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert write(Path(name), moving_square(3)).frames_written == 3
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_closing_twice_is_fine(tmp_path: Path) -> None:
    sink = write(tmp_path / "out.mp4", moving_square(5))
    sink.close()
    assert sink.abandon() is None
    assert (sink.frames_written, sink.has_sound, sink.losses) == (5, False, ())
    assert frames_that_play(sink.path) == 5


def test_nothing_written_leaves_no_file(tmp_path: Path) -> None:
    VideoSink(tmp_path / "out.mp4", INFO).close()
    assert VideoSink(tmp_path / "out.mp4", INFO).abandon() is None
    assert list(tmp_path.iterdir()) == []


def test_an_abandoned_file_plays_under_its_partial_name(tmp_path: Path) -> None:
    sink = VideoSink(tmp_path / "out.mp4", INFO)
    for time, picture in zip(REGULAR, moving_square(30), strict=False):
        sink.write_picture(time, picture)
    assert sink.abandon() == sink.partial == tmp_path / "out.part.mp4"
    assert list(tmp_path.iterdir()) == [sink.partial]
    assert frames_that_play(sink.partial) == 30


def test_an_existing_file_is_refused(clip: Path) -> None:
    before = clip.read_bytes()
    with pytest.raises(SinkError, match="exists"):
        VideoSink(clip, INFO)
    assert clip.read_bytes() == before


def test_an_existing_file_is_replaced_only_when_the_new_one_is_whole(silent_clip: Path, tmp_path: Path) -> None:
    old = Path(shutil.copy(silent_clip, tmp_path / "out.mp4"))
    sink = VideoSink(old, INFO, overwrite=True)
    sink.write_picture(Fraction(0), moving_square(1)[0])
    assert old.read_bytes() == silent_clip.read_bytes()
    sink.close()
    assert frames_that_play(old) == 1
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_full_disk_is_named_and_what_was_written_plays(suffix: str, small_disk: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (25, 96, 128, 3), np.uint8)
    sink = VideoSink(small_disk / f"out{suffix}", StreamInfo(128, 96, RATE), encoding=RECORDING)

    def fill_the_disk() -> None:
        for index in range(1000):
            sink.write_picture(index / RATE, noise[index % 25])

    with pytest.raises(SinkError, match="no space left") as caught:
        fill_the_disk()
    assert str(sink.path) in str(caught.value)
    assert sink.abandon() == sink.partial
    assert frames_that_play(sink.partial) >= sink.frames_written - 27
    assert not sink.path.exists()


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_a_disk_that_is_full_from_the_start_is_named_too(suffix: str, small_disk: Path) -> None:
    with suppress(OSError):
        (small_disk / "full").write_bytes(bytes(4_000_000))
    sink = VideoSink(small_disk / f"out{suffix}", StreamInfo(64, 48, RATE), encoding=RECORDING)

    def write_on() -> None:
        for index in range(100):
            sink.write_picture(index / RATE, np.zeros((48, 64, 3), np.uint8))
        sink.close()

    with pytest.raises(SinkError, match="no space left"):
        write_on()
    sink.abandon()


CHILD = """
import sys
from fractions import Fraction
from pathlib import Path
from live_seg.frame import StreamInfo
from live_seg.sink.video.encoding import RECORDING
from live_seg.sink.video.video_sink import VideoSink
from tests.media import moving_square

info = StreamInfo(64, 48, Fraction(25))
sinks = []
for path, frames, step, sound in zip(*[iter(sys.argv[1:])] * 4):
    sinks.append(VideoSink(Path(path), info, encoding=RECORDING, sound_of=Path(sound) if sound else None))
    for index, picture in enumerate(moving_square(int(frames))):
        sinks[-1].write_picture(index * Fraction(step), picture)
print("written", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class Killed:
    """A recording that was under way in a killed process."""

    name: str
    """Its folder's, with the suffix of the file in it."""
    frames: int
    step: Fraction = 1 / RATE
    has_sound: bool = False

    def path(self, folder: Path) -> Path:
        return folder / self.name / f"out{Path(self.name).suffix}"


AT_WORK = [Killed(f"{frames}{suffix}", frames) for frames in (76, 99) for suffix in (".mp4", ".mkv", ".webm")]
SLOW = Killed("slow.mp4", 40, step=Fraction(1, 4))
SOUND_ENDED = Killed("sound.mp4", 99, has_sound=True)


@pytest.fixture(scope="module")
def left(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which a process was killed that had all those recordings open."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-c", CHILD]
    for one in (*AT_WORK, SLOW, SOUND_ENDED):
        one.path(folder).parent.mkdir()
        command += [str(one.path(folder)), str(one.frames), str(one.step), str(clip) if one.has_sound else ""]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[3]) as child:
        assert child.stdout
        assert child.stdout.readline() == "written\n"
        child.kill()
    return folder


def partial(left: Path, killed: Killed) -> Path:
    """The one file that is left of a recording."""
    path = killed.path(left)
    (file,) = path.parent.iterdir()
    assert file.name == f"{path.stem}.part{path.suffix}"
    return file


@pytest.mark.parametrize("killed", AT_WORK, ids=lambda killed: killed.name)
def test_a_killed_recording_holds_all_but_the_last_second(killed: Killed, left: Path) -> None:
    assert frames_that_play(partial(left, killed)) >= killed.frames - 27


def test_a_killed_recording_of_a_slow_camera_holds_all_but_the_last_second(left: Path) -> None:
    assert frames_that_play(partial(left, SLOW)) >= 40 - 4 - 2


def test_a_killed_output_whose_sound_has_ended_loses_one_second_more_at_most(left: Path) -> None:
    assert frames_that_play(partial(left, SOUND_ENDED)) >= 99 - 27 - 25
