"""The two decoders of video files: both give the same pictures and times, or else PyAV is chosen."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import av
import numpy as np
import pytest
from av.stream import Disposition

from live_seg.errors import SourceError
from live_seg.sink.video.video_sink import VideoSink
from live_seg.source.file.av_decoder import AvDecoder, with_first_times
from live_seg.source.file.container import read_container
from live_seg.source.file.file_source import FileSource
from live_seg.source.file.interlacing import may_be_interlaced
from live_seg.source.file.open_decoder import open_decoder
from live_seg.source.file.opencv_decoder import OpenCVDecoder
from live_seg.source.file.orientation import Orientation
from live_seg.source.hdr import Hdr, to_sdr
from live_seg.source.open import open_source
from tests.media import Film, moving_square, write_sound, write_video

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.source.file.decoder import Decoded, Decoder
    from tests.media import Picture

ONE = 1 << 16
W = 1 << 30
AS_IT_IS = (ONE, 0, 0, 0, ONE, 0, 0, 0, W)
MIRRORED = (-ONE, 0, 0, 0, ONE, 0, 0, 0, W)
UPSIDE_DOWN = (ONE, 0, 0, 0, -ONE, 0, 0, 0, W)
TRANSPOSED = (0, ONE, 0, ONE, 0, 0, 0, 0, W)
INTERLACED = (("flags", "+ilme+ildct"), ("x264-params", "interlaced=1"))
SAME_BYTES = (("x264-params", "mbtree=0"),)
"""x264 otherwise reads memory that was never written, and two runs may differ."""
ORDINARY = {
    "a.mp4": Film(),
    "uneven.mkv": Film(times=tuple(Fraction(index * (index + 1), 90) for index in range(25))),
    "sound.mp4": Film(sound="aac", times=tuple(2 + Fraction(index, 25) for index in range(25))),
    "a.ts": Film(),
    "a.avi": Film(codec="mpeg4"),
    "turned.mp4": Film(rotation=90),
    "half_turned.mov": Film(rotation=180),
    "full.mkv": Film(codec="mjpeg", pixel_format="yuvj420p"),
    "deep.mkv": Film(pixel_format="yuv420p10le"),
    "fine.mkv": Film(pixel_format="yuv444p"),
    "between.mkv": Film(pixel_format="yuv422p"),
}


def pictures(count: int = 25) -> list[Picture]:
    """Frames that look different when rotated or mirrored."""
    frames = moving_square(count)
    for frame in frames:
        frame[:12, :20] = (20, 220, 220)
    return frames


def read_all(decoder: Decoder) -> list[Decoded]:
    found = []
    failures = 0
    while failures < 20:
        decoded = decoder.read()
        if decoded is None:
            failures += 1
        else:
            found.append(decoded)
    return found


def pictures_of(path: Path) -> list[Picture]:
    with FileSource(path) as source:
        return [frame.bgr for frame in source]


@pytest.fixture(params=ORDINARY)
def ordinary(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that both decoders decode correctly."""
    return write_video(tmp_path / request.param, pictures(), ORDINARY[request.param])


def test_opencv_decodes_ordinary_files_except_mpeg_streams(ordinary: Path) -> None:
    container = read_container(ordinary)
    decoder = open_decoder(ordinary, container)
    assert isinstance(decoder, AvDecoder if container.may_jump else OpenCVDecoder)
    decoder.close()


