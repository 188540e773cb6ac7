"""Sound: carried beside the new pictures, bit for bit where it can be, in step always."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import numpy as np
import pytest

from live_seg.frame import StreamInfo
from live_seg.sink.video.video_sink import VideoSink
from live_seg.source.file.file_source import FileSource
from tests.media import Film, moving_square, picture_times, sound_packets, sound_seconds, write_video

if TYPE_CHECKING:
    from pathlib import Path

MPEG, MILLISECOND = Fraction(1, 90_000), Fraction(1, 1000)
LATE_PICTURE = tuple(Fraction(1, 2) + Fraction(index, 25) for index in range(30))


def film(path: Path, how: Film) -> Path:
    return write_video(path, moving_square(30, 32, 32), how)


def carry(source: Path, out: Path, *, frames: int | None = None) -> VideoSink:
    """Write a file's pictures, or only the first of them, and its sound to another."""
    with FileSource(source) as pictures:
        sink = VideoSink(out, pictures.info, sound_of=source)
        for picture in pictures:
            if picture.index == frames:
                break
            sink.write_picture(picture.time, picture.bgr)
        sink.close(whole=frames is None)
    assert sink.losses == ()
    assert sink.has_sound
    return sink


def codecs(path: Path) -> list[str]:
    with av.open(path) as container:
        # the two have one number in MP4
        names = [stream.codec_context.codec.canonical_name for stream in container.streams.audio]
        return ["mp3" if name == "mp2" else name for name in names]


def sound_behind_picture(path: Path) -> Fraction:
    """How long after the first picture the sound is first heard, in seconds."""
    with av.open(path) as container:
        first = next(container.decode(audio=0))
        assert first.pts is not None
        assert first.time_base is not None
        return first.pts * first.time_base - picture_times(path)[0]


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("codec", ["aac", "libmp3lame"])
def test_packets_are_copied_bit_for_bit(codec: str, suffix: str, tmp_path: Path) -> None:
    source = film(tmp_path / "in.mp4", Film(sound=codec))
    out = carry(source, tmp_path / f"out{suffix}").path
    assert [data for _, data in sound_packets(out)] == [data for _, data in sound_packets(source)]


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
@pytest.mark.parametrize("start", [0, Fraction(1, 2)])
def test_copied_packets_keep_their_times(start: Fraction, suffix: str, tmp_path: Path) -> None:
    source = film(tmp_path / "in.mp4", Film(sound="aac", sound_start=start))
    out = carry(source, tmp_path / f"out{suffix}").path
    assert [time for time, _ in sound_packets(out)] == [time for time, _ in sound_packets(source)]
    assert picture_times(out) == picture_times(source)


FILMS = {
    "both at once": Film(sound="aac"),
    "sound late": Film(sound="aac", sound_start=Fraction(1, 2)),
    "picture late": Film(sound="aac", times=LATE_PICTURE, time_base=MPEG),
}


@pytest.mark.parametrize("case", FILMS)
def test_each_packet_stays_in_step_with_the_picture(case: str, tmp_path: Path) -> None:
    for start, end in product((".mp4", ".mkv"), repeat=2):
        source = film(tmp_path / f"in{start}", FILMS[case])
        out = carry(source, tmp_path / f"out-of-{start[1:]}{end}").path
        before, after = ([time - picture_times(path)[0] for time, _ in sound_packets(path)] for path in (source, out))
        assert len(before) == len(after), f"{start} to {end}"
        assert max(abs(was - now) for was, now in zip(before, after, strict=True)) <= MILLISECOND, f"{start} to {end}"


@pytest.mark.parametrize("case", FILMS)
def test_what_leads_up_to_the_sound_is_not_heard(case: str, tmp_path: Path) -> None:
    source = film(tmp_path / "in.mp4", FILMS[case])
    out = carry(source, tmp_path / "out.mp4").path
    assert sound_behind_picture(out) == sound_behind_picture(source)


