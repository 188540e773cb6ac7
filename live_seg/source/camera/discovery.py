"""The cameras of this machine. They are not switched on if the system has a list of them."""

from __future__ import annotations

import os
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LISTED = Path("/sys/class/video4linux")
DEVICES = Path("/dev")
PROBED = range(10)
"""Indexes that are tried if the system has no list."""

QUERY_CAPABILITIES = 0x80685600
CAPABILITIES = struct.Struct("=16s32s32s6I")
"""The answer to Linux's VIDIOC_QUERYCAP: driver, card, bus, version, capabilities of the whole device, of this node,
and three reserved numbers."""

CAPTURES = 0x1 | 0x1000
"""V4L2_CAP_VIDEO_CAPTURE, for one plane or several."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera that was found.

    Attributes:
        index: for `open_source`.
        name: its name in the system.
        device: path of the device, or None.
        denied: whether this user may not open it.
    """

    index: int
    name: str
    device: str | None = None
    denied: bool = False


def find_cameras(listed: Path = LISTED, devices: Path = DEVICES) -> tuple[Camera, ...]:
    """Find the cameras of this machine, by index.

    On Linux the kernel's list is read, and no camera is switched on. Elsewhere OpenCV tries ten indexes.

    Args:
        listed: folder of the kernel's list.
        devices: folder of the devices.
    """
    if sys.platform != "linux":
        return _probed()
    with suppress(OSError):
        nodes = [(int(node.name.removeprefix("video")), node) for node in listed.glob("video[0-9]*")]
        return tuple(
            Camera(index, _name(node), str(devices / node.name), denied=_is_denied(devices / node.name))
            for index, node in sorted(nodes)
            if _gives_pictures(node, devices / node.name)
        )
    return ()


def _name(node: Path) -> str:
    with suppress(OSError):
        return (node / "name").read_text(errors="replace").strip()
    return node.name


def _is_denied(device: Path) -> bool:
    return device.exists() and not os.access(device, os.R_OK | os.W_OK)


def _gives_pictures(node: Path, device: Path) -> bool:
    """Whether a node gives pictures: a camera has another node for metadata."""
    capabilities = _capabilities(device)
    if capabilities is not None:
        return bool(capabilities & CAPTURES)
    with suppress(OSError, ValueError):
        # the first node of a device gives the pictures
        return int((node / "index").read_text()) == 0
    return True


def _capabilities(device: Path) -> int | None:
    """The capabilities of a device; None if it cannot be asked."""
    import fcntl

    try:
        # opening switches nothing on, and works while another program uses the camera
        number = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        answer = fcntl.ioctl(number, QUERY_CAPABILITIES, bytes(CAPABILITIES.size))
    except OSError:
        return None
    finally:
        os.close(number)
    return int(CAPABILITIES.unpack(answer)[5])


def _probed() -> tuple[Camera, ...]:
    import cv2

    found = []
    for index in PROBED:
        capture = cv2.VideoCapture(index)
        if capture.isOpened():
            found.append(Camera(index, f"camera {index}"))
        capture.release()
    return tuple(found)