def test_both_decoders_give_the_same_pictures_and_times(ordinary: Path) -> None:
    container = read_container(ordinary)
    by_opencv, by_av = OpenCVDecoder(ordinary, container), AvDecoder(ordinary, container)
    assert (by_opencv.size, by_opencv.is_turned) == (by_av.size, by_av.is_turned)
    expected, found = read_all(by_opencv), read_all(by_av)
    assert len(expected) == 25
    assert [decoded.time for decoded in found] == [decoded.time for decoded in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.bgr.shape == other.bgr.shape
        assert np.abs(one.bgr.astype(int) - other.bgr).max() <= 2
    by_opencv.close()
    by_av.close()


@pytest.mark.parametrize("kind", [OpenCVDecoder, AvDecoder])
def test_a_decoder_restarts_seeks_and_closes(kind: type[OpenCVDecoder | AvDecoder], tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", pictures(50))
    decoder = kind(path, read_container(path))
    frames = read_all(decoder)
    decoder.restart()
    first = decoder.read()
    assert first is not None
    assert first.time == 0
    decoder.seek(1.0)
    sought = decoder.read()
    assert sought is not None
    assert sought.time is not None
    assert sought.time <= 1
    np.testing.assert_array_equal(sought.bgr, frames[round(sought.time * 25)].bgr)
    decoder.close()
    decoder.close()
    assert not decoder.is_open
    assert decoder.read() is None


@pytest.mark.parametrize(
    ("name", "film"),
    [
        ("a.mp4", Film(options=INTERLACED)),
        ("a.mpg", Film(codec="mpeg2video", options=INTERLACED[:1])),
        ("a.avi", Film(codec="mpeg2video", options=INTERLACED[:1])),
    ],
)
def test_interlaced_videos_are_read(name: str, film: Film, tmp_path: Path) -> None:
    drawn = [np.kron(frame, np.ones((6, 5, 1), np.uint8)) for frame in pictures(12)]  # 320x288
    path = write_video(tmp_path / name, drawn, film)
    assert read_container(path).is_interlaced
    found = pictures_of(path)
    assert len(found) == 12
    for frame, original in zip(found, drawn, strict=True):
        assert np.abs(frame.mean((0, 1)) - original.mean((0, 1))).max() < 4


@pytest.mark.parametrize("extra", ["", ":cqm=jvt", ":bframes=2"])
@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv444p", "yuv420p10le"])
@pytest.mark.parametrize("interlaced", [0, 1])
def test_the_h264_header_says_whether_a_video_may_be_interlaced(
    interlaced: int, pixel_format: str, extra: str, tmp_path: Path
) -> None:
    options = (("x264-params", f"interlaced={interlaced}{extra}"),)
    for name in ("a.mp4", "a.mkv", "a.h264"):
        path = write_video(tmp_path / name, pictures(3), Film(pixel_format=pixel_format, options=options))
        assert read_container(path).is_interlaced == bool(interlaced), name


def test_a_video_with_a_truncated_h264_header_may_be_interlaced() -> None:
    assert may_be_interlaced("h264", None, None)
    assert may_be_interlaced("h264", b"\1\x64\0\x28\xff\xe1\0\4\x67\x64\0\x28", None)
    assert may_be_interlaced("h264", b"\0\0\1\x65abc", None)


def test_vp8_frames_keep_their_size_if_it_changes_in_mid_stream(tmp_path: Path) -> None:
    # like the recording of a call in which a phone is rotated
    small = write_video(tmp_path / "a.mkv", moving_square(5, 64, 48), Film(codec="libvpx"))
    tall = write_video(tmp_path / "b.mkv", moving_square(5, 48, 64), Film(codec="libvpx"))
    with av.open(tmp_path / "both.mkv", "w") as both:
        for count, path in enumerate((small, tall)):
            with av.open(path) as given:
                stream = both.streams.video[0] if count else both.add_stream_from_template(given.streams.video[0])
                for packet in given.demux(video=0):
                    if packet.size and packet.pts is not None and packet.dts is not None:
                        packet.pts, packet.dts = packet.pts + 200 * count, packet.dts + 200 * count
                        packet.stream = stream
                        both.mux(packet)
    with FileSource(tmp_path / "both.mkv") as source:
        assert [frame.bgr.shape for frame in source] == [(48, 64, 3)] * 5 + [(64, 48, 3)] * 5
        assert source.damage is None


@pytest.mark.parametrize("matrix", [MIRRORED, UPSIDE_DOWN, TRANSPOSED])
def test_mirroring_in_the_display_matrix_is_applied(matrix: tuple[int, ...], tmp_path: Path) -> None:
    plain = pictures_of(write_video(tmp_path / "plain.mp4", pictures(5), Film(options=SAME_BYTES)))
    path = write_video(tmp_path / "mirrored.mp4", pictures(5), Film(options=SAME_BYTES, matrix=matrix))
    for frame, original in zip(pictures_of(path), plain, strict=True):
        expected = cv2.transpose(original) if matrix == TRANSPOSED else cv2.flip(original, int(matrix == MIRRORED))
        np.testing.assert_array_equal(frame, expected)


def test_rotations_other_than_multiples_of_90_degrees_are_not_applied() -> None:
    skewed = np.array((ONE, 99, 0, 99, ONE, 0, 0, 0, W), np.int32).tobytes()
    assert Orientation.of_matrix(skewed) == Orientation.of_matrix(b"") == Orientation()
    assert not Orientation.of_matrix(np.array(AS_IT_IS, np.int32).tobytes()).is_mirrored


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("a.webm", "libvpx-vp9", "yuva420p"),
        ("a.mov", "prores_ks", "yuva444p10le"),
        ("png.mov", "png", "rgba"),
        ("a.avi", "rawvideo", "bgra"),
    ],
)
def test_transparent_pixels_are_composited_over_white(name: str, codec: str, pixel_format: str, tmp_path: Path) -> None:
    picture = np.zeros((48, 64, 4), np.uint8)
    picture[:, :32] = (0, 0, 220, 255)  # BGRA: the left half is red, the right half is transparent blue
    picture[:, 32:] = (220, 0, 0, 0)
    with av.open(tmp_path / name, "w") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, pixel_format
        if codec == "libvpx-vp9":
            stream.metadata["alpha_mode"] = "1"
        for index in range(5):
            frame = av.VideoFrame.from_ndarray(picture, "bgra")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    found = pictures_of(tmp_path / name)
    assert len(found) == 5
    assert np.abs(found[4][:, :28].astype(int) - (0, 0, 220)).max() < 16
    assert np.abs(found[4][:, 36:].astype(int) - 255).max() < 8


