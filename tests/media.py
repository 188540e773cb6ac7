"""Write small video files, and read those that live_seg has written with PyAV alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from av.container import OutputContainer
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

SAMPLE_RATE = 48_000


@dataclass(frozen=True)
class Film:
    """How a test video is encoded.

    Attributes:
        rate: frames a second.
        times: time of each frame in seconds, where the rate is not constant.
        time_base: clock of the stream. None chooses one that suits the rate.
        sound: codec of the sound tracks. None writes no sound.
        rotation: degrees in the container's display matrix.
        hold: seconds for which the last frame is shown. None means one frame.
        languages: one sound track is written for each.
        sound_start: seconds at which the sound begins. It ends with the last frame.
        sound_rate: samples a second.
        options: options of the encoder.
        matrix: display matrix, in place of `rotation`.
    """

    rate: Fraction = Fraction(25)
    times: tuple[Fraction, ...] | None = None
    time_base: Fraction | None = None
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    sound: str | None = None
    rotation: int = 0
    pixel_aspect: Fraction | None = None
    hold: Fraction | None = None
    languages: tuple[str, ...] = ("und",)
    sound_start: Fraction = Fraction(0)
    sound_rate: int = SAMPLE_RATE
    options: tuple[tuple[str, str], ...] = ()
    matrix: tuple[int, ...] | None = None


def moving_square(count: int, width: int = 64, height: int = 48) -> list[Picture]:
    """Frames of a red square that moves over a background of two colours: uint8 (H, W, 3) BGR."""
    pictures = []
    for index in range(count):
        picture = np.full((height, width, 3), (150, 90, 30), np.uint8)
        picture[height // 2 :] = (40, 160, 60)
        left = index * 2 % max(1, width - 12)
        picture[height // 4 : height // 4 + 12, left : left + 12] = (40, 40, 200)
        pictures.append(picture)
    return pictures


def write_video(path: Path, pictures: Iterable[Picture], film: Film | None = None) -> Path:
    """Write BGR frames as a video, with a tone if the film has sound. The index of an MP4 comes first."""
    film = film or Film()
    # the clock of AVI is its frame rate
    tick = film.time_base or (1 / film.rate if path.suffix == ".avi" else Fraction(1, film.rate.numerator))
    pictures = list(pictures)
    times = film.times or tuple(index / film.rate for index in range(len(pictures)))
    end = times[-1] + (film.hold or 1 / film.rate)
    options = {"movflags": "+faststart"} if path.suffix in {".mp4", ".mov"} else {}
    with av.open(path, "w", options=options) as container:
        video = container.add_stream(film.codec, rate=film.rate)
        assert isinstance(video, av.VideoStream)
        video.height, video.width = pictures[0].shape[:2]
        video.pix_fmt = film.pixel_format
        video.time_base = video.codec_context.time_base = tick
        if film.pixel_aspect:
            video.codec_context.sample_aspect_ratio = film.pixel_aspect
        video.options = dict(film.options)
        if film.rotation:
            video.set_display_rotation(film.rotation)
        if film.matrix:
            video.set_display_matrix(film.matrix)
        sounds = [_add_sound(container, film, language) for language in film.languages if film.sound]
        for picture, time in zip([*pictures, None], [*times, None], strict=True):
            frame = None
            if picture is not None and time is not None:
                frame = av.VideoFrame.from_ndarray(picture, "bgr24")
                frame.pts, frame.time_base = round(time / tick), tick
            for packet in video.encode(frame):
                if packet.pts == round(times[-1] / tick):
                    packet.duration = round(end / tick) - packet.pts
                container.mux(packet)
        for sound in sounds:
            _add_tone(container, sound, film.sound_start, end)
    return path


def write_sound(path: Path) -> Path:
    """Write one second of sound and no video."""
    with av.open(path, "w") as container:
        _add_tone(container, _add_sound(container, Film(sound="aac"), "und"), Fraction(0), Fraction(1))
    return path


def _add_sound(container: OutputContainer, film: Film, language: str) -> av.AudioStream:
    stream = container.add_stream(film.sound or "", rate=film.sound_rate, layout="stereo")
    assert isinstance(stream, av.AudioStream)
    stream.metadata["language"] = language
    return stream


def _add_tone(container: OutputContainer, stream: av.AudioStream, start: Fraction, end: Fraction) -> None:
    rate = stream.codec_context.sample_rate
    count = int((end - start) * rate)
    wave = (8000 * np.sin(2 * np.pi * 440 * np.arange(count) / rate)).astype(np.int16)
    resampler = av.AudioResampler(stream.codec_context.format, "stereo", rate)
    for first in range(0, count, 1024):
        piece = np.repeat(wave[first : first + 1024], 2)[None]
        frame = av.AudioFrame.from_ndarray(piece, "s16", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, round(start * rate) + first, Fraction(1, rate)
        for resampled in resampler.resample(frame):
            container.mux(stream.encode(resampled))
    container.mux(stream.encode(None))


def picture_times(path: Path) -> list[Fraction]:
    """The time of every frame of a video in seconds, in the order in which they are shown."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        tick = stream.time_base
        assert tick is not None
        return sorted(packet.pts * tick for packet in container.demux(stream) if packet.pts is not None)


