"""Video files: exact times, every kind of picture, and what is left of a damaged file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import av
import numpy as np
import PIL.Image
import pytest

from live_seg.errors import SourceError
from live_seg.source.file.container import read_container
from live_seg.source.file.file_source import FileSource
from live_seg.source.file.tally import Tally
from tests.media import Film, cut, damage_middle, moving_square, picture_times, write_sound, write_video
from tests.platforms import linux_only, posix_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from live_seg.frame import Frame
    from tests.media import Picture

GROUND, FLOOR = (150, 90, 30), (40, 160, 60)
NTSC, CINEMA = Fraction(30000, 1001), Fraction(24000, 1001)
UNEVEN = tuple(Fraction(milliseconds, 1000) for milliseconds in (0, 100, 150, 500, 520, 1000, 4000))


def read(path: Path) -> list[Frame]:
    with FileSource(path) as source:
        return list(source)


def times_in(path: Path) -> list[Fraction]:
    return [frame.time for frame in read(path)]


def damage_of(path: Path) -> str | None:
    with FileSource(path) as source:
        list(source)
        return source.damage


def frames_by_opencv_alone(path: Path) -> int:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    count = 0
    while capture.read()[0]:
        count += 1
    capture.release()
    return count


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
@pytest.mark.parametrize("rate", [Fraction(25), NTSC, CINEMA])
def test_times_at_a_constant_rate_are_exact(rate: Fraction, suffix: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / f"clip{suffix}", moving_square(40), Film(rate=rate))
    assert times_in(path) == [index / rate for index in range(40)]


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_times_at_a_varying_rate_are_exact(suffix: str, tmp_path: Path) -> None:
    film = Film(times=UNEVEN, time_base=Fraction(1, 90_000))
    assert times_in(write_video(tmp_path / f"clip{suffix}", moving_square(7), film)) == list(UNEVEN)


@pytest.mark.parametrize("rate", [Fraction(25), NTSC, Fraction(1, 2)])
def test_times_in_matroska_are_those_of_the_container(rate: Fraction, tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mkv", moving_square(40), Film(rate=rate))
    assert times_in(path) == picture_times(path)


def test_times_are_exact_by_a_clock_finer_than_a_microsecond(tmp_path: Path) -> None:
    film = Film(rate=NTSC, time_base=Fraction(1001, 15_360_000))
    assert times_in(write_video(tmp_path / "clip.mp4", moving_square(40), film)) == [n / NTSC for n in range(40)]


def test_a_transport_stream_that_starts_late_starts_at_zero(tmp_path: Path) -> None:
    late = Film(times=tuple(10 + time for time in UNEVEN), time_base=Fraction(1, 90_000))
    assert times_in(write_video(tmp_path / "clip.ts", moving_square(7), late)) == list(UNEVEN)


def test_the_rate_is_the_containers(tmp_path: Path) -> None:
    with FileSource(write_video(tmp_path / "clip.mp4", moving_square(3), Film(rate=NTSC))) as source:
        assert source.info.frame_rate == NTSC
        assert source.info.frame_count == 3


TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


@pytest.mark.parametrize("degrees", TURNS)
def test_rotation_in_the_metadata_is_applied_once(degrees: int, tmp_path: Path) -> None:
    upright = read(write_video(tmp_path / "upright.mp4", moving_square(3)))
    turned = write_video(tmp_path / "turned.mp4", moving_square(3), Film(rotation=degrees))
    with FileSource(turned) as source:
        for frame, plain in zip(source, upright, strict=True):
            assert np.array_equal(frame.bgr, cv2.rotate(plain.bgr, TURNS[degrees]))
        assert (source.info.height, source.info.width) == ((48, 64) if degrees == 180 else (64, 48))


@pytest.mark.parametrize(("degrees", "aspect"), [(0, (4, 3)), (90, (3, 4)), (180, (4, 3)), (270, (3, 4))])
def test_a_pixels_shape_turns_with_the_picture(degrees: int, aspect: tuple[int, int], tmp_path: Path) -> None:
    film = Film(rotation=degrees, pixel_aspect=Fraction(4, 3))
    with FileSource(write_video(tmp_path / "clip.mp4", moving_square(3), film)) as source:
        assert source.info.pixel_aspect == Fraction(*aspect)


@pytest.mark.parametrize(
    ("codec", "pixel_format", "suffix", "tolerance"),
    [
        ("ffv1", "yuv420p10le", ".mkv", 3),
        ("libx264", "yuv420p10le", ".mp4", 3),
        ("libx264", "yuv444p", ".mp4", 8),
        ("png", "rgb48be", ".mov", 1),
        ("qtrle", "argb", ".mov", 0),
        ("png", "rgba", ".mov", 0),
        ("ffv1", "bgra", ".mkv", 0),
    ],
)
def test_colours_of_every_pixel_format(
    codec: str, pixel_format: str, suffix: str, tolerance: int, tmp_path: Path
) -> None:
    film = Film(codec=codec, pixel_format=pixel_format)
    frames = read(write_video(tmp_path / f"clip{suffix}", moving_square(4), film))
    assert len(frames) == 4
    for frame in frames:
        assert np.abs(frame.bgr[2, 2].astype(int) - GROUND).max() <= tolerance
        assert np.abs(frame.bgr[-3, 2].astype(int) - FLOOR).max() <= tolerance


@pytest.mark.parametrize("pixel_format", ["gray", "gray10le", "gray16le"])
def test_gray_video_comes_as_three_equal_channels(pixel_format: str, tmp_path: Path) -> None:
    film = Film(codec="ffv1", pixel_format=pixel_format)
    frame = read(write_video(tmp_path / "clip.mkv", moving_square(4), film))[-1]
    assert np.ptp(frame.bgr, axis=2).max() == 0
    assert abs(int(frame.bgr[2, 2, 0]) - (0.114 * 150 + 0.587 * 90 + 0.299 * 30)) <= 2


@pytest.mark.parametrize("size", [(1, 1), (17, 1), (1, 17), (3, 5), (63, 47)])
def test_any_size_is_kept(size: tuple[int, int], tmp_path: Path) -> None:
    film = Film(codec="png", pixel_format="rgb24")
    frames = read(write_video(tmp_path / "clip.mov", moving_square(3, *size), film))
    assert [frame.bgr.shape for frame in frames] == [(size[1], size[0], 3)] * 3


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Twelve seconds, 300 pictures."""
    return write_video(tmp_path / "clip.mp4", moving_square(300))


