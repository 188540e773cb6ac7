"""What every source offers, and the choice of one by its address."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, Self

from live_seg.errors import ConfigError, SourceError
from live_seg.source.image.image_format import is_still_image
from live_seg.source.image.pattern import is_pattern
from live_seg.source.network.address import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_seg.frame import Frame, StreamInfo
    from live_seg.source.camera.camera_format import CameraFormat

Kind = Literal["camera", "demo", "network", "pictures", "file"]

CAMERA_MAX = 999

HOST_AND_PORT = re.compile(r"[\w.-]+:\d+(/|$)")
"""What is a network address but for its beginning, and hardly a file's name."""

KINDS_IN_WORDS: dict[Kind, str] = {
    "demo": "the built-in scene",
    "network": "a network stream",
    "pictures": "images",
    "file": "a file",
}


class Source(Protocol):
    """Frames in order, pulled: iteration ends when the stream does, `close` ends it early and may be called again.

    `info` is known once the source is open. `damage` says in one line what of the stream was lost, as far as it has
    been read; None while it is whole.
    """

    @property
    def info(self) -> StreamInfo: ...
    @property
    def damage(self) -> str | None: ...
    def __iter__(self) -> Iterator[Frame]: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


def open_source(source: int | str | os.PathLike[str], camera_format: CameraFormat | None = None) -> Source:
    """Open a camera, a network stream, a video file, still images or the built-in demo.

    A camera that is unplugged, or a stream that is lost, ends in a SourceError: to open it again is up to the caller.

    Args:
        source: a camera's index (`0`, `"0"`) or device path (`"/dev/video0"`), an address (`"rtsp://host/stream"`,
            `"http://host/video"`), the path of a video file or an image, a folder of images, a pattern of images
            (`"shots/*.jpg"`, `"f_%04d.png"`), or `"demo"`. Images come in natural order, 25 a second.
        camera_format: size and rate to ask a camera for.

    Returns:
        The source, open: a context manager that iterates over `Frame`.

    Raises:
        ConfigError: a camera index that is negative or absurd, a malformed address, or a format for what is no camera.
        SourceError: there is no such camera, stream or file, or it holds no video and no image that can be read.
    """
    address = str(source) if isinstance(source, int) else os.fspath(source)
    if not address:
        raise ConfigError("source is empty; name a camera, an address, a file, images or 'demo'")
    kind = kind_of(address)
    if camera_format is not None and kind != "camera":
        raise ConfigError(
            f"--size and --fps are wishes to a camera, and {shown(address)} is {KINDS_IN_WORDS[kind]}; leave them out"
        )
    # each kind is imported where it is chosen: the demo needs no codec library, a file no camera
    match kind:
        case "camera":
            from live_seg.source.camera.camera_source import CameraSource

            return CameraSource(_camera_index(address), camera_format)
        case "demo":
            from live_seg.source.demo.demo_source import DemoScene

            return DemoScene()
        case "network":
            from live_seg.source.network.network_source import NetworkSource

            return NetworkSource(address)
        case "pictures":
            from live_seg.source.image.image_source import PictureSource
            from live_seg.source.image.pattern import image_files

            return PictureSource(image_files(address))
        case "file":
            if HOST_AND_PORT.match(address) and not os.path.lexists(address):
                raise SourceError(f"{address} does not exist; addresses on the network begin with http:// or rtsp://")
            from live_seg.source.file.file_source import FileSource

            return FileSource(address)


def kind_of(address: str) -> Kind:
    """What an address names: by its form, and where that leaves it open, by what is there.

    A file that is there is not read as a pattern. A GIF with several pictures is a video.
    """
    if re.fullmatch(r"-?\d+", address) or address.startswith("/dev/video"):
        return "camera"
    if address == "demo":
        return "demo"
    if "://" in address:
        return "network"
    path = Path(address)
    try:
        return "pictures" if path.is_dir() or is_pattern(address) or is_still_image(path) else "file"
    except OSError:
        return "file"  # a name that is too long: whoever opens it says so


def _camera_index(address: str) -> int | str:
    if address.startswith("/dev/"):
        return address
    # OpenCV dies of a segmentation fault when it is asked for a negative one
    if not 0 <= int(address) <= CAMERA_MAX:
        raise ConfigError(f"camera index is {address}; it must be a whole number from 0 to {CAMERA_MAX}")
    return int(address)
