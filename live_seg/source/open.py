"""The choice of a source by its address."""

from __future__ import annotations

import operator
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Literal, SupportsIndex

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import ConfigError, SourceError, described
from live_seg.size_limit import checked_limit
from live_seg.source.camera.camera_format import CameraFormat
from live_seg.source.clock import ArrivalClock
from live_seg.source.image.kind import ImageKind, image_kind
from live_seg.source.image.pattern import is_pattern
from live_seg.source.network.address import shown
from live_seg.source.protocol import Source
from live_seg.source.standard_input import is_standard_input, open_standard_input

Kind = Literal["camera", "demo", "network", "pictures", "animation", "file"]

CAMERA_MAX = 999

HOST_AND_PORT = re.compile(r"[\w.-]+:\d+(/|$)")
"""A network address without its scheme. Files rarely have such names."""

KINDS_IN_WORDS: dict[Kind, str] = {
    "demo": "the built-in scene",
    "network": "a network stream",
    "pictures": "images",
    "animation": "a file",
    "file": "a file",
}

KINDS_OF_IMAGES: dict[ImageKind | None, Kind] = {"still": "pictures", "animation": "animation", None: "file"}


def open_source(
    source: SupportsIndex | str | os.PathLike[str],
    camera_format: CameraFormat | None = None,
    *,
    clock: ArrivalClock | None = None,
    max_megapixels: float = MAX_MEGAPIXELS,
) -> Source:
    """Open a camera, a network stream, a video file, images or the built-in demo.

    A camera that is unplugged, or a stream that is lost, raises a SourceError while it is read.

    Args:
        source: a camera's index (`0`, `"0"`) or device path (`"/dev/video0"`), an address (`"rtsp://host/stream"`,
            `"http://host/video"`), the path of a video file or an image, a folder of images, a pattern of images
            (`"shots/*.jpg"`, `"f_%04d.png"`), `"demo"`, or `"-"` for standard input, which is read to its end first.
            Images come in natural order, 25 a second.
        camera_format: size and rate to ask a camera for.
        clock: numbers and stamps live frames, if a lost stream goes on; None for a new clock.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Returns:
        The source, open: a context manager that iterates over `Frame`.

    Raises:
        ConfigError: not an address, a camera index out of range, a format for something that is not a camera, or
            `max_megapixels` is out of range.
        SourceError: there is no such camera, stream or file, it holds no video and no image that can be read, or its
            pictures are larger than the limit.
    """
    address = _text_of(source)
    kind = kind_of(address)
    limit = checked_limit(max_megapixels)
    if camera_format is not None and kind != "camera":
        raise ConfigError(f"camera_format is for cameras, and {shown(address)} is {KINDS_IN_WORDS[kind]}; leave it out")
    if is_standard_input(address):
        return open_standard_input(lambda path: _open(path, kind_of(path), None, None, limit))
    return _open(address, kind, camera_format, clock, limit)


def _open(
    address: str, kind: Kind, camera_format: CameraFormat | None, clock: ArrivalClock | None, limit: float
) -> Source:
    # each kind is imported where it is chosen: the demo needs no codec library, a file needs no camera
    match kind:
        case "camera":
            from live_seg.source.camera.camera_source import CameraSource

            return CameraSource(_camera_index(address), camera_format, clock)
        case "demo":
            from live_seg.source.demo.demo_source import DemoScene

            return DemoScene()
        case "network":
            from live_seg.source.network.network_source import NetworkSource

            return NetworkSource(address, clock=clock)
        case "pictures":
            from live_seg.source.image.image_source import ImageSource
            from live_seg.source.image.pattern import image_files

            return ImageSource(image_files(address), max_megapixels=limit)
        case "animation":
            from live_seg.source.image.animation_source import AnimationSource

            return AnimationSource(address, limit)
        case "file":
            if HOST_AND_PORT.match(address) and not os.path.lexists(address):
                raise SourceError(f"{address} does not exist; network addresses begin with http:// or rtsp://")
            from live_seg.source.file.file_source import FileSource

            return FileSource(address, limit)


def _text_of(source: object) -> str:
    """A source's address as text.

    Raises:
        ConfigError: it is no address.
    """
    address = os.fspath(source) if isinstance(source, str | os.PathLike) else None
    if address is None and not isinstance(source, bool):
        with suppress(TypeError):
            address = str(operator.index(source))  # type: ignore[arg-type]  # index raises TypeError
    if not isinstance(address, str):
        raise ConfigError(f"source is {described(source)}; it must be a camera index, an address, a path or 'demo'")
    if not address:
        raise ConfigError("source is empty; name a camera, an address, a file, images or 'demo'")
    return address


def kind_of(address: str) -> Kind:
    """The kind of source that an address names: by its form, or else by what is in the file system.

    A file that exists is not a pattern. What comes on standard input is not known before it is read; it is a file.
    """
    if is_standard_input(address):
        return "file"
    if re.fullmatch(r"-?\d+", address) or address.startswith("/dev/video"):
        return "camera"
    if address == "demo":
        return "demo"
    if "://" in address:
        return "network"
    path = Path(address)
    try:
        is_several = path.is_dir() or is_pattern(address)
        return KINDS_OF_IMAGES["still" if is_several else image_kind(path)]
    except OSError:
        return "file"  # a name that is too long; opening it gives the error


def _camera_index(address: str) -> int | str:
    if address.startswith("/dev/"):
        return address
    # OpenCV crashes on a negative index
    if not 0 <= int(address) <= CAMERA_MAX:
        raise ConfigError(f"camera index is {address}; it must be a whole number from 0 to {CAMERA_MAX}")
    return int(address)
