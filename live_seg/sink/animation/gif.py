"""Animated GIF (GIF89a) with the exact colours of each picture."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from live_seg.sink.animation.picture_writer import COLOUR, Pixels, Writable, changed, pixels_of

COLOURS = 256
"""Largest number of colours in a picture."""
LOOP_FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
TRAILER = b"\x3b"
KEEP, CLEAR = 1, 2
"""Disposal methods: after its time, a picture stays, or its area becomes transparent."""
ALPHA_SHIFT, HALF = 24, 128
"""Position of the alpha in a pixel, in bits, and the lowest alpha that is shown."""
SHORTEST = 2
"""Shortest duration that browsers keep, in hundredths of a second. They show shorter pictures for 0.1 s."""


class GifWriter:
    """Writes an animated GIF. Each picture is stored as its changes since the previous one, with its own palette.

    A pixel is transparent if its alpha is below a half.

    Args:
        file: gets the bytes.
        width: width of the pictures, in pixels.
        height: height of the pictures, in pixels.
    """

    largest: ClassVar[int] = 65_535
    longest = 65_535

    def __init__(self, file: Writable, width: int, height: int) -> None:
        self.tick = Fraction(1, 100)
        self.remarks: dict[str, None] = {}
        self._file = file
        self._before: Pixels | None = None
        # which colours a picture has, and their indices in its palette
        self._is_present = np.zeros(COLOUR + 1, np.bool_)
        self._numbers = np.zeros(COLOUR + 1, np.uint8)
        file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0x70, 0, 0) + LOOP_FOR_EVER)

    def add(self, picture: NDArray[np.uint8], ticks: int) -> None:
        """Write a picture, as `PictureWriter.add`."""
        if ticks < SHORTEST:
            self.remarks["many players show pictures of less than 2/100 s for longer"] = None
        pixels = pixels_of(picture)
        has_alpha = picture.shape[2] == 4
        left, top, right, bottom = changed(pixels, None if has_alpha else self._before)
        part = pixels[top:bottom, left:right]
        image = self._image(part, is_seen=part >> ALPHA_SHIFT >= HALF if has_alpha else None)
        data = GifImagePlugin.getdata(
            image,
            (left, top),
            duration=10 * ticks,
            disposal=CLEAR if has_alpha else KEEP,
            include_color_table=True,
            interlace=0,
            **({"transparency": COLOURS - 1} if has_alpha else {}),
        )
        self._file.write(b"".join(data))
        self._before = None if has_alpha else pixels

    def finish(self) -> None:
        """Write the end."""
        self._file.write(TRAILER)

    def _image(self, pixels: Pixels, is_seen: NDArray[np.bool_] | None) -> Image.Image:
        """Pixels as an image with a palette. Pixels that are not seen get the last index."""
        codes = pixels & COLOUR
        most = COLOURS if is_seen is None else COLOURS - 1
        seen = codes if is_seen is None else codes[is_seen]
        self._is_present[seen] = True
        colours = np.flatnonzero(self._is_present)
        self._is_present[colours] = False
        if len(colours) <= most:
            self._numbers[colours] = np.arange(len(colours), dtype=np.uint8)
            numbers = self._numbers[codes]
            rgb = np.stack([colours >> 16, colours >> 8 & 0xFF, colours & 0xFF], 1)
        else:
            self.remarks["pictures with more than 256 colours were reduced to 256"] = None
            numbers, rgb = _quantised(codes, most)
        if is_seen is not None:
            numbers[~is_seen] = COLOURS - 1
            rgb = np.pad(rgb, ((0, COLOURS - len(rgb)), (0, 0)))
        image = Image.frombytes("P", numbers.shape[::-1], numbers.tobytes())
        image.putpalette(rgb.astype(np.uint8).tobytes())
        return image


def _quantised(codes: Pixels, most: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The indices of the nearest colours, (H, W), and those colours, (N, 3) RGB."""
    bgr = np.ascontiguousarray(codes).view(np.uint8).reshape(*codes.shape, 4)[..., 2::-1]
    image = Image.fromarray(np.ascontiguousarray(bgr))
    image = image.quantize(most, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return np.array(image, np.uint8), np.array(image.getpalette(), np.int64).reshape(-1, 3)
