"""The choice of the decoder for a video track: OpenCV, unless there is a reason for PyAV."""

from __future__ import annotations

from pathlib import Path

from live_seg.source.file.av_decoder import AvDecoder
from live_seg.source.file.container import Container
from live_seg.source.file.decoder import Decoder
from live_seg.source.file.opencv_decoder import OpenCVDecoder


def why_not_opencv(container: Container) -> str | None:
    """Why OpenCV would decode a track wrongly or not at all; None if there is no known reason."""
    reasons = {
        "OpenCV cannot convert interlaced pictures, and gives black or stale ones instead": container.is_interlaced,
        "OpenCV rotates pictures, but does not mirror them": container.orientation.is_mirrored,
        "OpenCV shows the hidden colours of transparent pixels": container.has_alpha,
        "OpenCV clips the highlights of HDR, and takes seconds for the first picture": container.hdr is not None,
        "OpenCV's times jump with the clock of the file": container.may_jump,
        "OpenCV's times start at the first picture that has one": container.starts_without_times,
        "OpenCV distorts pictures if their size changes, as in recordings of calls": container.codec in {"vp8", "vp9"},
        "OpenCV has no decoder for AV1": container.codec == "av1",
        "OpenCV reads only the first video track": not container.is_first,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def open_decoder(path: Path, container: Container) -> Decoder:
    """Open the right decoder for a track.

    Raises:
        SourceError: the track cannot be decoded.
    """
    if why_not_opencv(container) is None:
        return OpenCVDecoder(path, container)
    return AvDecoder(path, container)
