"""Make the sample clip: six seconds of video that look filmed, made from two photographs.

The clip is small and free to share, and it has what real footage has: a moving camera, changing light, sensor noise,
a cut and sound. scikit-learn ships the photographs, both under CC BY 2.0: china.jpg by danielbuechele and flower.jpg by
vultilion, on Flickr (ATTRIBUTION.md has links and changes). The noise has a seed, so a second run on the same machine
writes the same bytes.
"""

from __future__ import annotations

import argparse
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2  # cv2 before av: the other way round, cv2's windows hang

# isort: split
import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = NDArray[np.float64]
Point = tuple[float, float]


class Shot(NamedTuple):
    """A shot. Positions and widths are in pixels of the photograph, as (first, last); the chord is in Hz."""

    photo: str
    frames: int
    middle: tuple[Point, Point]
    width: tuple[float, float]
    shade: tuple[Point, Point]
    chord: tuple[float, ...]


PAGODA = Shot("china.jpg", 88, ((335, 190), (225, 142)), (600, 430), ((-260, 60), (620, 330)), (110, 220, 277.2, 329.6))
DAHLIA = Shot("flower.jpg", 62, ((318, 213), (307, 221)), (590, 500), ((250, 190), (800, 330)), (73.4, 220, 293.7, 370))
WIDTH, HEIGHT, FPS = 640, 360, 25
SECONDS = (PAGODA.frames + DAHLIA.frames) / FPS
SEED = 2011
NOISE_SIGMA = 2.0  # levels of 255
SHADE_DEPTH, SHADE_RADIUS = 0.25, 200.0  # share of the light, photograph pixels
SAMPLE_RATE = 48_000
PEAK = 0.1  # of full scale
FADE_IN, FADE_OUT, CROSSFADE = 0.5, 1.0, 0.8  # seconds


def eased(progress: Floats) -> Floats:
    """A smooth step from 0 to 1."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(progress, 0.0, 1.0))


def camera(shot: Shot, progress: float, time: float) -> Floats:
    """The affine map from pixels of the picture to pixels of the photograph: a planned move, and the sway of a hand."""
    step = eased(np.array(progress))
    x, y = (np.interp(step, (0, 1), ends) for ends in zip(*shot.middle, strict=True))
    scale = float(np.interp(step, (0, 1), shot.width)) / WIDTH
    # frequencies without a common period, so that the sway does not look mechanical
    x += 1.3 * np.sin(2.9 * time) + 0.5 * np.sin(7.3 * time + 1)
    y += 1.0 * np.sin(3.7 * time + 2) + 0.4 * np.sin(8.9 * time)
    center = ((WIDTH - 1) / 2, (HEIGHT - 1) / 2)
    view: Floats = cv2.getRotationMatrix2D(center, 0.25 * np.sin(1.9 * time + 0.5), scale).astype(np.float64)
    view[:, 2] += np.array((x, y)) - center
    return view


def light(shot: Shot, progress: float, height: int, width: int) -> Floats:
    """The brightness of each pixel of the photograph: a soft round shade, like that of a passing cloud."""
    x, y = (np.interp(progress, (0, 1), ends) for ends in zip(*shot.shade, strict=True))
    rows, columns = np.ogrid[:height, :width]
    shade: Floats = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * SHADE_RADIUS**2))
    return 1 - SHADE_DEPTH * shade[..., np.newaxis]


def film(shot: Shot, rng: np.random.Generator) -> Iterator[av.VideoFrame]:
    """The frames of a shot."""
    with as_file(files("sklearn.datasets") / "images" / shot.photo) as path:
        photo = cv2.imread(str(path))
    if photo is None:
        raise SystemExit(f"make_clip: {shot.photo} of scikit-learn cannot be read")
    for index in range(shot.frames):
        progress = index / (shot.frames - 1)
        lit = (photo * light(shot, progress, *photo.shape[:2])).astype(np.float32)
        view = camera(shot, progress, index / FPS)
        picture = cv2.warpAffine(lit, view, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
        noisy = np.rint(picture + rng.normal(0.0, NOISE_SIGMA, picture.shape))
        frame = av.VideoFrame.from_ndarray(np.clip(noisy, 0, 255).astype(np.uint8), format="bgr24")
        yield frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)


def pad(chord: tuple[float, ...], time: Floats) -> Floats:
    """A soft chord, (2, samples), whose voices move between left and right."""
    ears = np.zeros((2, time.size))
    for ear, side in enumerate((0, np.pi)):
        for voice, note in enumerate(chord):
            nearness = 1 + 0.5 * np.sin(1.7 * time + 2 * voice + side)
            for partial in (1, 2, 3):
                ears[ear] += nearness * np.sin(2 * np.pi * note * partial * time + voice) / partial**2.5
    return ears


def sound() -> av.AudioFrame:
    """The sound, as long as the pictures: one chord fades into the other at the cut."""
    time = np.arange(round(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    change = eased((time - PAGODA.frames / FPS) / CROSSFADE + 0.5)
    mixed = (1 - change) * pad(PAGODA.chord, time) + change * pad(DAHLIA.chord, time)
    mixed *= eased(time / FADE_IN) * eased((SECONDS - time) / FADE_OUT)
    mixed *= PEAK / np.abs(mixed).max()
    frame = av.AudioFrame.from_ndarray(mixed.astype(np.float32), format="fltp", layout="stereo")
    # without a time, the sound would be 21 ms late: the delay of the encoder would count as sound
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    return frame


def write(out: Path) -> None:
    """Write the clip."""
    rng = np.random.default_rng(SEED)
    with av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        # about twice as much noise is left as with the usual crf of 23
        video = container.add_stream("libx264", rate=FPS, options={"preset": "slow", "crf": "18"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        coder = video.codec_context
        # the bytes depend on the number of threads, which is the number of cores by default
        coder.thread_count = 2
        coder.color_primaries, coder.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        coder.colorspace, coder.color_range = Colorspace.ITU709, ColorRange.MPEG
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.bit_rate = 96_000
        container.mux(audio.encode(sound()))
        container.mux(audio.encode())
        for shot in (PAGODA, DAHLIA):
            for frame in film(shot, rng):
                container.mux(video.encode(frame))
        container.mux(video.encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the sample clip.")
    parser.add_argument("out", nargs="?", type=Path, default=Path(__file__).with_name("clip.mp4"), metavar="OUT")
    write(parser.parse_args().out)
