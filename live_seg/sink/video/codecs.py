"""The settings of each codec at each quality level, in one table."""

from __future__ import annotations

from dataclasses import dataclass

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
from av.codec.codec import UnknownCodecError

from live_seg.errors import ConfigError
from live_seg.sink.video.formats import Codec, Quality, checked_name

ALL_CORES = 0
"""The encoder chooses the number of threads. Only the bytes that x264 writes depend on it."""
LARGEST_SIDE = 16_384
"""Limit of x264, libvpx and SVT-AV1, in pixels."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of an encoder.

    Attributes:
        encoder: FFmpeg's name for it.
        options: its options.
        pixel_format: FFmpeg's name for the format of its pixels.
        alpha_format: the same for pictures with an alpha channel; None if the encoder cannot store one.
        threads: number of threads.
        smallest: smallest width and height that it takes, in pixels.
    """

    encoder: str
    options: dict[str, str]
    pixel_format: str = "yuv420p"
    alpha_format: str | None = None
    threads: int = ALL_CORES
    smallest: int = 1

    @property
    def step(self) -> int:
        """What width and height must be a multiple of, in pixels."""
        return 2 if "420" in self.pixel_format else 1

    @property
    def is_rgb(self) -> bool:
        """Whether pictures are stored as RGB, and not as luma and chroma."""
        return self.pixel_format.startswith("bgr")


# no B-frames: their reordering needs an edit list to start at 0, which fragments do not have
NO_B_FRAMES = {"bf": "0"}
# no macroblock tree: it reads memory that was never written (MALLOC_PERTURB_ changes the output), and the same
# pictures must give the same bytes
X264 = NO_B_FRAMES | {"x264-params": "mbtree=0"}
# one frame at a time, and neither statistics nor the name of the processor in the file, so that all machines give the
# same bytes
X265 = NO_B_FRAMES | {"x265-params": "log-level=none:frame-threads=1:info=0:cutree=0:bframes=0"}
# no picture waits for a later one
SVT = {"svtav1-params": "pred-struct=1"}
# "b" 0 is constant quality; "auto-alt-ref" is not possible with an alpha channel; threads work on separate tiles
VPX = {"deadline": "realtime", "b": "0", "lag-in-frames": "0", "auto-alt-ref": "0", "tile-columns": "2"}


def _x264(crf: int, preset: str = "veryfast", threads: int = 1, pixel_format: str = "yuv420p") -> Settings:
    """A fixed number of threads gives the same bytes on every machine."""
    options = {"preset": preset, "crf": str(crf)} | X264
    return Settings("libx264", options, pixel_format, threads=threads)


def _x265(crf: int) -> Settings:
    return Settings("libx265", {"preset": "superfast", "crf": str(crf)} | X265, smallest=16)


def _svt(crf: int, preset: int = 8) -> Settings:
    return Settings("libsvtav1", {"preset": str(preset), "crf": str(crf)} | SVT, smallest=8)


def _vpx(crf: int) -> Settings:
    return Settings("libvpx-vp9", {"crf": str(crf), "cpu-used": "8"} | VPX, alpha_format="yuva420p")


_PRORES = Settings("prores_ks", {"profile": "4444", "alpha_bits": "8", "vendor": "apl0"}, "yuv444p10le", "yuva444p10le")
# RGB in place of luma and chroma: nothing is rounded
_X264_RGB = Settings("libx264rgb", {"preset": "veryfast", "crf": "0"} | X264, "bgr24", threads=1)
# version 3 has checksums, and slices, on which threads work separately; each picture is encoded on its own
_FFV1 = Settings("ffv1", {"level": "3", "slices": "4", "slicecrc": "1", "g": "1"}, "bgr0", "bgra")

CODECS: dict[Codec, dict[Quality, Settings]] = {
    "h264": {"normal": _x264(24), "draft": _x264(32), "high": _x264(16)},
    # At 5, another colour of the palette is nearer than the right one for less than 0.01 % of the pixels in most films,
    # and 0.04 % where two colours differ by a few levels; at 8 it was 0.05 % in a noisy film.
    "h264-444": {
        "normal": _x264(5, pixel_format="yuv444p"),
        "draft": _x264(16, pixel_format="yuv444p"),
        "high": _x264(2, pixel_format="yuv444p"),
        "lossless": _X264_RGB,
    },
    "hevc": {"normal": _x265(20), "draft": _x265(28), "high": _x265(12)},
    "av1": {"normal": _svt(25), "draft": _svt(40, 9), "high": _svt(12)},
    "vp9": {"normal": _vpx(16), "draft": _vpx(30), "high": _vpx(6)},
    "prores": {"normal": _PRORES},
    "ffv1": {"lossless": _FFV1},
}
"""The first level of each codec is its default. The normal levels of H.264, HEVC, AV1 and VP9 leave about the same
share of the pixels nearest to their own colour."""

LIVE: dict[Codec, Settings] = {"h264": _x264(18, "ultrafast", ALL_CORES), "vp9": _vpx(12)}
"""Settings for recordings of what is shown, which must not slow it down."""


def settings_of(codec: Codec, quality: Quality | None) -> Settings:
    """The settings of a codec at a quality level; None is its default.

    Raises:
        ConfigError: the codec has no such level, or this installation of PyAV lacks the encoder.
    """
    steps = CODECS[codec]
    if quality is None:
        quality = next(iter(steps))
    checked_name("quality", quality, ("draft", "normal", "high", "lossless"))
    if quality not in steps:
        other = "; h264-444 and ffv1 are lossless" if quality == "lossless" else ""
        raise ConfigError(f"quality is {quality}, and codec {codec} has {', '.join(steps)}{other}")
    return _checked(codec, steps[quality])


def live_settings_of(codec: Codec) -> Settings:
    """The settings of a codec for recordings of what is shown. Codecs that have none use their defaults.

    Raises:
        ConfigError: this installation of PyAV lacks the encoder.
    """
    return _checked(codec, LIVE.get(codec, next(iter(CODECS[codec].values()))))


def _checked(codec: Codec, settings: Settings) -> Settings:
    """The settings, if the encoder is there."""
    try:
        av.Codec(settings.encoder, "w")
    except UnknownCodecError as error:
        raise ConfigError(
            f"codec is {codec}, and this installation of PyAV has no encoder {settings.encoder}; "
            "choose another codec, or install the package 'av' from PyPI"
        ) from error
    return settings
