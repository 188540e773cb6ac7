"""K chosen by the elbow: for an image, or for each scene of a video by its first frames."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from live_seg.segment import measure_elbow
from live_seg.segment.sampling import sample_pixels
from live_seg.segment.tracking.scene_cuts import ALIKE, correlation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.config import Config
    from live_seg.frame import Frame
    from live_seg.segment import Segmenter

FIRST = 5
"""Frames of a scene that its K is chosen by: the knee of one alone jumps with its noise."""
TOLD = 6
"""Choices that are told one by one."""


@dataclass(frozen=True, slots=True)
class ChosenK:
    """The K of a scene, chosen at a time in seconds, and how clear its elbow is, 0 to 1; with 0 there is none.

    Without an elbow it is the K of the best Calinski-Harabasz score.
    """

    time: Fraction
    k: int
    confidence: float


def choose_k(frames: Sequence[Frame], config: Config) -> ChosenK:
    """The K that suits frames of one scene, measured with the settings of a config."""
    curve = measure_elbow(frames, config)
    return ChosenK(frames[0].time, curve.suggestion, curve.confidence)


class SceneKs:
    """Sets a segmenter's K at the beginning of each scene of its stream.

    Attributes:
        chosen: what was set, in the order of the scenes.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self.chosen: list[ChosenK] = []
        self._segmenter = segmenter

    def ahead_of(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Frames in order, each to be segmented before the next is taken. A scene's first ones are held back."""
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
        """A scene's first frames, and the one after them, which may be of the next scene already."""
        scene = [first]
        for frame in coming:
            if len(scene) == FIRST or correlation(self._sample(scene[-1]), self._sample(frame)) < ALIKE:
                return scene, frame
            scene.append(frame)
        return scene, None

    def _sample(self, frame: Frame) -> NDArray[np.uint8]:
        return sample_pixels(frame.bgr, self._segmenter.config.sample_size)


def remarks_on(chosen: Sequence[ChosenK], of: str) -> tuple[str, ...]:
    """What was chosen, for the user: a line for a video's scenes or for several images, `of` which it is."""
    if not chosen:
        return ()
    ks = ", ".join(str(choice.k) for choice in chosen[:TOLD])
    more = f", ... ({len(chosen)} {of})" if len(chosen) > TOLD else ""
    # of one colour there is nothing to be chosen
    without = sum(choice.confidence == 0 and choice.k > 1 for choice in chosen)
    told = f"K by the elbow: {ks}{more}"
    if without == len(chosen):
        told = f"no clear elbow; K by the best Calinski-Harabasz score: {ks}{more}"
    elif without:
        told += f"; no clear elbow in {without} of {len(chosen)} {of}, and K there by the best Calinski-Harabasz score"
    return (told,)
