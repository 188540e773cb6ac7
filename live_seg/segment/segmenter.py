"""The segmenter: a stream's frames in, one segmentation a frame out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import Buffers
from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.segment.colour_space import features_of
from live_seg.segment.labelling.hysteresis import Hysteresis
from live_seg.segment.palette import Palette, measured_palette
from live_seg.segment.sampling import sample_pixels
from live_seg.segment.segmentation import Segmentation
from live_seg.segment.tracking.tracker import PaletteTracker

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two overlapping limits on BLAS threads leave the process with the wrong one. live_seg's own programs segment on one
# thread only; callers with a segmenter in each of several threads take turns.
_one_at_a_time = Lock()


class Segmenter:
    """Segments the frames of one stream; its palette and its labels go on from frame to frame.

    A segment keeps its label while the video changes: see `continuity` for the palette and `hold` for still pixels.

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
        self._tracker = PaletteTracker()
        self._hysteresis = Hysteresis()
        self._buffers = Buffers()
        self._is_locked = False
        self._next_index = 0
        self._take_given_palette()

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
            frame: a `Frame`, whose pixels must stay as they are until the next one is segmented; or pixels alone, uint8
                (H, W, 3) BGR, which are copied, counted from 0 and have time 0. Sizes may differ from frame to frame.

        Raises:
            FrameError: an array of another dtype or shape.
        """
        if not isinstance(frame, Frame):
            given = Frame(self._next_index, Fraction(0), frame)
            copy = self._buffers.take(given.bgr.shape)
            copy[:] = given.bgr
            frame = replace(given, bgr=copy)
        self._next_index = frame.index + 1
        with _one_at_a_time:
            return self._segment(frame)

    def begins_scene(self, frame: Frame) -> bool:
        """Whether a frame, if it came next, would be the first one, or the first after a cut. It is not segmented."""
        return self._palette is None or self._tracker.is_cut_to(sample_pixels(frame.bgr, self._config.sample_size))

    def reconfigure(self, config: Config) -> None:
        """Change the settings from the next frame on. Labels keep their names as far as they can.

        With k + 1 the k old labels stay and one is split; with k - 1 the two most alike are merged, and the last label
        takes the place that becomes free. Another seed or colour space fits anew, and matches the labels by colour. A
        palette locks; taken away again, the segmenter goes on from it. A locked palette keeps its k.
        """
        before, self._config = self._config, config
        if config.palette != before.palette:
            self._is_locked = False
            self._take_given_palette()

    @property
    def is_locked(self) -> bool:
        """Whether the palette is kept as it is: colours are not fitted any more, pixels are labelled by it."""
        return self._is_locked

    def lock(self) -> None:
        """Keep the palette of the newest frame; before the first frame, that of the first."""
        self._is_locked = True

    def unlock(self) -> None:
        """Let the palette follow the video again, on from what it is; a given one is in the settings no more."""
        self._is_locked = False
        self._config = replace(self._config, palette=None)

    def refit(self) -> None:
        """Fit the next frame anew, as after a scene cut. Labels keep their names by colour; a lock is opened."""
        self.unlock()
        self._tracker.refit()

    def _take_given_palette(self) -> None:
        if self._config.palette is not None:
            colours = np.array(self._config.palette, np.uint8)
            self._tracker.adopt(features_of(colours, self._config.colour_space), self._config)
            self._hysteresis.forget()  # a label of another palette means nothing in this one
            self._is_locked = True

    def _segment(self, frame: Frame) -> Segmentation:
        config = self._config
        sample = sample_pixels(frame.bgr, config.sample_size)
        centroids = self._tracker.keep(sample, config) if self._is_locked else None
        fitted_on = self._palette.fitted_on if self._palette and centroids is not None else frame.index
        if centroids is None:
            centroids = self._tracker.follow(sample, config)
        self._palette = measured_palette(sample, centroids, config.colour_space, fitted_on)
        if config.palette is not None:
            # to the byte as they were given: on the way to the feature space and back they are rounded
            self._palette = replace(self._palette, colours=np.array(config.palette, np.uint8))
        labels = self._hysteresis.label(frame.bgr, self._palette.centroids, config.colour_space, config.hysteresis)
        if self._tracker.is_new_scene:
            self._hysteresis.begin_scene()
        return Segmentation(frame, self._palette, labels)
