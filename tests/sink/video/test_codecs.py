"""The codecs of video files: what each keeps, where it fits, and which settings it has."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import cv2
import av
import numpy as np
import pytest
from av.codec.codec import UnknownCodecError

from live_seg.errors import ConfigError, SinkError
from live_seg.frame import StreamInfo
from live_seg.sink.video.codecs import CODECS, settings_of
from live_seg.sink.video.encoding import Encoding
from live_seg.sink.video.formats import FORMATS, Codec, codec_for
from live_seg.sink.video.video_sink import VideoSink
from live_seg.view.cutout import transparent_cutout
from tests import oracle
from tests.media import moving_square, picture_times, pictures_in, sound_seconds
from tests.results import result_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.media import Picture

RATE = Fraction(25)
INFO = StreamInfo(64, 48, RATE)
OTHERS: list[tuple[Codec, str]] = [
    ("vp9", ".webm"),
    ("av1", ".webm"),
    ("av1", ".mp4"),
    ("hevc", ".mp4"),
    ("hevc", ".mov"),
    ("h264-444", ".mp4"),
    ("prores", ".mov"),
    ("ffv1", ".mkv"),
]
EXACT = [Encoding("ffv1"), Encoding("h264-444", "lossless")]
WITH_ALPHA: list[tuple[Codec, str, int]] = [("vp9", ".webm", 24), ("prores", ".mov", 0), ("ffv1", ".mkv", 0)]
"""With the largest error of an alpha value."""


def write(
    path: Path,
    pictures: Sequence[Picture],
    encoding: Encoding,
    times: Sequence[Fraction] | None = None,
    info: StreamInfo = INFO,
) -> Path:
    with VideoSink(path, info, encoding=encoding) as sink:
        for index, picture in enumerate(pictures):
            sink.write_picture(times[index] if times else index / RATE, picture)
    assert sink.losses == ()
    return path


def decoded(path: Path, decoder: str, form: str) -> list[Picture]:
    """The frames of a video by a given decoder: FFmpeg's own for VP9 ignores alpha."""
    context = av.CodecContext.create(decoder, "r")
    assert isinstance(context, av.VideoCodecContext)
    with av.open(path) as container:
        stream = container.streams.video[0]
        context.extradata = stream.codec_context.extradata
        context.codec_tag = stream.codec_context.codec_tag
        context.width, context.height = stream.width, stream.height
        frames = [frame for packet in container.demux(stream) for frame in context.decode(packet)]
    return [np.asarray(frame.to_ndarray(format=form), np.uint8) for frame in frames]


@pytest.mark.parametrize(("codec", "suffix"), OTHERS)
def test_uneven_times_and_the_colours_of_surfaces_are_kept(codec: Codec, suffix: str, tmp_path: Path) -> None:
    times = [Fraction(index * index, 90) for index in range(8)]
    pictures = moving_square(8)
    path = write(tmp_path / f"out{suffix}", pictures, Encoding(codec), times)
    limit = 0 if suffix in {".mp4", ".mov"} else Fraction(1, 1000)
    for found, given in zip(picture_times(path), times, strict=True):
        assert abs(found - given) <= limit
    for shown, picture in zip(pictures_in(path), pictures, strict=True):
        assert np.abs(shown[2:10, 4:-4].astype(int) - picture[2:10, 4:-4]).max() <= 16


@pytest.mark.parametrize(("codec", "suffix"), OTHERS)
def test_the_same_pictures_give_the_same_bytes(codec: Codec, suffix: str, tmp_path: Path) -> None:
    first, second = (write(tmp_path / f"{name}{suffix}", moving_square(5), Encoding(codec)) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("codec", "suffix"), OTHERS)
def test_one_frame_of_an_odd_size_is_a_whole_video(codec: Codec, suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"out{suffix}", moving_square(1, 63, 47), Encoding(codec), info=StreamInfo(63, 47, RATE))
    (found,) = pictures_in(path)
    is_padded = codec in {"vp9", "av1", "hevc"}
    assert found.shape == ((48, 64, 3) if is_padded else (47, 63, 3))


