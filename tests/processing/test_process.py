"""`live_seg.process`: what the command does, from Python."""

from __future__ import annotations

import signal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import cv2
import pytest

import live_seg
from live_seg import Config, ConfigError, OutputExistsError, SinkError, SourceError, StreamInfo, VideoSink
from live_seg.processing.images import ImagesReport
from live_seg.processing.video_report import VideoReport
from live_seg.segment.palette_file import read_palette
from tests import media
from tests.media import moving_square, write_video

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = Config(k=3)


def test_a_video_makes_a_video_and_progress_is_told_after_each_frame(clip: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    report = live_seg.process(
        clip, tmp_path / "out.mp4", CONFIG, progress=lambda done, total: told.append((done, total))
    )
    assert isinstance(report, VideoReport)
    assert report.frames == 25
    assert told == [(done, 25) for done in range(1, 26)]
    assert media.picture_times(tmp_path / "out.mp4") == media.picture_times(clip)
    assert media.sound_packets(tmp_path / "out.mp4") == media.sound_packets(clip)


def test_text_and_paths_are_both_taken_and_give_the_same_bytes(clip: Path, tmp_path: Path) -> None:
    live_seg.process(str(clip), str(tmp_path / "a.mp4"), config=CONFIG)
    live_seg.process(clip, tmp_path / "b.mp4", config=CONFIG)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_images_make_images_in_a_folder_or_a_video(tmp_path: Path) -> None:
    shots = [tmp_path / f"f{index}.png" for index in range(3)]
    for shot, picture in zip(shots, moving_square(3), strict=True):
        assert cv2.imwrite(str(shot), picture)
    report = live_seg.process(shots, tmp_path / "out", CONFIG, picture_format="jpg")
    assert isinstance(report, ImagesReport)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["f0.jpg", "f1.jpg", "f2.jpg"]
    live_seg.process(shots, tmp_path / "out.mp4", CONFIG, rate=10)
    assert media.picture_times(tmp_path / "out.mp4") == [Fraction(index, 10) for index in range(3)]


def test_the_palette_is_written_and_can_be_given_again(clip: Path, tmp_path: Path) -> None:
    live_seg.process(clip, tmp_path / "a.mp4", CONFIG, palette=tmp_path / "p.json")
    colours = read_palette(tmp_path / "p.json")
    live_seg.process(clip, tmp_path / "b.mp4", Config(palette=colours), palette=tmp_path / "q.json")
    assert read_palette(tmp_path / "q.json") == colours


def test_k_is_chosen_by_the_elbow_if_asked_for(clip: Path, tmp_path: Path) -> None:
    report = live_seg.process(clip, tmp_path / "out.mp4", auto_k=True)
    assert isinstance(report, VideoReport)
    assert [chosen.k for chosen in report.chosen] == [3]


def test_settings_may_be_given_by_name(clip: Path, tmp_path: Path) -> None:
    live_seg.process(clip, tmp_path / "a.mp4", k=3)
    live_seg.process(clip, tmp_path / "b.mp4", CONFIG)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    with pytest.raises(ConfigError, match=r"unknown argument 'clusters'; did you mean k\?"):
        live_seg.process(clip, tmp_path / "c.mp4", clusters=3)  # type: ignore[call-arg]


def test_an_unknown_argument_is_refused_with_the_nearest_one(clip: Path, tmp_path: Path) -> None:
    near = {"lables": "labels", "pick_colour": "picks", "soft_edges": "hard_edges", "overwrit": "overwrite"}
    for name, meant in near.items():
        given: dict[str, Any] = {name: 1}
        with pytest.raises(ConfigError, match=rf"^unknown argument '{name}'; did you mean {meant}\?$"):
            live_seg.process(clip, tmp_path / "out.mp4", **given)
    with pytest.raises(ConfigError, match=r"the arguments are source, output, config, progress, .*, region_quality$"):
        live_seg.process(clip, tmp_path / "out.mp4", zzz=1)  # type: ignore[call-arg]


def test_k_cannot_be_given_with_a_palette(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="k and a palette are both given"):
        live_seg.process(clip, tmp_path / "out.mp4", Config(palette=["#000"]), k=3)


def test_k_cannot_be_given_and_chosen(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="auto_k chooses K, but k is given too"):
        live_seg.process(clip, tmp_path / "out.mp4", k=3, auto_k=True)
    with pytest.raises(ConfigError, match="auto_k chooses K, but a palette is given too"):
        live_seg.process(clip, tmp_path / "out.mp4", Config(palette=["#000000"]), auto_k=True)


def test_an_output_that_exists_is_replaced_only_if_asked_for(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_text("mine")
    with pytest.raises(OutputExistsError, match="pass overwrite=True"):
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG)
    live_seg.process(clip, tmp_path / "out.mp4", CONFIG, overwrite=True)
    assert len(media.picture_times(tmp_path / "out.mp4")) == 25


def test_wrong_arguments_are_refused_and_no_option_of_the_command_line_is_named(clip: Path, tmp_path: Path) -> None:
    wrong: list[tuple[type[Exception], dict[str, Any]]] = [
        (ConfigError, {"source": None}),
        (ConfigError, {"source": 0}),
        (ConfigError, {"source": []}),
        (ConfigError, {"source": "0"}),
        (ConfigError, {"source": "demo"}),
        (ConfigError, {"source": b"clip.mp4"}),
        (ConfigError, {"source": "clip\0.mp4"}),
        (ConfigError, {"output": None}),
        (ConfigError, {"output": b"out.mp4"}),
        (ConfigError, {"output": "out\0.mp4"}),
        (ConfigError, {"output": tmp_path / "out.png"}),
        (ConfigError, {"output": clip, "overwrite": True}),
        (ConfigError, {"config": 5}),
        (ConfigError, {"rate": 10}),
        (ConfigError, {"rate": "ten"}),
        (ConfigError, {"rate": float("nan")}),
        (ConfigError, {"rate": -1}),
        (ConfigError, {"picture_format": "png"}),
        (ConfigError, {"picture_format": "bmp"}),
        (ConfigError, {"picture_format": ["png"]}),
        (ConfigError, {"palette": 5}),
        (ConfigError, {"progress": 5}),
        (ConfigError, {"palette": tmp_path / "p.txt"}),
        (SourceError, {"source": tmp_path / "gone.mp4"}),
        (SinkError, {"output": tmp_path / "gone" / "out.mp4"}),
    ]
    for error, arguments in wrong:
        with pytest.raises(error) as refused:
            live_seg.process(**({"source": clip, "output": tmp_path / "out.mp4"} | arguments))
        assert "--" not in str(refused.value), arguments
        assert "live-seg" not in str(refused.value), arguments
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_finishes_the_output_and_then_takes_effect(tmp_path: Path) -> None:
    long = write_video(tmp_path / "in.mp4", moving_square(3000))

    def interrupt(done: int, _: int | None) -> None:
        if done == 50:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        live_seg.process(long, tmp_path / "out.mp4", CONFIG, progress=interrupt)
    assert 50 <= len(media.picture_times(tmp_path / "out.mp4")) < 3000


def test_ctrl_c_takes_effect_even_if_the_work_fails_after_it(clip: Path, tmp_path: Path) -> None:
    def interrupt_and_break(_: int, __: int | None) -> None:
        signal.raise_signal(signal.SIGINT)
        raise ZeroDivisionError

    with pytest.raises(KeyboardInterrupt) as caught:
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, progress=interrupt_and_break)
    assert isinstance(caught.value.__context__, ZeroDivisionError)


