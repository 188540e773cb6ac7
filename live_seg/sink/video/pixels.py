"""Pictures in the pixel formats of encoders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from live_seg.sink.picture import over_black, with_alpha
from live_seg.sink.video.yuv import to_yuv420, to_yuv444, to_yuv444_of_10_bits


def frame_of(picture: NDArray[np.uint8], pixel_format: str) -> av.VideoFrame:
    """Convert a picture for an encoder.

    Args:
        picture: uint8 (H, W, 3) BGR, which is opaque, or (H, W, 4) BGRA. H and W are even for 4:2:0. Without an alpha
            channel in the pixel format it is put over black.
        pixel_format: one of yuv420p, yuva420p, yuv444p, yuv444p10le, yuva444p10le, bgr24, bgr0, bgra.
    """
    height, width = picture.shape[:2]
    frame = av.VideoFrame(width, height, pixel_format)
    has_alpha = "a" in pixel_format
    bgr = np.ascontiguousarray(picture[..., :3]) if has_alpha else over_black(picture)
    if pixel_format.startswith("bgr"):
        packed = with_alpha(picture) if has_alpha else bgr
        if pixel_format == "bgr0":
            packed = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), np.uint8)
        (plane,) = _planes(frame, np.uint8)
        plane[:, : packed.shape[1] * packed.shape[2]] = packed.reshape(height, -1)
        return frame
    frame.colorspace, frame.color_range = Colorspace.ITU601, ColorRange.MPEG
    deep = pixel_format.endswith("10le")
    planes = _planes(frame, np.uint16 if deep else np.uint8)
    if "420" in pixel_format:
        to_yuv420(bgr, *planes[:3])
    else:
        yuv = to_yuv444_of_10_bits(bgr) if deep else to_yuv444(bgr)
        for channel, plane in enumerate(planes[:3]):
            cv2.extractChannel(yuv, channel, plane[:, :width])
    if has_alpha:
        alpha = with_alpha(picture)[..., 3].astype(np.uint16)
        planes[3][:, :width] = alpha << 2 | alpha >> 6 if deep else alpha
    return frame


def _planes(frame: av.VideoFrame, dtype: type[np.uint8 | np.uint16]) -> Sequence[NDArray[Any]]:
    """The planes of a frame as arrays, with the padding at the end of their rows."""
    width = np.dtype(dtype).itemsize
    return [np.frombuffer(plane, dtype).reshape(plane.height, plane.line_size // width) for plane in frame.planes]  # type: ignore[call-overload]
