"""A part of a file's sound: in step with the pictures, and cut where they are.

A click sounds while one frame is white. Where both are in an output says how far apart they are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import pytest

from live_seg.sink.video.sound_part import SoundPart
from live_seg.sink.video.video_sink import VideoSink
from live_seg.source.file.file_source import FileSource
from live_seg.source.part import Part
from tests.media import Film, clap_in, picture_times, sound_packets, sound_seconds, write_clap

if TYPE_CHECKING:
    from pathlib import Path

CLAP, LENGTH = Fraction(3), Fraction(3, 2)
STARTS = Fraction("2.96"), Fraction("2.937")
MILLISECOND = Fraction(1, 1000)
KEYFRAMES = (("g", "5"),)
"""A keyframe each second, so that a seek goes to a place near by."""

# (sound, codec of the picture, suffix)
FILMS = [
    ("aac", "libx264", ".mp4"),
    ("aac", "libx264", ".mkv"),
    ("aac", "libx264", ".ts"),
    ("libmp3lame", "libx264", ".mkv"),
    ("libopus", "libvpx", ".webm"),
    ("ac3", "libx264", ".mp4"),
    ("pcm_s16le", "mpeg4", ".avi"),
    ("flac", "libx264", ".mkv"),
]


def cut(source: Path, out: Path, start: Fraction, end: Fraction | None) -> Path:
    """Write a part of a file, pictures and sound."""
    with Part(FileSource(source), start, end) as part:
        sink = VideoSink(out, part.info, sound_of=SoundPart(source, start, end), overwrite=True)
        for picture in part:
            sink.write_picture(picture.time, picture.bgr)
        sink.close(end=part.end)
    assert sink.losses == ()
    assert sink.has_sound
    return out


def codec_of(path: Path) -> str:
    with av.open(path) as container:
        return container.streams.audio[0].codec_context.codec.canonical_name


@pytest.mark.parametrize("film", FILMS, ids=lambda film: f"{film[0]}{film[2]}")
def test_sound_stays_in_step_and_is_cut_where_the_pictures_are(film: tuple[str, str, str], tmp_path: Path) -> None:
    sound, codec, suffix = film
    source = write_clap(tmp_path / f"in{suffix}", CLAP, 5, Film(sound=sound, codec=codec))
    flash, click = clap_in(source)
    for name in ("out.mp4", "out.mov", "out.mkv", "out.webm"):
        for start in STARTS:
            out = cut(source, tmp_path / name, start, start + LENGTH)
            new_flash, new_click = clap_in(out)
            assert abs((new_click - new_flash) - (click - flash)) <= MILLISECOND, (name, start)
            assert picture_times(out)[0] == 0, (name, start)
            assert abs(sound_seconds(out) - LENGTH) <= 0.025, (name, start)
            with av.open(out) as written:
                assert written.duration is not None
                delay = 25_000 if name.endswith((".mkv", ".webm")) else 1_000  # Matroska counts the codec delay
                assert 0 <= written.duration - LENGTH * 1_000_000 <= delay, (name, start)


def test_short_packets_are_copied_and_long_ones_are_encoded(tmp_path: Path) -> None:
    wanted = {("aac", "mp4"): "aac", ("ac3", "mp4"): "ac3", ("ac3", "mkv"): "aac", ("flac", "mkv"): "aac"}
    wanted |= {("libmp3lame", "mp4"): "mp3", ("libmp3lame", "mkv"): "aac"}
    for (sound, suffix), codec in wanted.items():
        source = write_clap(tmp_path / f"{sound}.mkv", CLAP, 5, Film(sound=sound))
        assert codec_of(cut(source, tmp_path / f"out.{suffix}", STARTS[0], None)) == codec, (sound, suffix)


def test_copied_packets_are_those_of_the_source(tmp_path: Path) -> None:
    source = write_clap(tmp_path / "in.mp4", CLAP, 5, Film(sound="aac"))
    packets = [data for _, data in sound_packets(cut(source, tmp_path / "out.mp4", STARTS[1], None))]
    assert packets == [data for _, data in sound_packets(source)][-len(packets) :]


def test_from_the_start_only_the_end_is_cut(tmp_path: Path) -> None:
    source = write_clap(tmp_path / "in.mp4", CLAP, 5, Film(sound="aac"))
    out = cut(source, tmp_path / "out.mp4", Fraction(0), Fraction("3.5"))
    assert clap_in(out) == clap_in(source)
    assert abs(sound_seconds(out) - 3.5) <= 0.025


def test_far_into_a_file_the_sound_is_found_by_a_seek(tmp_path: Path) -> None:
    for suffix in (".mp4", ".mkv"):
        source = write_clap(tmp_path / f"in{suffix}", Fraction(50), 52, Film(rate=Fraction(5), sound="aac"))
        out = cut(source, tmp_path / f"out{suffix}", Fraction("49.9"), Fraction(51))
        flash, click = clap_in(out)
        assert flash == Fraction(1, 10)
        assert abs(click - flash) <= MILLISECOND


def test_a_far_start_is_reached_by_a_seek(tmp_path: Path) -> None:
    source = write_clap(tmp_path / "in.mp4", Fraction(50), 52, Film(rate=Fraction(5), sound="aac", options=KEYFRAMES))
    for start, least, most in ((Fraction("49.9"), 30, 41), (Fraction(20), -1, 1)):
        with av.open(source) as container:
            SoundPart(source, start).seek(container, Fraction(0))
            packet = next(container.demux(audio=0))
            assert packet.pts is not None
            assert least < packet.pts * packet.time_base < most, start
