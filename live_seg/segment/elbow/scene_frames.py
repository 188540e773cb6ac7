"""Which frames stand for a scene when its elbow is measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from live_seg.frame import Frame
from live_seg.segment.sampling import sample_pixels
from live_seg.segment.tracking.scene_cuts import ALIKE, correlation

ENOUGH = 5
"""Number of frames from which K is chosen, at least. The knee of a single frame depends on its noise."""
SAMPLE = 4096
"""Pixels of a frame's sample when two frames are compared."""


def is_same_scene(before: Frame, now: Frame) -> bool:
    """Whether two frames are so much alike that there is no cut between them.

    A camera that moves shows another picture after a while, so the answer may be no within a scene. It is hardly ever
    yes for two scenes.
    """
    return correlation(sample_pixels(before.bgr, SAMPLE), sample_pixels(now.bgr, SAMPLE)) >= ALIKE


def frames_for_scene(first: Sequence[Frame], spread: Iterable[Frame]) -> list[Frame]:
    """The frames from which the K of a scene is chosen.

    They are those of the spread frames that belong to the scene, and its first frames too if these are fewer than
    `ENOUGH`. So a video of one scene has the same K here as if the spread frames alone are measured.

    Args:
        first: the first frames of the scene, at least one, in order.
        spread: frames that are spread over the rest of the video, in order.
    """
    chosen: list[Frame] = []
    before = first[0]
    for frame in spread:
        if frame.time < first[0].time:
            continue
        if not is_same_scene(before, frame):
            break
        chosen.append(frame)
        before = frame
    if len(chosen) >= ENOUGH:
        return chosen
    by_time = {frame.time: frame for frame in (*first, *chosen)}
    return [by_time[time] for time in sorted(by_time)]