# (sound, codec of the picture, suffix): what cameras, phones and browsers write
ANYTHING = [
    ("aac", "libx264", ".ts"),
    ("mp2", "libx264", ".ts"),
    ("libmp3lame", "libx264", ".mkv"),
    ("libmp3lame", "mpeg4", ".avi"),
    ("pcm_s16le", "libx264", ".mov"),
    ("pcm_s16le", "libx264", ".mkv"),
    ("pcm_s16le", "mpeg4", ".avi"),
    ("pcm_u8", "mpeg4", ".avi"),
    ("pcm_mulaw", "libx264", ".mov"),
    ("adpcm_ms", "mpeg4", ".avi"),
    ("libopus", "libvpx", ".webm"),
    ("libopus", "libx264", ".mp4"),
    ("flac", "libx264", ".mkv"),
]


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_any_sound_arrives_whole_and_in_step(suffix: str, tmp_path: Path) -> None:
    for sound, codec, start in ANYTHING:
        source = film(tmp_path / f"{sound}{start}", Film(sound=sound, codec=codec))
        out = carry(source, tmp_path / f"out-{sound}-{start[1:]}{suffix}").path
        assert codecs(out) in (codecs(source), ["aac"]), source.name
        assert abs(sound_seconds(out) - sound_seconds(source)) <= 0.05, source.name
        assert abs(sound_behind_picture(out) - sound_behind_picture(source)) <= 25 * MILLISECOND, source.name


@pytest.mark.parametrize("rate", [22_000, 192_000])
def test_a_sample_rate_that_aac_has_not_is_changed(rate: int, tmp_path: Path) -> None:
    source = film(tmp_path / "in.avi", Film(sound="adpcm_ms", codec="mpeg4", sound_rate=rate))
    out = carry(source, tmp_path / "out.mp4").path
    assert abs(sound_seconds(out) - sound_seconds(source)) <= 0.05


def test_sound_coded_anew_that_starts_late_starts_late(tmp_path: Path) -> None:
    source = film(tmp_path / "in.mov", Film(sound="pcm_mulaw", sound_start=Fraction(1, 2)))
    out = carry(source, tmp_path / "out.mp4").path
    assert codecs(out) == ["aac"]
    assert abs(sound_behind_picture(out) - Fraction(1, 2)) <= 25 * MILLISECOND


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("sound", ["mp2", "aac"])
def test_a_transport_stream_that_starts_late_stays_in_step(sound: str, suffix: str, tmp_path: Path) -> None:
    times = tuple(10 + time for time in LATE_PICTURE)
    source = film(tmp_path / "in.ts", Film(sound=sound, times=times, time_base=MPEG, sound_start=Fraction(10)))
    out = carry(source, tmp_path / f"out{suffix}").path
    assert abs(sound_packets(out)[0][0]) <= 50 * MILLISECOND
    offsets = [sound_packets(path)[0][0] - picture_times(path)[0] for path in (source, out)]
    assert abs(offsets[0] - offsets[1]) <= MILLISECOND


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_all_tracks_are_carried_with_their_languages(suffix: str, tmp_path: Path) -> None:
    source = film(tmp_path / "in.mp4", Film(sound="aac", languages=("eng", "deu")))
    with av.open(carry(source, tmp_path / f"out{suffix}").path) as container:
        assert [stream.metadata["language"] for stream in container.streams.audio] == ["eng", "deu"]


def test_every_track_has_its_own_packets(tmp_path: Path) -> None:
    source = film(tmp_path / "in.mp4", Film(sound="aac", languages=("eng", "deu")))
    out = carry(source, tmp_path / "out.mp4").path
    assert packets_of_tracks(out) == packets_of_tracks(source)


def packets_of_tracks(path: Path) -> list[list[bytes]]:
    with av.open(path) as container:
        tracks: dict[int, list[bytes]] = {stream.index: [] for stream in container.streams.audio}
        for packet in container.demux(*container.streams.audio):
            if packet.size:
                tracks[packet.stream.index].append(bytes(packet))
        return list(tracks.values())


