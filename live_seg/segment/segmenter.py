"""The segmenter: takes the frames of a stream in order, and gives a segmentation of each."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Unpack

import numpy as np

from live_seg.buffers import Buffers
from live_seg.config import Config, Settings, config_with
from live_seg.frame import Frame, Picture
from live_seg.segment.colour_space import features_of
from live_seg.segment.labelling.hysteresis import Hysteresis
from live_seg.segment.palette import Palette, measured_palette
from live_seg.segment.sampling import Sample
from live_seg.segment.segmentation import Segmentation
from live_seg.segment.tracking.tracker import PaletteTracker

if TYPE_CHECKING:
    from live_seg.segment.regions.finder import RegionFinder

# Two limits on BLAS threads that overlap in time leave the process with the wrong one. live_seg itself segments on one
# thread; callers with a segmenter in each of several threads take turns.
_one_at_a_time = Lock()


DEFAULTS = Config()


class Segmenter:
    """Segments the frames of one stream. It keeps its palette and labels from frame to frame.

    A segment keeps its label while the video changes: `tracking` covers the palette, `labelling.hysteresis` the pixels.

    Args:
        config: how to segment; the default config for None.
        settings: fields of `Config` that replace those of `config`, by name.

    Raises:
        ConfigError: `config` is not a `Config`, or a setting is unknown or out of range.

    >>> import numpy as np
    >>> picture = np.zeros((4, 6, 3), np.uint8)
    >>> picture[:, 3:] = 255
    >>> Segmenter(k=2).segment(picture).labels[0]
    array([0, 0, 0, 1, 1, 1], dtype=uint8)
    """

    def __init__(self, config: Config | None = None, **settings: Unpack[Settings]) -> None:
        self._config = config_with(config, **settings)
        self._palette: Palette | None = None
        self._tracker = PaletteTracker()
        self._hysteresis = Hysteresis()
        self._buffers = Buffers()
        self._finder: RegionFinder | None = None
        self._last: Segmentation | None = None
        self._segmented_with = self._config
        self._has_cut = False
        self._is_locked = False
        self._next_index = 0
        self._take_given_palette()

    def __repr__(self) -> str:
        locked = ", palette locked" if self._is_locked else ""
        return f"<Segmenter: k={self._config.k}, seed={self._config.seed}, {self._config.colour_space}{locked}>"

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self._config

    @property
    def palette(self) -> Palette | None:
        """The palette of the last frame; None before the first one."""
        return self._palette

    def segment(self, picture: Picture, *, rgb: bool = False) -> Segmentation:
        """Segment the next frame of the stream. Frames may differ in size.

        Args:
            picture: a `Frame`, whose pixels must not change before the next call, nor while the result is used; an
                array, uint8 (H, W, 3) BGR; or a PIL image. Arrays and PIL images are copied, get the next
                index and the time 0.
            rgb: whether an array is in RGB order.

        Raises:
            FrameError: an array of another dtype or shape, or something that is no picture.
        """
        frame = Frame.from_picture(picture, self._next_index, rgb=rgb)
        if frame is not picture:
            copy = self._buffers.take(frame.bgr.shape)
            copy[:] = frame.bgr
            frame = replace(frame, bgr=copy)
        self._next_index = frame.index + 1
        with _one_at_a_time:
            return self._segment(frame)

    def begins_scene(self, frame: Frame) -> bool:
        """Whether this frame would start a scene if it came next: the first one, or the first after a cut."""
        sample = Sample.of(frame.bgr, self._config.sample_size, self._config.colour_space)
        return self._palette is None or self._tracker.is_cut_to(sample)

    def reconfigure(self, config: Config | None = None, **settings: Unpack[Settings]) -> None:
        """Change the settings from the next frame on. Labels keep their meaning as far as possible.

        With k + 1 the k labels stay and one cluster is split. With k - 1 the two most similar clusters are merged, and
        the last label takes the place that becomes free. Another seed, colour space or emphasis fits a new palette and
        matches its labels to the old ones by colour. A given palette is locked; when it is removed, the segmenter goes
        on from it. A locked palette keeps its k.

        Args:
            config: the new settings; None to start from those in force.
            settings: fields of `Config` to change, by name.

        Raises:
            ConfigError: `config` is not a `Config`, or a setting is unknown or out of range.
        """
        before, self._config = self._config, config_with(self._config if config is None else config, **settings)
        if _without_regions(before) != _without_regions(self._config):
            self._last = None
        if self._config.palette != before.palette:
            self._is_locked = False
            self._take_given_palette()

    @property
    def is_locked(self) -> bool:
        """Whether the palette stays as it is: pixels are labelled by it, and no colours are fitted."""
        return self._is_locked

    def lock(self) -> None:
        """Keep the palette of the last frame; before the first frame, that of the first one."""
        self._is_locked = True

    def unlock(self) -> None:
        """Let the palette follow the video again. A given palette is removed from the settings."""
        self._is_locked = False
        self._config = replace(self._config, palette=None)

    def refit(self) -> None:
        """Fit a new palette to the next frame, as after a scene cut, and unlock. Labels are matched by colour."""
        self.unlock()
        self._tracker.refit()
        self._last = None

    def _take_given_palette(self) -> None:
        if self._config.palette is not None:
            colours = np.array(self._config.palette, np.uint8)
            self._tracker.adopt(features_of(colours, self._config.colour_space), self._config)
            self._hysteresis.forget()  # the labels of another palette have another meaning
            self._is_locked = True

    def _segment(self, frame: Frame) -> Segmentation:
        config = self._config
        # if only the settings of regions have changed, the labels of this frame are known
        labelled = self._last if config != self._segmented_with else None
        if labelled is None or labelled.frame is not frame:
            labelled = self._labelled(frame)
        self._last, self._segmented_with = labelled, config
        if not config.regions:
            return labelled
        if self._finder is None:
            from live_seg.segment.regions.finder import RegionFinder  # loads 20 kernels, which most do not need

            self._finder = RegionFinder()
        regions = self._finder.find(frame, labelled.labels, config, is_new_scene=self._has_cut)
        self._has_cut = False
        return replace(labelled, regions=regions)

    def _labelled(self, frame: Frame) -> Segmentation:
        """The segmentation of the next frame, without regions."""
        config = self._config
        is_first = self._palette is None
        sample = Sample.of(frame.bgr, config.sample_size, config.colour_space)
        centroids = self._tracker.keep(sample, config) if self._is_locked else None
        fitted_on = self._palette.fitted_on if self._palette and centroids is not None else frame.index
        if centroids is None:
            centroids = self._tracker.follow(sample, config)
        self._palette = measured_palette(sample.points, centroids, config.colour_space, fitted_on)
        if config.palette is not None:
            # exactly as given: the way to the feature space and back rounds them
            self._palette = replace(self._palette, colours=np.array(config.palette, np.uint8))
        labels = self._hysteresis.label(frame.bgr, self._palette.centroids, config.colour_space, config.hysteresis)
        if self._tracker.is_new_scene:
            self._hysteresis.begin_scene()
        # a cut may come while regions are off
        self._has_cut = self._has_cut or self._tracker.is_new_scene
        is_new_scene = is_first or self._tracker.is_new_scene
        return Segmentation(frame, self._palette, labels, is_new_scene=is_new_scene)


def _without_regions(config: Config) -> Config:
    return replace(config, regions=False, detail=DEFAULTS.detail, region_quality=DEFAULTS.region_quality)