MASTERED = "mastering-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(6000000,1):cll=500,200"
BRIGHTEST = "cll=500,200"


@pytest.mark.parametrize(
    ("transfer", "x264", "hdr"),
    [
        ("arib-std-b67", "mbtree=0", Hdr("hlg", 1000)),
        ("smpte2084", MASTERED, Hdr("pq", 600)),
        ("smpte2084", BRIGHTEST, Hdr("pq", 500)),
        ("smpte2084", "mbtree=0", Hdr("pq", None)),
    ],
)
def test_hdr_is_converted_to_sdr(transfer: str, x264: str, hdr: Hdr, tmp_path: Path) -> None:
    tags = (("color_trc", transfer), ("color_primaries", "bt2020"), ("colorspace", "bt2020nc"), ("color_range", "tv"))
    film = Film(pixel_format="yuv420p10le", options=(*tags, ("x264-params", x264), ("crf", "1")))
    gray = [np.full((48, 64, 3), 160, np.uint8)] * 3
    path = write_video(tmp_path / "a.mp4", gray, film)
    assert read_container(path).hdr == hdr
    expected = to_sdr(np.full((1, 1, 4), 160, np.uint8), hdr)[0, 0, 0]
    for picture in pictures_of(path):
        assert np.abs(picture.astype(int) - expected).max() <= 3


def test_first_frames_without_a_time_get_one_from_the_frame_rate() -> None:
    frames = []
    for pts in (None, None, 120, 160):
        frame = av.VideoFrame(16, 16, "yuv420p")
        frame.pts = pts
        frames.append(frame)
    given = [frame.pts for frame in with_first_times(iter(frames), Fraction(40)) if frame is not None]
    assert given == [40, 80, 120, 160]


def test_raw_motion_jpeg_is_a_video(tmp_path: Path) -> None:
    film = write_video(tmp_path / "a.avi", pictures(25), Film(codec="mjpeg", pixel_format="yuvj420p"))
    with av.open(film) as given:
        data = b"".join(bytes(packet) for packet in given.demux(video=0))
    (tmp_path / "a.mjpeg").write_bytes(data)
    with open_source(tmp_path / "a.mjpeg") as source:
        assert [frame.time for frame in source] == [Fraction(index, 25) for index in range(25)]


def test_av1_is_read(tmp_path: Path) -> None:
    path = write_video(
        tmp_path / "a.mkv",
        [np.kron(frame, np.ones((2, 2, 1), np.uint8)) for frame in pictures(6)],
        Film(codec="libsvtav1"),
    )
    found = pictures_of(path)
    assert len(found) == 6
    assert np.abs(found[0][10, 100:].mean(0) - (150, 90, 30)).max() < 6


def three_tracks(path: Path, default: int | None) -> Path:
    """A file with three video tracks: small, large and medium. One of them may be the default."""
    with av.open(path, "w") as container:
        streams = []
        for place, size in enumerate(((32, 32), (64, 64), (48, 48))):
            stream = container.add_stream("mpeg4", rate=25)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            stream.disposition = Disposition.default if place == default else Disposition(0)
            streams.append(stream)
        for index in range(5):
            for stream in streams:
                picture = np.full((stream.height, stream.width, 3), 100, np.uint8)
                frame = av.VideoFrame.from_ndarray(picture, "bgr24")
                frame.pts = index
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(("default", "width"), [(None, 64), (0, 32), (1, 64), (2, 48)])
def test_the_default_track_is_read_or_the_largest_if_there_is_no_default(
    default: int | None, width: int, tmp_path: Path
) -> None:
    with FileSource(three_tracks(tmp_path / "a.mkv", default)) as source:
        assert source.info.width == width
        assert [frame.bgr.shape[1] for frame in source] == [width] * 5
        (remark,) = source.remarks
        assert "has 3 video tracks; only the one with stream index" in remark


