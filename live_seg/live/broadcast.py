"""The picture given to other programs by a virtual camera; it never waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from live_seg.errors import LiveSegError
from live_seg.pipeline import Writer
from live_seg.sink.virtual_camera import VirtualCamera

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

PICTURES_BEHIND = 1


class Broadcast:
    """A virtual camera, fed in a thread of its own: what it has no time for is left out.

    Attributes:
        failure: why it has ended early, or None.
    """

    def __init__(self, width: int, height: int, rate: Fraction) -> None:
        self.failure: LiveSegError | None = None
        self._camera = VirtualCamera(width, height, rate)
        self._writer = Writer(self, PICTURES_BEHIND)

    @property
    def device(self) -> str:
        """The camera's name for other programs."""
        return self._camera.device

    def take(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        """Give a picture, uint8 (H, W, 3) BGR, which must not be changed afterwards."""
        if self.failure is None:
            try:
                self._writer.offer(time, bgr)
            except LiveSegError as error:
                self.failure = error

    def write(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:  # noqa: ARG002  # it shows what it gets, when it gets it
        """What the writer's thread calls."""
        self._camera.write(bgr)

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            self._writer.__exit__(None, None, None)
        except LiveSegError as failure:
            self.failure = failure
        finally:
            self._camera.close()
