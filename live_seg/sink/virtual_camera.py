"""A virtual camera: other programs, such as a video call, see the segmented picture."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SinkError
from live_seg.installation import install_command
from live_seg.segment import Segmentation
from live_seg.view import recolour
from live_seg.view.letterbox import letterbox

EXTRA = "virtual-camera"
ON_LINUX = "install v4l2loopback and load it: sudo modprobe v4l2loopback devices=1"
ELSEWHERE = "install OBS Studio (obsproject.com), and start and stop its virtual camera once"


class VirtualCamera:
    """Shows each segmentation on the first free virtual camera, until the next one comes.

    A camera has an even size, so an odd width or height grows by a pixel. Pictures of another size are letterboxed.

    Args:
        size: width and height of the pictures, in pixels.
        rate: nominal pictures a second. Nothing waits for it.
        view: makes the picture, uint8 (H, W, 3) BGR, of a segmentation.

    Raises:
        SinkError: pyvirtualcam is not installed, or there is no free virtual camera. The message says what to install.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(
        self, size: tuple[int, int], rate: Fraction, view: Callable[[Segmentation], NDArray[np.uint8]] = recolour
    ) -> None:
        try:
            import pyvirtualcam
        except ImportError as error:
            raise SinkError(f"a virtual camera needs pyvirtualcam ({error}): {install_command(EXTRA)}") from error
        width, height = size
        self._view = view
        self._size = width + width % 2, height + height % 2
        try:
            self._camera = pyvirtualcam.Camera(*self._size, float(rate), fmt=pyvirtualcam.PixelFormat.BGR)
        except (RuntimeError, ValueError, OSError) as error:
            # the error has a line for each backend: its name, the reason, and advice after the reason
            why = "; ".join(line.split("backend: ")[-1].split(". ")[0] for line in str(error).splitlines())
            to_do = ON_LINUX if sys.platform.startswith("linux") else ELSEWHERE
            raise SinkError(f"no virtual camera of {self._size[0]}x{self._size[1]} ({why}); {to_do}") from error
        self._is_open = True
        self._device = str(self._camera.device)

    @property
    def device(self) -> str:
        """The camera's name in other programs: `/dev/video2`, `OBS Virtual Camera`."""
        return self._device

    def write(self, segmentation: Segmentation) -> None:
        """Show the view of a segmentation at once.

        Raises:
            SinkError: the camera is closed, or did not accept the picture.
        """
        if not self._is_open:
            raise SinkError(f"the virtual camera {self._device} is closed; open another one")
        try:
            self._camera.send(self._fitted(self._view(segmentation)))
        except (RuntimeError, OSError) as error:
            raise SinkError(f"the virtual camera {self._device} did not accept a picture: {error}") from error

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # a camera has no end to be marked
        """Release the camera. May be called again."""
        if self._is_open:
            self._is_open = False
            self._camera.close()

    def abandon(self) -> None:
        """Release the camera. Nothing is left."""
        self.close()

    def _fitted(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture in the camera's size."""
        (width, height), (h, w) = self._size, bgr.shape[:2]
        if (w + w % 2, h + h % 2) == self._size:
            # padded, not scaled by a pixel, which would blur it
            return np.asarray(cv2.copyMakeBorder(bgr, 0, height - h, 0, width - w, cv2.BORDER_CONSTANT), np.uint8)
        return letterbox(bgr, width, height)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
