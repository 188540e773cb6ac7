"""The segmenter: a stream's frames in, one segmentation a frame out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.segment.labels import label
from live_seg.segment.palette import Palette, fit_palette
from live_seg.segment.sample import sample_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

# numba's default thread pool aborts the process when two threads run parallel kernels at once, and two overlapping
# limits on BLAS threads leave the process with the wrong one. live_seg's own programs segment on one thread only;
# callers with a segmenter in each of several threads take turns.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """A frame and what its pixels belong to.

    `labels` is uint8 (H, W), read-only: for each pixel the index of its cluster in `palette`.
    """

    frame: Frame
    palette: Palette
    labels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        self.labels.flags.writeable = False


class Segmenter:
    """Segments the frames of one stream; keeps its palette from frame to frame.

    Args:
        config: how to segment.

    >>> import numpy as np
    >>> picture = np.zeros((4, 6, 3), np.uint8)
    >>> picture[:, 3:] = 255
    >>> Segmenter(Config(k=2)).segment(picture).labels[0]
    array([0, 0, 0, 1, 1, 1], dtype=uint8)
    """

    def __init__(self, config: Config | None = None) -> None:
        self._config = config or Config()
        self._palette: Palette | None = None
        self._next_index = 0

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self._config

    @property
    def palette(self) -> Palette | None:
        """The palette of the newest frame; None before the first."""
        return self._palette

    def segment(self, frame: Frame | NDArray[np.uint8]) -> Segmentation:
        """Segment the next frame of the stream.

        Args:
            frame: a `Frame`, or its pixels, uint8 (H, W, 3) BGR; pixels alone are counted from 0 and have time 0.
                Sizes may differ from frame to frame.

        Raises:
            FrameError: an array of another dtype or shape.
        """
        if not isinstance(frame, Frame):
            frame = Frame(self._next_index, Fraction(0), frame)
        self._next_index = frame.index + 1
        with _one_at_a_time:
            return self._segment(frame)

    def reconfigure(self, config: Config) -> None:
        """Change the settings from the next frame on. Another k, seed or colour space fits the palette anew."""
        before, self._config = self._config, config
        if (config.k, config.seed, config.colour_space) != (before.k, before.seed, before.colour_space):
            self._palette = None

    def _segment(self, frame: Frame) -> Segmentation:
        sample = sample_pixels(frame.bgr, self._config.sample_size)
        self._palette = fit_palette(sample, self._palette, self._config, frame.index)
        return Segmentation(frame, self._palette, label(frame.bgr, self._palette.centroids, self._config.colour_space))


def warm_up(config: Config | None = None) -> None:
    """Compile, or load from disk, all that a segmenter needs, so that its first frame is as fast as the next.

    Takes a few seconds the first time on a machine, and then about one: scikit-learn and the kernels are loaded.
    """
    segmenter = Segmenter(config)
    rows = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    for frame in (rows, rows[::-1]):
        segmenter.segment(np.ascontiguousarray(np.broadcast_to(frame, (16, 16, 3))))
