"""K chosen by the elbow: for an image, or for each scene of a video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.segment import Segmenter, measure_elbow
from live_seg.segment.elbow.scene_frames import ENOUGH, frames_for_scene, is_same_scene

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
    """Choose K for frames of one scene, which begins with the first of them."""
    curve = measure_elbow(frames, config)
    return ChosenK(frames[0].time, curve.suggestion, curve.confidence)


class SceneKs:
    """Sets the K of a segmenter at the start of each scene.

    Args:
        segmenter: the segmenter of the video.
        spread: frames that are spread over the video, in order, as the elbow of the whole video is measured on. They
            are read when the first scene begins.

    Attributes:
        chosen: the K of each scene so far.
    """

    def __init__(self, segmenter: Segmenter, spread: Iterable[Frame] = ()) -> None:
        self.chosen: list[ChosenK] = []
        self._segmenter = segmenter
        self._spread = spread

    def ahead_of(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Give the frames, and set K before each scene. A frame must be segmented before the next one is taken."""
        coming = iter(frames)
        frame = next(coming, None)
        while frame is not None:
            if self._segmenter.begins_scene(frame):
                scene, frame = self._first_of_scene(frame, coming)
                measured = self._frames_for(scene)
                choice = replace(choose_k(measured, self._segmenter.config), time=scene[0].time)
                self.chosen.append(choice)
                self._segmenter.reconfigure(replace(self._segmenter.config, k=choice.k))
                yield from scene
            else:
                yield frame
                frame = next(coming, None)

    def _frames_for(self, scene: Sequence[Frame]) -> list[Frame]:
        """The frames from which the K of a scene with these first frames is chosen."""
        self._spread = tuple(self._spread)
        measured = frames_for_scene(scene, self._spread)
        # those of earlier scenes are not needed any more
        self._spread = tuple(frame for frame in self._spread if frame.time > max(one.time for one in measured))
        return measured

    def _first_of_scene(self, first: Frame, coming: Iterator[Frame]) -> tuple[list[Frame], Frame | None]:
        """The first frames of a scene, and the frame after them, which may belong to the next scene."""
        scene = [first]
        for frame in coming:
            if len(scene) == ENOUGH or not is_same_scene(scene[-1], frame):
                return scene, frame
            scene.append(frame)
        return scene, None


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