def test_an_unsupported_codec_is_reported(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", pictures(5), Film(codec="mpeg4"))
    data = path.read_bytes()
    assert b"FMP4" in data
    path.write_bytes(data.replace(b"FMP4", b"QQQQ"))
    with pytest.raises(SourceError, match=r"a\.avi: its video cannot be decoded; .*codec"):
        FileSource(path)


def test_cover_art_is_not_read_as_a_video(tmp_path: Path) -> None:
    sound = write_sound(tmp_path / "a.m4a")
    cover = cv2.imencode(".jpg", np.full((64, 64, 3), 90, np.uint8))[1].tobytes()
    with av.open(sound) as music, av.open(tmp_path / "song.m4a", "w", format="mp4") as out:
        track = out.add_stream_from_template(music.streams.audio[0])
        picture = out.add_stream("mjpeg", rate=1)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuvj420p"
        picture.disposition = Disposition.attached_pic
        packet = av.Packet(cover)
        packet.stream, packet.pts, packet.dts = picture, 0, 0
        out.mux(packet)
        for sound_packet in music.demux(audio=0):
            if sound_packet.dts is not None:
                sound_packet.stream = track
                out.mux(sound_packet)
    with pytest.raises(SourceError, match="holds no video, only sound"):
        FileSource(tmp_path / "song.m4a")


@pytest.mark.parametrize("suffix", [".mp4", ".avi"])
def test_tags_in_another_encoding_are_accepted(suffix: str, tmp_path: Path) -> None:
    plain = write_video(tmp_path / f"plain{suffix}", pictures(5), Film(codec="mpeg4"))
    with av.open(plain) as source, av.open(tmp_path / f"a{suffix}", "w") as out:
        out.metadata["title"] = "cafe cafe cafe"
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    path = tmp_path / f"a{suffix}"
    data = path.read_bytes()
    assert data.count(b"cafe cafe") == 1
    path.write_bytes(data.replace(b"cafe cafe", b"caf\xe9 caf\xe9"))
    assert len(pictures_of(path)) == 5


def test_a_video_that_starts_late_is_not_reported_as_truncated(tmp_path: Path) -> None:
    film = Film(times=tuple(3600 + Fraction(index, 25) for index in range(25)))
    with FileSource(write_video(tmp_path / "late.mkv", pictures(), film)) as source:
        assert len(list(source)) == 25
        assert source.damage is None
        assert source.duration == 1


@pytest.mark.parametrize(("first", "second"), [(500, 0), (0, 500), (5, 5), (0, 300)])
@pytest.mark.parametrize("sound", [None, "aac"])
def test_times_continue_if_the_clock_of_joined_files_jumps(
    sound: str | None, first: int, second: int, tmp_path: Path
) -> None:
    path = tmp_path / "joined.ts"
    parts: list[bytes] = []
    for start in (first, second):
        times = tuple(start + Fraction(index, 25) for index in range(25))
        film = Film(times=times, sound=sound, sound_start=Fraction(start))
        parts.append(write_video(tmp_path / f"{len(parts)}.ts", pictures(), film).read_bytes())
    path.write_bytes(b"".join(parts))
    with FileSource(path) as source:
        frames = list(source)
        assert source.damage is None
    assert len(frames) == 50
    steps = [float(later.time - earlier.time) for earlier, later in pairwise(frames)]
    assert max(abs(step - 0.04) for step in steps) < 0.03
    with VideoSink(tmp_path / "out.mp4", source.info, sound_of=path) as sink:
        for frame in frames:
            sink.write_picture(frame.time, frame.bgr)
    if sound:
        with av.open(tmp_path / "out.mp4") as made:
            seconds = [float(packet.pts * packet.time_base) for packet in made.demux(audio=0) if packet.pts is not None]
        assert abs(seconds[-1] - float(frames[-1].time)) < 0.1
        assert all(0 < later - earlier < 0.1 for earlier, later in pairwise(seconds))