def test_a_source_without_sound_gives_none(silent_clip: Path, tmp_path: Path) -> None:
    with FileSource(silent_clip) as pictures:
        sink = VideoSink(tmp_path / "out.mp4", pictures.info, sound_of=silent_clip)
        for picture in pictures:
            sink.write_picture(picture.time, picture.bgr)
        sink.close()
    assert not sink.has_sound
    assert codecs(sink.path) == []
    assert len(picture_times(sink.path)) == 25


@pytest.mark.parametrize("sound", ["aac", "pcm_mulaw"])
def test_broken_off_the_sound_ends_with_the_last_picture(sound: str, tmp_path: Path) -> None:
    source = film(tmp_path / "in.mov", Film(sound=sound))
    out = carry(source, tmp_path / "out.mp4", frames=20).path
    assert len(picture_times(out)) == 20
    assert abs(sound_seconds(out) - 20 / 25) <= 0.05


def test_sound_longer_than_the_picture_is_carried_to_its_end(tmp_path: Path) -> None:
    source = film(tmp_path / "in.mp4", Film(sound="aac", hold=Fraction(2)))
    out = carry(source, tmp_path / "out.mp4").path
    assert sound_packets(out) == sound_packets(source)
    assert sound_packets(out)[-1][0] > 3


def many_channels(path: Path, layout: str, sounding: int) -> Path:
    """Write a video of one second with uncompressed sound. One channel has a tone."""
    write_video(path, moving_square(25))
    silent = path.rename(path.with_stem("silent"))
    channels = av.AudioLayout(layout).nb_channels
    with av.open(silent) as given, av.open(path, "w") as made:
        video = made.add_stream_from_template(given.streams.video[0])
        audio = made.add_stream("pcm_s16le", rate=48_000, layout=layout)
        wave = np.zeros((48_000, channels), np.int16)
        wave[:, sounding] = 8000 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
        sound = av.AudioFrame.from_ndarray(wave.reshape(1, -1), "s16", layout)
        sound.sample_rate, sound.pts, sound.time_base = 48_000, 0, Fraction(1, 48_000)
        for packet in given.demux(video=0):
            if packet.size:
                packet.stream = video
                made.mux(packet)
        made.mux([*audio.encode(sound), *audio.encode(None)])
    return path


