"""The stages of a frame's road, each as a task of its own that can be timed.

This is the only module of the bench that knows what the inside of `segment` and `view` looks like.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from live_seg.frame import Frame
from live_seg.segment import Segmentation, Segmenter
from live_seg.segment.colour_space import GRID, colours_of, on_grid
from live_seg.segment.labelling.hysteresis import Hysteresis
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.palette import Palette, measured_palette
from live_seg.segment.sampling import Sample
from live_seg.segment.tracking.tracker import PaletteTracker
from live_seg.view import recolour

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from live_seg.bench.footage import Footage
    from live_seg.bench.methods import Picture
    from live_seg.bench.rounds import Task
    from live_seg.config import ColourSpace, Config

SAMPLE, FIT, MEASURE = "sample", "fit", "measure the palette"
LABEL, LABEL_AGAIN, HOLD = "label, a new palette each frame", "label, the same palette", "label and hold"
RECOLOUR, WHOLE = "recolour", "whole: segment and recolour"

PALETTES = 199
"""More than there are runs of a stage: no memory of palettes that have been seen helps."""

MOVE = 4
"""Steps of the grid that a centroid goes either way from palette to palette: half a unit of CIELAB."""

RANGES = {"lab": ([0, -128, -128], [100, 127, 127]), "bgr": ([0, 0, 0], [255, 255, 255])}


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Footage, ready to be segmented by a config: its frames, their samples, and palettes that change a little."""

    config: Config
    footage: Footage
    frames: tuple[Frame, ...]
    samples: tuple[Sample, ...]
    palettes: tuple[Palette, ...]

    @classmethod
    def of(cls, footage: Footage, config: Config) -> Subject:
        """Prepare footage."""
        frames = tuple(Frame(index, Fraction(index, 30), bgr) for index, bgr in enumerate(footage.frames))
        samples = tuple(Sample.of(bgr, config.sample_size, config.colour_space) for bgr in footage.frames)
        fitted = PaletteTracker().follow(samples[0], config)
        palette = measured_palette(samples[0].points, fitted, config.colour_space, 0)
        return cls(config, footage, frames, samples, tuple(_varied(palette, config.colour_space)))

    def frame(self, number: int) -> Frame:
        """The frame of a round."""
        return self.frames[self.footage.place(number)]

    def sample(self, number: int) -> Sample:
        """The sample of the frame of a round."""
        return self.samples[self.footage.place(number)]

    def palette(self, number: int) -> Palette:
        """The palette of a round: never that of a round before."""
        return self.palettes[number % PALETTES]


def _varied(palette: Palette, space: ColourSpace) -> list[Palette]:
    """Palettes about one, as far from one another as those of a video's frames."""
    random = np.random.default_rng(0)
    varied = []
    for _ in range(PALETTES):
        steps = random.integers(-MOVE, MOVE + 1, palette.centroids.shape)
        centroids = on_grid(np.clip(palette.centroids + GRID * steps, *RANGES[space]))
        varied.append(replace(palette, centroids=centroids, colours=colours_of(centroids, space)))
    return varied


def stages(subject: Subject) -> dict[str, Task]:
    """Every stage by its name, in the order that a frame goes through them; `WHOLE` is all of it."""
    config = subject.config
    continuity, measured = PaletteTracker(), PaletteTracker().follow(subject.sample(0), config)
    labels, labels_again, painted = _labelling(subject), _labelling(subject), labelled(subject)
    return {
        SAMPLE: lambda number: Sample.of(subject.frame(number).bgr, config.sample_size, config.colour_space),
        FIT: lambda number: continuity.follow(subject.sample(number), config),
        MEASURE: lambda number: measured_palette(subject.sample(number).points, measured, config.colour_space, 0),
        LABEL: lambda number: labels(number, subject.palette(number)),
        LABEL_AGAIN: lambda number: labels_again(number, subject.palette(0)),
        HOLD: _holding(subject),
        RECOLOUR: lambda number: recolour(painted[subject.footage.place(number)]),
        WHOLE: whole(subject),
    }


def whole(subject: Subject) -> Task:
    """A frame in, its picture out: what `live_seg` does for each frame of a video."""
    segmenter = Segmenter(subject.config)
    return lambda number: recolour(segmenter.segment(subject.frame(number)))


def fit(subject: Subject) -> Task:
    """The palette's step from one frame to the next."""
    continuity = PaletteTracker()
    return lambda number: continuity.follow(subject.sample(number), subject.config)


def label_and_recolour(subject: Subject) -> Task:
    """The work on all pixels, by the nearest centroids of a palette that is new in each frame."""
    labels = _labelling(subject)

    def task(number: int) -> Picture:
        palette = subject.palette(number)
        return recolour(Segmentation(subject.frame(number), palette, labels(number, palette)))

    return task


def hold_and_recolour(subject: Subject) -> Task:
    """The same, where still pixels hold their labels."""
    hold = _holding(subject)
    return lambda number: recolour(Segmentation(subject.frame(number), subject.palette(number), hold(number)))


def labelled(subject: Subject) -> list[Segmentation]:
    """Every frame, by the nearest centroids of one palette."""
    labels, palette = _labelling(subject), subject.palette(0)
    return [Segmentation(frame, palette, labels(index, palette)) for index, frame in enumerate(subject.frames)]


def _labelling(subject: Subject) -> Callable[[int, Palette], NDArray[np.uint8]]:
    """Labels of the frame of a round by a palette's centroids, with a memory of its own for as long as it is used."""
    labeller, space = Labeller(), subject.config.colour_space
    return lambda number, palette: labeller.label(subject.frame(number).bgr, palette.centroids, space)


def _holding(subject: Subject) -> Callable[[int], NDArray[np.uint8]]:
    hold, space, strength = Hysteresis(), subject.config.colour_space, subject.config.hysteresis
    return lambda number: hold.label(subject.frame(number).bgr, subject.palette(number).centroids, space, strength)
