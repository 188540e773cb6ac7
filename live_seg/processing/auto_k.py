"""K chosen by the elbow: for an image, or for each scene of a video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.segment import Segmenter, measure_elbow
from live_seg.segment.sampling import sample_pixels
from live_seg.segment.tracking.scene_cuts import ALIKE, correlation

FIRST = 5
"""Frames at the start of a scene from which its K is chosen. The knee of a single frame depends on its noise."""
TOLD = 6
"""Largest number of choices that are listed for the user."""


@dataclass(frozen=True, slots=True)
class ChosenK:
    """The K of a scene.

    Attributes:
        time: time of the first frame of the scene, in seconds.
        k: the K at the elbow; without an elbow, the K with the best Calinski-Harabasz score.
        confidence: how clear the elbow is, 0 to 1; 0 if there is none.
    """

    time: Fraction
    k: int
    confidence: float


def choose_k(frames: Sequence[Frame], config: Config) -> ChosenK:
    """Choose K for frames of one scene."""
    curve = measure_elbow(frames, config)
    return ChosenK(frames[0].time, curve.suggestion, curve.confidence)


class SceneKs:
    """Sets the K of a segmenter at the start of each scene.

    Attributes:
        chosen: the K of each scene so far.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self.chosen: list[ChosenK] = []
        self._segmenter = segmenter

    def ahead_of(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Give the frames, and set K before each scene. A frame must be segmented before the next one is taken."""
        coming = iter(frames)
        frame = next(coming, None)
        while frame is not None:
            if self._segmenter.begins_scene(frame):
                scene, frame = self._first_of_scene(frame, coming)
                choice = choose_k(scene, self._segmenter.config)
                self.chosen.append(choice)
                self._segmenter.reconfigure(replace(self._segmenter.config, k=choice.k))
                yield from scene
            else:
                yield frame
                frame = next(coming, None)

    def _first_of_scene(self, first: Frame, coming: Iterator[Frame]) -> tuple[list[Frame], Frame | None]:
        """The first frames of a scene, and the frame after them, which may belong to the next scene."""
        scene = [first]
        for frame in coming:
            if len(scene) == FIRST or correlation(self._sample(scene[-1]), self._sample(frame)) < ALIKE:
                return scene, frame
            scene.append(frame)
        return scene, None

    def _sample(self, frame: Frame) -> NDArray[np.uint8]:
        return sample_pixels(frame.bgr, self._segmenter.config.sample_size)


def remarks_on(chosen: Sequence[ChosenK], of: str) -> tuple[str, ...]:
    """A line for the user about the choices. `of` is what they were made for: "scenes" or "images"."""
    if not chosen:
        return ()
    ks = ", ".join(f"{one.k} (from {float(one.time):.1f} s)" if one.time else str(one.k) for one in chosen[:TOLD])
    more = f", ... ({len(chosen)} {of})" if len(chosen) > TOLD else ""
    # a picture of one colour needs no elbow
    without = sum(choice.confidence == 0 and choice.k > 1 for choice in chosen)
    told = f"K by the elbow: {ks}{more}"
    if without == len(chosen):
        told = f"no clear elbow; K by the best Calinski-Harabasz score: {ks}{more}"
    elif without:
        told += f"; no clear elbow in {without} of {len(chosen)} {of}, and K there by the best Calinski-Harabasz score"
    return (told,)