def pictures_in(path: Path) -> list[Picture]:
    """Every frame of a video in BGR, converted by the matrix and range that its tags name."""
    with av.open(path) as container:
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in container.decode(video=0)]


def sound_packets(path: Path) -> list[tuple[Fraction, bytes]]:
    """The packets of a video's first sound track: time in seconds, and encoded bytes."""
    with av.open(path) as container:
        stream = container.streams.audio[0]
        tick = stream.time_base
        assert tick is not None
        return [(packet.pts * tick, bytes(packet)) for packet in container.demux(stream) if packet.pts is not None]


def sound_seconds(path: Path) -> float:
    """The length of a video's first sound track in seconds, counted in decoded samples."""
    with av.open(path) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def coded_pictures(path: Path) -> list[tuple[Fraction, Fraction, bool]]:
    """For each packet of a video: its presentation and decoding times in seconds, and whether it is a keyframe."""
    with av.open(path) as container:
        return [
            (packet.pts * packet.time_base, packet.dts * packet.time_base, packet.is_keyframe)
            for packet in container.demux(video=0)
            if packet.pts is not None and packet.dts is not None and packet.time_base
        ]


def cut(path: Path, share: float) -> Path:
    """Truncate a file to a share of its bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def damage_middle(path: Path, change: Callable[[Picture], object]) -> Path:
    """Change the middle fifth of the media data of an MP4, in place."""
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    start = bytes(data).index(b"mdat") + 4
    size = len(data) - start
    change(data[start + size * 2 // 5 : start + size * 3 // 5])
    path.write_bytes(data.tobytes())
    return path


def write_clap(path: Path, clap: Fraction, seconds: int, film: Film) -> Path:
    """Write a video of black frames with silence, in which one frame is white and a click sounds at the same time.

    Args:
        path: the video.
        clap: time of the white frame and of the click, in seconds.
        seconds: duration of the video.
        film: how it is encoded; its sound has one track.
    """
    pictures = [np.zeros((32, 32, 3), np.uint8) for _ in range(int(seconds * film.rate))]
    pictures[int(clap * film.rate)][:] = 255
    silent = write_video(path.with_stem(f"{path.stem}-silent"), pictures, replace(film, sound=None))
    rate = film.sound_rate
    wave = np.zeros(seconds * rate, np.int16)
    wave[int(clap * rate) : int(clap * rate) + rate // 50] = 16_000
    with av.open(silent) as given, av.open(path, "w") as made:
        video, sound = made.add_stream_from_template(given.streams.video[0]), _add_sound(made, film, "und")
        resampler = av.AudioResampler(sound.codec_context.format, "stereo", rate)
        for packet in given.demux(video=0):
            if packet.size:
                packet.stream = video
                made.mux(packet)
        for first in range(0, len(wave), 1024):
            frame = av.AudioFrame.from_ndarray(np.repeat(wave[first : first + 1024], 2)[None], "s16", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
            for resampled in resampler.resample(frame):
                made.mux(sound.encode(resampled))
        made.mux(sound.encode(None))
    return path


def clap_in(path: Path) -> tuple[Fraction, Fraction]:
    """The time of the white frame of a video from `write_clap`, and the time of its click, in seconds."""
    with av.open(path) as container:
        white = next(frame for frame in container.decode(video=0) if frame.to_ndarray().mean() > 120)
    with av.open(path) as container:
        for frame in container.decode(audio=0):
            samples = np.abs(frame.to_ndarray().astype(float)).reshape(-1)
            loud = np.flatnonzero(samples > _half_of(frame.format.name))
            if len(loud):
                first = int(loud[0]) // (1 if frame.format.is_planar else frame.layout.nb_channels)
                return _time_of(white), _time_of(frame) + Fraction(first, frame.sample_rate)
    raise AssertionError(f"no click in {path}")


def _time_of(frame: av.VideoFrame | av.AudioFrame) -> Fraction:
    assert frame.pts is not None
    assert frame.time_base is not None
    return frame.pts * frame.time_base


def _half_of(sample_format: str) -> float:
    """Half of the height of the click."""
    return {"s16": 8_000, "s16p": 8_000, "s32": 8_000 << 16, "s32p": 8_000 << 16}.get(sample_format, 0.25)
