"""From BGR to the Y'CbCr of video codecs."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.kernels import picture as picture_kernels
from live_seg.kernels.jit import by_rows

# Rec. ITU-R BT.601, limited range: rows Y', Cb and Cr, for B, G and R from 0 to 255, and what is added
_LUMA, _CHROMA = 219 / 255, 112 / 255
BT601 = np.array(
    [
        [_LUMA * 0.114, _LUMA * 0.587, _LUMA * 0.299, 16],
        [_CHROMA, _CHROMA * -0.587 / 0.886, _CHROMA * -0.299 / 0.886, 128],
        [_CHROMA * -0.114 / 0.701, _CHROMA * -0.587 / 0.701, _CHROMA, 128],
    ]
)


def to_yuv420(bgr: NDArray[np.uint8], luma: NDArray[np.uint8], blue: NDArray[np.uint8], red: NDArray[np.uint8]) -> None:
    """Convert a picture to Y'CbCr, BT.601 with limited range. A chroma sample is the mean of four pixels.

    Values are within 0.51 levels of the exact ones. FFmpeg's conversion takes six times as long at this accuracy.

    Args:
        bgr: uint8 (H, W, 3) BGR, H and W even.
        luma: uint8 (H, W or more), C-contiguous; is filled.
        blue: uint8 (H / 2, W / 2 or more), C-contiguous; is filled.
        red: as `blue`.

    Raises:
        ValueError: the picture has another dtype or shape.
    """
    if bgr.dtype != np.uint8 or bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.shape[0] % 2 or bgr.shape[1] % 2:
        raise ValueError(f"a picture is {bgr.dtype} of shape {bgr.shape}; it must be uint8 (H, W, 3), H and W even")
    picture_kernels.to_yuv420(by_rows(bgr), luma, blue, red)


def to_yuv444(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert a picture, uint8 (H, W, 3) BGR, to uint8 (H, W, 3) Y'CbCr, BT.601 with limited range."""
    return np.asarray(cv2.transform(bgr, BT601), np.uint8)


def to_yuv444_of_10_bits(bgr: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """As `to_yuv444`, with four times as many levels: uint16 (H, W, 3)."""
    return np.asarray(cv2.transform(bgr.astype(np.uint16), 4 * BT601), np.uint16)
