"""A camera that other programs see: a video call shows the segments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from live_seg.errors import SinkError

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

INSTALL = "pip install 'live_seg[virtual-camera]'"
ON_LINUX = "install v4l2loopback and load it: sudo modprobe v4l2loopback devices=1"
ELSEWHERE = "install OBS Studio (obsproject.com), and start and stop its virtual camera once"


class VirtualCamera:
    """The first virtual camera that is free; what is written to it other programs see as a camera's picture.

    Cameras have even sizes, so odd ones grow by a pixel. A picture of the size given stays as it is; one of another
    size is scaled to fit, with black bars where its shape is another.

    Args:
        width: of the pictures, in pixels.
        height: of the pictures, in pixels.
        rate: pictures a second, about; nothing waits for it.

    Raises:
        SinkError: pyvirtualcam is not installed, or there is no virtual camera, or no free one; the message says what
            to install.
    """

    def __init__(self, width: int, height: int, rate: Fraction) -> None:
        try:
            import pyvirtualcam
        except ImportError as error:
            raise SinkError(f"a virtual camera needs pyvirtualcam ({error}): {INSTALL}") from error
        self._size = width + width % 2, height + height % 2
        try:
            self._camera = pyvirtualcam.Camera(*self._size, float(rate), fmt=pyvirtualcam.PixelFormat.BGR)
        except (RuntimeError, ValueError, OSError) as error:
            # a line for each kind of camera, with its name before and advice after the reason
            why = "; ".join(line.split("backend: ")[-1].split(". ")[0] for line in str(error).splitlines())
            to_do = ON_LINUX if sys.platform.startswith("linux") else ELSEWHERE
            raise SinkError(f"no virtual camera of {self._size[0]}x{self._size[1]} ({why}); {to_do}") from error
        self._is_open = True
        self._device = str(self._camera.device)
        self._canvas = np.zeros((self._size[1], self._size[0], 3), np.uint8)

    @property
    def device(self) -> str:
        """What other programs call it: `/dev/video2`, `OBS Virtual Camera`."""
        return self._device

    def write(self, bgr: NDArray[np.uint8]) -> None:
        """Show a picture, uint8 (H, W, 3) BGR, at once and until the next one.

        Raises:
            SinkError: the camera is closed, or did not take it.
        """
        if not self._is_open:
            raise SinkError(f"the virtual camera {self._device} is closed; open another one")
        try:
            self._camera.send(self._fitted(bgr))
        except (RuntimeError, OSError) as error:
            raise SinkError(f"the virtual camera {self._device} did not take a picture: {error}") from error

    def close(self) -> None:
        """Give the camera back; may be called again."""
        if self._is_open:
            self._is_open = False
            self._camera.close()

    def _fitted(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        (width, height), (h, w) = self._size, bgr.shape[:2]
        if (w, h) == self._size:
            return bgr
        if (w + w % 2, h + h % 2) != self._size:
            scale = min(width / w, height / h)
            w, h = max(1, round(w * scale)), max(1, round(h * scale))
            bgr = np.asarray(
                cv2.resize(bgr, (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR), np.uint8
            )
        top, left = (height - h) // 2, (width - w) // 2
        self._canvas[:] = 0
        self._canvas[top : top + h, left : left + w] = bgr
        return self._canvas

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