@pytest.mark.parametrize("layout", ["5.1", "7.1", "3.0"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_every_channel_is_kept(layout: str, suffix: str, tmp_path: Path) -> None:
    sink = carry(many_channels(tmp_path / "in.mkv", layout, sounding=2), tmp_path / f"out{suffix}")
    with av.open(sink.path) as made:
        assert made.streams.audio[0].codec_context.channels == av.AudioLayout(layout).nb_channels
        together = av.AudioResampler("s16")
        pieces = [piece.to_ndarray() for frame in made.decode(audio=0) for piece in together.resample(frame)]
    samples = np.concatenate(pieces, axis=1).reshape(-1, av.AudioLayout(layout).nb_channels)
    loud = np.abs(samples.astype(float)).mean(axis=0)
    assert loud.argmax() == 2
    assert np.delete(loud, 2).max() < loud[2] / 20


def test_a_track_with_too_many_channels_for_aac_is_left_out_and_reported(tmp_path: Path) -> None:
    source = many_channels(tmp_path / "in.mkv", "9.1.6", sounding=0)
    with VideoSink(tmp_path / "out.mp4", StreamInfo(64, 48, Fraction(25)), sound_of=source) as sink:
        sink.write_picture(Fraction(0), moving_square(1)[0])
        assert not sink.has_sound
        line = f"{tmp_path / 'out.mp4'}: a sound track was left out: it has 16 channels, and AAC has at most 8"
        assert sink.remarks == (line,)


def test_two_channels_of_a_rare_layout_become_stereo(tmp_path: Path) -> None:
    sink = carry(many_channels(tmp_path / "in.mov", "downmix", sounding=1), tmp_path / "out.mp4")
    with av.open(sink.path) as made:
        assert made.streams.audio[0].codec_context.layout.name == "stereo"


def test_a_custom_channel_layout_does_not_abort_the_process(tmp_path: Path) -> None:
    source = many_channels(tmp_path / "in.mov", "7.1", sounding=0)
    data = source.read_bytes()
    bitmap = b"chan\0\0\0\0\0\x01\0\0"
    assert bitmap in data
    source.write_bytes(data.replace(bitmap, b"chan\0\0\0\0\0\x80\0\x08"))  # MPEG_7_1_C
    ran = subprocess.run(
        [sys.executable, "-m", "live_seg", "process", str(source), "-o", str(tmp_path / "out.mp4"), "-k", "2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    if int(av.__version__.split(".")[0]) < 19:
        assert "the sound was left out: its channel layout is not supported" in ran.stderr


def test_packets_of_mp4_never_start_together(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mkv", moving_square(25), Film(sound="aac"))
    with av.open(source) as given, av.open(tmp_path / "same.mkv", "w") as made:
        streams = {stream.index: made.add_stream_from_template(stream) for stream in given.streams}
        last = 0
        for count, packet in enumerate(given.demux()):
            if packet.size and packet.pts is not None:
                if packet.stream.type == "audio" and count % 2:
                    packet.pts = packet.dts = last
                elif packet.stream.type == "audio":
                    last = packet.pts
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
    sink = carry(tmp_path / "same.mkv", tmp_path / "out.mp4")
    assert len(sound_packets(sink.path)) == len(sound_packets(tmp_path / "same.mkv"))


def test_sound_that_an_edit_cuts_away_is_not_copied(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", moving_square(75), Film(sound="aac", options=(("g", "5"),)))
    data = source.read_bytes()
    for place in (place for place in range(len(data)) if data[place : place + 4] == b"elst"):
        # the edit of each track starts two seconds later
        entry, header = place + 16, data.index(b"mdhd", place) + 16
        ticks = int.from_bytes(data[header : header + 4])
        start = int.from_bytes(data[entry : entry + 4]) + 2 * ticks
        data = data[:entry] + start.to_bytes(4) + data[entry + 4 :]
    source.write_bytes(data)
    sink = carry(source, tmp_path / "out.mkv")
    assert picture_times(sink.path)[0] < Fraction(1, 10)
    assert sound_seconds(sink.path) < 1.3


def test_short_packets_with_the_same_time_are_all_kept(tmp_path: Path) -> None:
    # the clock of Matroska has a tick of a millisecond; with 32 samples a packet there are more packets than ticks
    source = write_video(tmp_path / "in.mkv", moving_square(25), Film(sound="pcm_s16le"))
    with av.open(source) as given, av.open(tmp_path / "short.mkv", "w") as made:
        streams = {stream.index: made.add_stream_from_template(stream) for stream in given.streams}
        for packet in given.demux():
            if not packet.size or packet.pts is None:
                continue
            if packet.stream.type == "video":
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
                continue
            data = bytes(packet)
            for place in range(0, len(data), 128):
                piece = av.Packet(data[place : place + 128])
                piece.pts = piece.dts = packet.pts + place // 4 // 48
                piece.time_base, piece.stream = packet.time_base, streams[packet.stream.index]
                made.mux(piece)
    sink = carry(tmp_path / "short.mkv", tmp_path / "out.mkv")
    assert len(sound_packets(sink.path)) == len(sound_packets(tmp_path / "short.mkv")) == 1500


def test_a_track_of_an_unknown_kind_is_left_out_and_said(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mkv", moving_square(25), Film(sound="aac"))
    source.write_bytes(source.read_bytes().replace(b"A_AAC", b"A_ZZZ"))
    sink = VideoSink(tmp_path / "out.mp4", StreamInfo(64, 48, Fraction(25)), sound_of=source)
    sink.write_picture(Fraction(0), moving_square(1)[0])
    sink.close()
    assert not sink.has_sound
    assert any("left out" in remark for remark in sink.remarks)
