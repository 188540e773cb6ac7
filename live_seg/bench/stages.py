"""The stages that a frame passes through, each as a task that can be timed.

This is the only module of the bench that knows the internals of `segment` and `view`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.footage import Footage
from live_seg.bench.rounds import Task
from live_seg.config import ColourSpace, Config
from live_seg.frame import Frame
from live_seg.segment import Segmentation, Segmenter
from live_seg.segment.colour_space import GRID, colours_of, on_grid
from live_seg.segment.labelling.hysteresis import Hysteresis
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.palette import Palette, measured_palette
from live_seg.segment.sampling import Sample
from live_seg.segment.tracking.tracker import PaletteTracker
from live_seg.view import recolour

SAMPLE, FIT, MEASURE = "sample", "fit", "measure the palette"
LABEL, LABEL_AGAIN, HOLD = "label, a new palette each frame", "label, the same palette", "label with hysteresis"
RECOLOUR, WHOLE = "recolour", "total: segment and recolour"

PALETTES = 199
"""More palettes than a stage has runs, so that a cache of palettes never helps."""

MAX_STEPS = 4
"""Grid steps that a centroid moves at most from the common palette: half a unit of CIELAB."""

RANGES = {"lab": ([0, -128, -128], [100, 127, 127]), "bgr": ([0, 0, 0], [255, 255, 255])}


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """Footage that is ready to be segmented by a config.

    Attributes:
        frames: the footage's frames.
        samples: the samples of these frames.
        palettes: palettes that differ a little, like those of consecutive frames.
    """

    config: Config
    footage: Footage
    frames: tuple[Frame, ...]
    samples: tuple[Sample, ...]
    palettes: tuple[Palette, ...]

    @classmethod
    def of(cls, footage: Footage, config: Config) -> Workload:
        """Prepare footage."""
        frames = tuple(Frame(index, Fraction(index, 30), bgr) for index, bgr in enumerate(footage.frames))
        samples = tuple(Sample.of(bgr, config.sample_size, config.colour_space) for bgr in footage.frames)
        fitted = PaletteTracker().follow(samples[0], config)
        palette = measured_palette(samples[0].points, fitted, config.colour_space, 0)
        return cls(config, footage, frames, samples, tuple(_varied(palette, config.colour_space)))

    def frame(self, number: int) -> Frame:
        """The frame for a run."""
        return self.frames[self.footage.index(number)]

    def sample(self, number: int) -> Sample:
        """The sample of that frame."""
        return self.samples[self.footage.index(number)]

    def palette(self, number: int) -> Palette:
        """The palette for a run; no two runs in a row have the same one."""
        return self.palettes[number % PALETTES]


def _varied(palette: Palette, space: ColourSpace) -> list[Palette]:
    random = np.random.default_rng(0)
    varied = []
    for _ in range(PALETTES):
        steps = random.integers(-MAX_STEPS, MAX_STEPS + 1, palette.centroids.shape)
        centroids = on_grid(np.clip(palette.centroids + GRID * steps, *RANGES[space]))
        varied.append(replace(palette, centroids=centroids, colours=colours_of(centroids, space)))
    return varied


def stages(workload: Workload) -> dict[str, Task]:
    """The stages by name, in the order in which a frame passes through them; `WHOLE` is all of them together."""
    config = workload.config
    tracker, measured = PaletteTracker(), PaletteTracker().follow(workload.sample(0), config)
    label, label_again, segmentations = _labelling(workload), _labelling(workload), _labelled(workload)
    return {
        SAMPLE: lambda number: Sample.of(workload.frame(number).bgr, config.sample_size, config.colour_space),
        FIT: lambda number: tracker.follow(workload.sample(number), config),
        MEASURE: lambda number: measured_palette(workload.sample(number).points, measured, config.colour_space, 0),
        LABEL: lambda number: label(number, workload.palette(number)),
        LABEL_AGAIN: lambda number: label_again(number, workload.palette(0)),
        HOLD: _hysteresis(workload),
        RECOLOUR: lambda number: recolour(segmentations[workload.footage.index(number)]),
        WHOLE: whole(workload),
    }


def whole(workload: Workload) -> Task:
    """Segment and recolour a frame: all that live_seg does for a frame of a video."""
    segmenter = Segmenter(workload.config)
    return lambda number: recolour(segmenter.segment(workload.frame(number)))


def fit(workload: Workload) -> Task:
    """Update the palette from one frame to the next."""
    tracker = PaletteTracker()
    return lambda number: tracker.follow(workload.sample(number), workload.config)


def label_and_recolour(workload: Workload) -> Task:
    """Label every pixel by its nearest centroid, with a new palette in each run, and recolour."""
    label = _labelling(workload)

    def task(number: int) -> NDArray[np.uint8]:
        palette = workload.palette(number)
        return recolour(Segmentation(workload.frame(number), palette, label(number, palette)))

    return task


def hold_and_recolour(workload: Workload) -> Task:
    """The same, with hysteresis."""
    label = _hysteresis(workload)
    return lambda number: recolour(Segmentation(workload.frame(number), workload.palette(number), label(number)))


def _labelled(workload: Workload) -> list[Segmentation]:
    label, palette = _labelling(workload), workload.palette(0)
    return [Segmentation(frame, palette, label(index, palette)) for index, frame in enumerate(workload.frames)]


def _labelling(workload: Workload) -> Callable[[int, Palette], NDArray[np.uint8]]:
    """A labeller with a cache of its own."""
    labeller, space = Labeller(), workload.config.colour_space
    return lambda number, palette: labeller.label(workload.frame(number).bgr, palette.centroids, space)


def _hysteresis(workload: Workload) -> Callable[[int], NDArray[np.uint8]]:
    hysteresis, space, strength = Hysteresis(), workload.config.colour_space, workload.config.hysteresis

    def label(number: int) -> NDArray[np.uint8]:
        return hysteresis.label(workload.frame(number).bgr, workload.palette(number).centroids, space, strength)

    return label