def test_a_failure_in_progress_leaves_a_partial_file_and_says_where(clip: Path, tmp_path: Path) -> None:
    def fail(done: int, _: int | None) -> None:
        if done == 20:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        live_seg.process(clip, tmp_path / "out.mp4", CONFIG, progress=fail)
    partial = tmp_path / "out.part.mp4"
    assert caught.value.__notes__ == [f"what was written is in {partial}"]
    assert [path.name for path in tmp_path.iterdir()] == [partial.name]


def test_a_video_is_written_with_time_stamps_and_sound_by_hand(clip: Path, tmp_path: Path) -> None:
    segmenter = live_seg.Segmenter(CONFIG)
    with (
        live_seg.open_source(clip) as source,
        VideoSink(tmp_path / "out.mp4", source.info, live_seg.overlay, sound_of=clip) as sink,
    ):
        for frame in source:
            sink.write(segmenter.segment(frame))
    assert media.picture_times(tmp_path / "out.mp4") == media.picture_times(clip)
    assert media.sound_packets(tmp_path / "out.mp4") == media.sound_packets(clip)


def test_a_video_whose_block_fails_stays_under_its_partial_name(tmp_path: Path) -> None:
    def fail() -> None:
        with VideoSink(str(tmp_path / "out.mp4"), StreamInfo(64, 48, Fraction(25))) as sink:
            sink.write_picture(Fraction(0), moving_square(1)[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        fail()
    assert caught.value.__notes__ == [f"what was written is in {tmp_path / 'out.part.mp4'}"]
    assert len(media.picture_times(tmp_path / "out.part.mp4")) == 1