@pytest.mark.parametrize("encoding", EXACT, ids=str)
def test_lossless_codecs_keep_every_bit(encoding: Encoding, tmp_path: Path) -> None:
    pictures = [oracle.noise(47, 63, seed) for seed in range(3)]
    path = write(tmp_path / "out.mkv", pictures, encoding, info=StreamInfo(63, 47, RATE))
    np.testing.assert_array_equal(pictures_in(path), pictures)


def test_444_gives_every_pixel_back_to_its_colour(tmp_path: Path) -> None:
    # thin stripes of any colours: where 4:2:0 mixes neighbours, full resolution does not
    palette = np.random.default_rng(3).integers(0, 256, (8, 3), np.uint8)
    labels = np.random.default_rng(4).integers(0, 8, (48, 64 // 2)).repeat(2, axis=1)
    pictures = [palette[np.roll(labels, index, axis=1)] for index in range(5)]
    path = write(tmp_path / "out.mp4", pictures, Encoding("h264-444"))
    wrong: int = 0
    for index, shown in enumerate(pictures_in(path)):
        nearest = oracle.nearest(shown.reshape(-1, 3).astype(float), palette.astype(float)).reshape(48, 64)
        wrong += int(np.count_nonzero(nearest != np.roll(labels, index, axis=1)))
    assert wrong <= 0.0002 * 5 * labels.size


@pytest.mark.parametrize(("codec", "suffix", "limit"), WITH_ALPHA)
def test_a_transparent_cut_out_is_transparent_in_the_file(
    codec: Codec, suffix: str, limit: int, tmp_path: Path
) -> None:
    with VideoSink(tmp_path / f"out{suffix}", INFO, cut_out, encoding=Encoding(codec)) as sink:
        sink.write(result_of(oracle.noise(48, 64)))
    (found,) = decoded(sink.path, "libvpx-vp9" if codec == "vp9" else codec, "bgra")
    expected = np.zeros((48, 64), np.uint8)
    expected[:, :32] = 255
    assert np.abs(found[..., 3].astype(int) - expected).max() <= limit


def cut_out(result: object) -> Picture:
    """The left half of a frame, and nothing elsewhere."""
    picture = np.zeros((48, 64, 4), np.uint8)
    picture[:, :32] = (40, 160, 60, 255)
    return picture


def test_webm_with_alpha_says_so_and_without_has_none(tmp_path: Path) -> None:
    with av.open(write(tmp_path / "a.webm", [cut_out(None)] * 2, Encoding())) as container:
        assert container.streams.video[0].metadata["alpha_mode"] == "1"
    with av.open(write(tmp_path / "b.webm", moving_square(2), Encoding())) as container:
        assert "alpha_mode" not in container.streams.video[0].metadata


def test_codecs_without_alpha_put_pictures_over_black(tmp_path: Path) -> None:
    half = np.full((48, 64, 4), (200, 100, 50, 128), np.uint8)
    (found,) = pictures_in(write(tmp_path / "out.mp4", [half], Encoding()))
    assert np.abs(found.astype(int) - (100, 50, 25)).max() <= 3


def test_an_opaque_picture_after_one_with_alpha_is_opaque(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mkv", [cut_out(None), moving_square(1)[0]], Encoding("ffv1"))
    assert [frame[..., 3].mean() for frame in decoded(path, "ffv1", "bgra")] == [127.5, 255]


def test_a_codec_that_a_format_does_not_take_is_refused_with_what_it_takes(tmp_path: Path) -> None:
    for suffix, kind in FORMATS.items():
        for codec in get_args(Codec):
            if codec not in kind.codecs:
                with pytest.raises(ConfigError, match=rf"codec is {codec}, and output is .*, which takes .*or "):
                    codec_for(tmp_path / f"out{suffix}", codec)


def test_codecs_and_qualities_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    for encoding, message in (
        (Encoding("h265"), "codec is 'h265'; it must be h264, "),  # type: ignore[arg-type]
        (Encoding(quality="best"), "quality is 'best'; it must be draft, "),  # type: ignore[arg-type]
        (Encoding(quality="lossless"), "quality is lossless, and codec h264 has normal, draft, high; h264-444 and"),
        (Encoding("ffv1", "draft"), "quality is draft, and codec ffv1 has lossless"),
    ):
        with pytest.raises(ConfigError, match=message):
            VideoSink(tmp_path / "out.mkv", INFO, encoding=encoding)
    assert list(tmp_path.iterdir()) == []


def test_every_step_of_quality_encodes(tmp_path: Path) -> None:
    for codec, steps in CODECS.items():
        for quality in steps:
            path = write(tmp_path / f"{codec}-{quality}.mkv", moving_square(2), Encoding(codec, quality))
            assert len(pictures_in(path)) == 2, (codec, quality)


def test_a_lower_quality_makes_a_smaller_file(tmp_path: Path) -> None:
    pictures = [np.asarray(cv2.GaussianBlur(oracle.noise(48, 64, seed), (5, 5), 0), np.uint8) for seed in range(3)]
    for codec, steps in CODECS.items():
        sizes = {
            quality: write(tmp_path / f"{codec}-{quality}.mkv", pictures, Encoding(codec, quality)).stat().st_size
            for quality in steps
        }
        ordered = [sizes[quality] for quality in ("draft", "normal", "high") if quality in sizes]
        assert ordered == sorted(ordered), (codec, sizes)


def test_an_encoder_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, mode: str) -> None:
        raise UnknownCodecError(name)

    monkeypatch.setattr(av, "Codec", missing)
    with pytest.raises(ConfigError, match="codec is av1, and this installation of PyAV has no encoder libsvtav1"):
        settings_of("av1", None)


def test_pictures_that_are_too_small_for_an_encoder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="its pictures are 8x8, and libx265 takes at least 16 pixels a side"):
        VideoSink(tmp_path / "out.mp4", StreamInfo(8, 8, RATE), encoding=Encoding("hevc"))
    assert list(tmp_path.iterdir()) == []


def test_hevc_has_the_tag_that_apple_plays(tmp_path: Path) -> None:
    with av.open(write(tmp_path / "out.mp4", moving_square(2), Encoding("hevc"))) as container:
        assert container.streams.video[0].codec_context.codec_tag == "hvc1"


def test_encoders_print_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    codecs: tuple[Codec, ...] = ("hevc", "av1")
    for codec in codecs:
        write(tmp_path / f"{codec}.mp4", moving_square(2), Encoding(codec))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", [".webm", ".mkv"])
def test_an_abandoned_file_of_another_codec_plays(suffix: str, tmp_path: Path) -> None:
    sink = VideoSink(tmp_path / f"out{suffix}", INFO, encoding=Encoding("vp9"))
    for index, picture in enumerate(moving_square(10)):
        sink.write_picture(index / RATE, picture)
    partial = sink.abandon()
    assert partial is not None
    assert len(pictures_in(partial)) == 10


def test_sound_becomes_opus_in_webm(clip: Path, tmp_path: Path) -> None:
    with VideoSink(tmp_path / "out.webm", INFO, sound_of=clip) as sink:
        for index, picture in enumerate(moving_square(75)):
            sink.write_picture(index / RATE, picture)
    with av.open(sink.path) as container:
        assert container.streams.audio[0].codec_context.name == "opus"
    assert abs(sound_seconds(sink.path) - sound_seconds(clip)) < 0.1


def test_transparent_cutout_is_a_view_for_files_with_alpha(tmp_path: Path) -> None:
    with VideoSink(tmp_path / "out.webm", INFO, transparent_cutout) as sink:
        sink.write(result_of(oracle.noise(48, 64)))
    (found,) = decoded(sink.path, "libvpx-vp9", "bgra")
    assert found[..., 3].min() >= 250  # lossy