@pytest.mark.parametrize("seed", range(3))
def test_flipped_bits_cost_few_frames(film: Path, seed: int) -> None:
    def flip(data: Picture) -> None:
        bits = np.unpackbits(data)
        bits[np.random.default_rng(seed).choice(bits.size, bits.size // 1000, replace=False)] ^= 1
        data[:] = np.packbits(bits)

    damage_middle(film, flip)
    assert frames_by_opencv_alone(film) < 200
    assert 290 <= len(read(film)) < 300
    assert "could not be decoded" in (damage_of(film) or "")


def test_after_a_hole_the_frames_go_on_at_their_own_times(film: Path) -> None:
    damage_middle(film, lambda data: data[:400].fill(0))
    frames = read(film)
    assert 280 <= len(frames) < 300
    assert frames[-1].time == Fraction(299, 25)
    assert all(later.time > earlier.time for earlier, later in pairwise(frames))


def test_lost_frames_are_gaps_in_the_index_and_counted(film: Path) -> None:
    damage_middle(film, lambda data: data[:200].fill(0))
    frames = read(film)
    gaps = sum(later.index - earlier.index - 1 for earlier, later in pairwise(frames))
    assert gaps > 0
    assert damage_of(film) == f"{film}: {gaps} frames could not be decoded"


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_a_truncated_file_gives_its_frames_up_to_the_cut(suffix: str, tmp_path: Path) -> None:
    frames = read(cut(write_video(tmp_path / f"clip{suffix}", moving_square(250)), 0.7))
    assert 100 <= len(frames) < 250
    assert [frame.time for frame in frames[:100]] == [Fraction(index, 25) for index in range(100)]


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_a_truncated_file_says_where_it_ended(suffix: str, tmp_path: Path) -> None:
    path = cut(write_video(tmp_path / f"clip{suffix}", moving_square(250)), 0.7)
    end = float(read(path)[-1].time + Fraction(1, 25))
    assert f"ended at {end:.1f} of 10.0 s" in (damage_of(path) or "whole")


def test_a_truncated_avi_says_where_it_ended(tmp_path: Path) -> None:
    # it then has no index, and FFmpeg estimates its duration from the rest of the file
    path = cut(write_video(tmp_path / "clip.avi", moving_square(60), Film(codec="mpeg4")), 2 / 3)
    end = float(read(path)[-1].time + Fraction(1, 25))
    assert f"the video ended at {end:.1f} of 2.4 s" in str(damage_of(path))


def test_frames_that_a_decoder_skips_without_an_error_are_counted(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", moving_square(100), Film(options=(("g", "10"), ("bf", "2"))))
    data = bytearray(path.read_bytes())
    with av.open(path) as container:
        places = [(packet.pos or 0, packet.size) for packet in container.demux(video=0) if packet.size]
    for place, size in places[40:47]:
        data[place : place + size] = bytes(size)
    path.write_bytes(data)
    frames = read(path)
    lost = 100 - len(frames)
    assert lost >= 7
    assert damage_of(path) == f"{path}: {lost} frames could not be decoded"


def test_frames_missing_from_a_damaged_container_are_counted_by_gaps_in_time(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (250, 48, 64, 3), dtype=np.uint8)
    path = write_video(tmp_path / "clip.ts", list(noise), Film(options=(("g", "25"),)))
    data = bytearray(path.read_bytes())
    start, end = len(data) // 3, len(data) // 3 + 200_000
    data[start:end] = bytes(end - start)
    path.write_bytes(data)
    frames = read(path)
    assert frames[-1].time >= Fraction(249, 25)  # reading continues after the hole
    lost = 250 - len(frames)
    assert lost > 10
    assert str(damage_of(path)).startswith(f"{path}: {lost} frames could not be decoded")


@pytest.mark.parametrize(("steps", "missing"), [((1, 1, 3) + (1,) * 8, 2), ((1,) * 20 + (5, 2), 5), ((1, 2) * 10, 0)])
def test_gaps_count_as_missing_frames_only_at_a_constant_rate(
    steps: tuple[int, ...], missing: int, tmp_path: Path
) -> None:
    tally = Tally(read_container(write_video(tmp_path / "clip.mp4", moving_square(3))))
    for step in steps:
        tally.note(Fraction(step, 25), 0, is_damaged=False)
    assert tally.missing == missing


def test_frames_before_the_first_keyframe_do_not_count_as_lost(tmp_path: Path) -> None:
    # like the recording of a broadcast, which may start at any frame
    whole = write_video(tmp_path / "whole.ts", moving_square(60), Film(options=(("g", "20"),)))
    path = tmp_path / "part.ts"
    with av.open(whole) as given, av.open(path, "w") as part:
        stream = part.add_stream_from_template(given.streams.video[0])
        for packet in list(given.demux(video=0))[10:]:
            if packet.size:
                packet.stream = stream
                part.mux(packet)
    with FileSource(path) as source:
        assert len(list(source)) == 40
        assert source.damage is None


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_pictures_above_the_limit_are_refused(name: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / name, moving_square(25))
    with pytest.raises(SourceError, match=r"too large: 64x48 are 0\.003072 megapixels|above the limit of 0\.003 mega"):
        FileSource(path, max_megapixels=0.003)
    FileSource(path, max_megapixels=0.0031).close()


def test_pictures_that_become_larger_than_the_limit_are_not_decoded(tmp_path: Path) -> None:
    small = write_video(tmp_path / "small.ts", moving_square(5)).read_bytes()
    large = write_video(tmp_path / "large.ts", moving_square(5, 640, 480)).read_bytes()
    path = tmp_path / "both.ts"
    path.write_bytes(small + large)
    with FileSource(path, max_megapixels=0.1) as source:
        assert {frame.bgr.shape for frame in source} == {(48, 64, 3)}
        assert "could not be decoded" in str(source.damage)


def test_a_cut_shows_where_the_picture_starts_after_the_sound(tmp_path: Path) -> None:
    late = Film(sound="aac", times=tuple(3 + Fraction(index, 25) for index in range(100)))
    path = cut(write_video(tmp_path / "clip.mp4", moving_square(100), late), 0.8)
    assert "of 7.0 s" in (damage_of(path) or "whole")


@pytest.mark.parametrize(("codec", "suffix"), [("mpeg4", ".mp4"), ("ffv1", ".mkv")])
def test_a_last_picture_that_stays_is_no_damage(codec: str, suffix: str, tmp_path: Path) -> None:
    still = Film(codec=codec, hold=Fraction(3))
    with FileSource(write_video(tmp_path / f"clip{suffix}", moving_square(10), still)) as source:
        assert source.end is None  # until all frames have been read
        list(source)
        assert source.damage is None
        assert source.end == Fraction(84, 25)


def test_the_last_frame_keeps_its_duration_if_it_is_not_decoded_last(tmp_path: Path) -> None:
    # in MP4, a packet lasts until the next one is decoded
    times = tuple(Fraction(index) for index in (0, 1, 2, 10))
    slides = Film(times=times, hold=Fraction(1), options=(("bf", "2"), ("x264-params", "b-adapt=0")))
    with FileSource(write_video(tmp_path / "slides.mp4", moving_square(4), slides)) as source:
        list(source)
        assert source.end == 11


def test_mpeg4_frames_that_are_not_coded_do_not_count_as_lost(tmp_path: Path) -> None:
    path = write_video(tmp_path / "whole.avi", moving_square(20), Film(codec="mpeg4"))
    with av.open(path) as given, av.open(tmp_path / "some.avi", "w") as made:
        stream = made.add_stream_from_template(given.streams.video[0])
        for count, packet in enumerate(given.demux(video=0)):
            if not packet.size:
                continue
            # every fifth packet is a P-VOP that is not coded
            stored: Any = av.Packet(b"\0\0\1\xb6\x50\x4f") if count % 5 == 4 else packet
            stored.pts, stored.dts, stored.time_base, stored.stream = packet.pts, packet.dts, packet.time_base, stream
            made.mux(stored)
    assert damage_of(tmp_path / "some.avi") is None


def test_a_truncated_flash_video_says_where_it_ended(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.flv", moving_square(100), Film(codec="flv1"))
    assert damage_of(whole) is None
    end = float(read(cut(whole, 0.6))[-1].time + Fraction(1, 25))
    assert f"the video ended at {end:.1f} of 4.0 s" in str(damage_of(whole))


@pytest.mark.parametrize("suffix", [".wmv", ".flv"])
def test_sound_that_is_longer_than_the_video_is_not_damage(suffix: str, tmp_path: Path) -> None:
    codecs = {".wmv": ("wmv2", "libmp3lame"), ".flv": ("flv1", "aac")}[suffix]
    long = write_video(tmp_path / f"long{suffix}", moving_square(75), Film(codec=codecs[0], sound=codecs[1]))
    short = write_video(tmp_path / f"short{suffix}", moving_square(25), Film(codec=codecs[0]))
    path = tmp_path / f"both{suffix}"
    with av.open(short) as pictures, av.open(long) as sounds, av.open(path, "w") as both:
        streams: list[Any] = [
            both.add_stream_from_template(pictures.streams.video[0]),
            both.add_stream_from_template(sounds.streams.audio[0]),
        ]
        sources: list[Any] = [pictures.demux(video=0), sounds.demux(audio=0)]
        for stream, packets in zip(streams, sources, strict=True):
            for packet in packets:
                if packet.size and packet.pts is not None:
                    packet.stream = stream
                    both.mux(packet)
    assert damage_of(path) is None


def test_a_seek_without_an_index_goes_to_the_start(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", moving_square(50), Film(codec="libvpx"))
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"\x1c\x53\xbb\x6b")])  # without the index (cues)
    with FileSource(path) as source:
        assert next(source.frames_from(1)).time == 1


def test_frames_decoded_only_in_part_are_counted(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (30, 48, 64, 3), dtype=np.uint8)
    path = write_video(tmp_path / "clip.ts", list(noise), Film(options=(("x264-params", "mbtree=0"), ("threads", "1"))))
    path.write_bytes(path.read_bytes()[:-3000])  # in the middle of the last picture
    # FFmpeg's threads sometimes give a frame out before they note the damage
    assert any("1 frame could be decoded only in part" in str(damage_of(path)) for _ in range(20))


def test_exif_of_motion_jpeg_does_no_harm(tmp_path: Path) -> None:
    # PyAV does not know this kind of data beside a picture
    exif = PIL.Image.Exif()
    exif[271] = "camera"
    with av.open(tmp_path / "a.avi", "w") as made:
        stream = made.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for index, picture in enumerate(moving_square(5)):
            PIL.Image.fromarray(picture[..., ::-1]).save(tmp_path / "a.jpg", exif=exif)
            packet = av.Packet((tmp_path / "a.jpg").read_bytes())
            packet.pts = packet.dts = index
            packet.time_base, packet.stream, packet.is_keyframe = Fraction(1, 25), stream, True
            made.mux(packet)
    assert len(read(tmp_path / "a.avi")) == 5


def fragments(path: Path, count: int) -> bytes:
    """A fragmented MP4 of a number of seconds, one in each fragment."""
    noise = np.random.default_rng(0).integers(0, 256, (25 * count, 48, 64, 3), dtype=np.uint8)
    whole = write_video(path.with_stem("whole"), list(noise), Film(options=(("g", "25"), ("bf", "0"))))
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    with av.open(whole) as given, av.open(path, "w", options=options) as made:
        stream = made.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.size:
                packet.stream = stream
                made.mux(packet)
    return path.read_bytes()


def test_fragments_from_the_middle_of_a_stream_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    data = fragments(path, 4)
    starts = [place - 4 for place in range(len(data)) if data[place : place + 4] == b"moof"]
    path.write_bytes(data[: starts[0]] + data[starts[1] :])
    with FileSource(path) as source:
        assert 50 <= len(list(source)) < 100
        assert source.damage is None


def test_fragments_that_cannot_be_reached_are_a_loss(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    data = bytearray(fragments(path, 4))
    starts = [place - 4 for place in range(len(data)) if data[place : place + 4] == b"moof"]
    data[starts[2] : starts[2] + 400] = bytes(400)
    path.write_bytes(data)
    assert re.search(r"the last \d\d% of the file could not be read", str(damage_of(path)))


def test_a_windows_media_file_that_is_cut_says_where_it_ended(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.wmv", moving_square(100), Film(codec="wmv2"))
    assert damage_of(whole) is None
    assert re.search(r"the video ended at \d\.\d of 4\.\d s", str(damage_of(cut(whole, 0.5))))


def test_a_transport_stream_that_ends_within_a_packet_is_cut_off(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.ts", moving_square(50))
    data = path.read_bytes()
    assert damage_of(path) is None
    path.write_bytes(data[: len(data) // 188 * 188 - 100])
    assert "the file is cut off" in str(damage_of(path))


def test_a_join_of_transport_streams_is_no_damage(tmp_path: Path) -> None:
    plain = write_video(tmp_path / "a.ts", moving_square(50), Film(options=(("bf", "0"),)))
    reordered = write_video(tmp_path / "b.ts", moving_square(50), Film(options=(("bf", "3"),)))
    path = tmp_path / "both.ts"
    path.write_bytes(plain.read_bytes() + reordered.read_bytes())
    with FileSource(path) as source:
        assert len(list(source)) == 100
        assert source.damage is None


def test_the_last_frame_may_be_shorter_than_the_others(tmp_path: Path) -> None:
    slides = Film(times=(Fraction(0), Fraction(2), Fraction(4)), hold=Fraction(1, 25), options=(("bf", "0"),))
    with FileSource(write_video(tmp_path / "slides.mp4", moving_square(3), slides)) as source:
        list(source)
        assert source.end == Fraction(101, 25)


AVI_FRAMES, AVI_SCALE, AVI_RATE = 32, 20, 24  # places in the header of an AVI's stream


def lying(path: Path, place: int, value: int) -> Path:
    data = bytearray(write_video(path, moving_square(30), Film(codec="mpeg4")).read_bytes())
    at = data.index(b"strh") + 8 + place
    data[at : at + 4] = value.to_bytes(4, "little")
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("count", [0, 1, 99_999, 2**31 - 1, 2**32 - 1])
def test_a_frame_count_that_lies_is_only_a_hint(count: int, tmp_path: Path) -> None:
    frames = read(lying(tmp_path / "clip.avi", AVI_FRAMES, count))
    assert [frame.time for frame in frames] == [Fraction(index, 25) for index in range(30)]


@pytest.mark.parametrize(("place", "value"), [(AVI_RATE, 0), (AVI_RATE, 90_000), (AVI_SCALE, 0), (AVI_SCALE, 10**6)])
def test_a_frame_rate_that_lies_does_not_stop_the_run(place: int, value: int, tmp_path: Path) -> None:
    path = lying(tmp_path / "clip.avi", place, value)
    with FileSource(path) as source:
        assert Fraction(1, 100) <= source.info.frame_rate <= 1000
    frames = read(path)
    assert len(frames) == 30
    assert all(later.time > earlier.time for earlier, later in pairwise(frames))


def lose_the_index(path: Path) -> None:
    data = write_video(path, moving_square(25)).read_bytes()
    path.write_bytes(data[:24] + data[data.index(b"mdat") - 4 :])


NO_VIDEOS: list[tuple[str, Callable[[Path], object], str]] = [
    ("missing.mp4", lambda _: None, "does not exist"),
    ("folder.mp4", Path.mkdir, "is a folder"),
    ("empty.mp4", Path.touch, "is empty"),
    ("text.mp4", lambda path: path.write_text("no video\n" * 500), "is not a video"),
    ("text.txt", lambda path: path.write_text("no video\n" * 500), "is not a video"),
    ("sound.mp4", write_sound, "only sound"),
    ("headless.mp4", lose_the_index, "its index is damaged"),
]


@pytest.mark.parametrize(("name", "make", "cause"), NO_VIDEOS)
def test_what_is_no_video_is_one_line_that_says_why(
    name: str, make: Callable[[Path], object], cause: str, tmp_path: Path
) -> None:
    make(tmp_path / name)
    with pytest.raises(SourceError, match=cause) as caught:
        FileSource(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["a b'ü%03d.mp4", "-x.mp4", "clip.unknown", pytest.param("12:30?.mp4", marks=posix_only)]
)
def test_any_file_name_is_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_video(tmp_path / "clip.mp4", moving_square(3)).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert len(read(Path(name))) == 3


@linux_only
def test_a_file_name_that_is_no_utf8_is_read_or_refused(tmp_path: Path) -> None:
    # in a process of its own: OpenCV dies of it
    name = write_video(tmp_path / "clip.mp4", moving_square(3)).rename(tmp_path / "clip-\udcff.mp4")
    script = (
        "import sys; from live_seg import SourceError, open_source\n"
        "try: print(len(list(open_source(sys.argv[1]))))\n"
        "except SourceError: print('refused')\n"
    )
    root = Path(__file__).parents[3]
    child = subprocess.run(
        [sys.executable, "-c", script, str(name)], cwd=root, capture_output=True, text=True, check=False
    )
    assert (child.returncode, child.stdout.strip()) in {(0, "3"), (0, "refused")}


@pytest.mark.parametrize("lost", [1, 2])
def test_last_frames_that_cannot_be_decoded_are_counted(lost: int, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mov", moving_square(20), Film(codec="mjpeg", pixel_format="yuvj420p"))
    data = bytearray(clip.read_bytes())
    starts = [position for position in range(len(data)) if data[position : position + 3] == b"\xff\xd8\xff"]
    ends = [*starts[1:], data.index(b"\xff\xd9", starts[-1]) + 2]
    for start, end in list(zip(starts, ends, strict=True))[-lost:]:
        data[start:end] = bytes(end - start)
    clip.write_bytes(data)
    with FileSource(clip) as source:
        assert len(list(source)) == 20 - lost
        assert source.damage is not None
        assert f"{lost} frame" in source.damage


def test_frames_that_are_kept_stay_as_they_were(clip: Path) -> None:
    with FileSource(clip) as source:
        one_by_one = [frame.bgr.tobytes() for frame in source]
    assert [frame.bgr.tobytes() for frame in read(clip)] == one_by_one


def test_the_memory_of_frames_that_are_not_kept_is_used_again(clip: Path) -> None:
    with FileSource(clip) as source:
        places = {frame.bgr.ctypes.data for frame in source}
    # OpenCV's own memory for the first frame, then two buffers in turn, because the last frame is still in use
    assert len(places) <= 3


@pytest.mark.parametrize("name", ["a.mp4", "uneven.mkv", "a.ts", "a.avi", "raw.h264", "sound_first.mp4"])
def test_a_jump_finds_the_frame_that_is_shown_in_every_container(name: str, tmp_path: Path) -> None:
    film = Film()
    if name == "uneven.mkv":
        film = Film(times=tuple(Fraction(index * (index + 1), 90) for index in range(60)))
    elif name == "sound_first.mp4":
        film = Film(sound="aac", times=tuple(2 + Fraction(index, 25) for index in range(60)))
    path = write_video(tmp_path / name, moving_square(60), film)
    frames = read(path)
    with FileSource(path) as source:
        for index in (40, 3, 59, 0, 17):
            shown = frames[index]
            end = frames[index + 1].time if index < 59 else shown.time + 1 / source.info.frame_rate
            for seconds in (shown.time, float(shown.time), float(shown.time + end) / 2):
                found = next(source.frames_from(seconds))
                assert found.time == shown.time, (index, seconds)
                np.testing.assert_array_equal(found.bgr, shown.bgr)
        # an AVI says that it ends one frame sooner than it does
        end = max(source.duration or Fraction(0), frames[-1].time + 1 / source.info.frame_rate)
        assert list(source.frames_from(end)) == []


@posix_only
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "a.ts"
    os.mkfifo(pipe)  # nothing writes to it, so opening it would wait forever
    with pytest.raises(
        SourceError, match=r"a\.ts is a pipe or a device, which cannot be read twice; save it to a file"
    ):
        FileSource(pipe)
