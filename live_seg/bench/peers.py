"""What a user would run instead: K-means of scikit-learn, of OpenCV and of ffmpeg, on the same frames.

None has to paint a picture, though ours has to. scikit-learn starts from its result of the frame before, and its sample
is given to it; ffmpeg takes one step; OpenCV does what its tutorial shows, once.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from sklearn.cluster import MiniBatchKMeans

from live_seg.bench import stages
from live_seg.bench.ffmpeg import Ffmpeg, find_ffmpeg
from live_seg.bench.rounds import Effort, Timing, in_rounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.bench.methods import Picture
    from live_seg.bench.rounds import Task
    from live_seg.bench.stages import Subject
    from live_seg.report.progress import Progress

LIVE_SEG, SCIKIT_LEARN, OPENCV, FFMPEG = "live_seg", "scikit-learn", "OpenCV", "ffmpeg"
WITH_FILTER, WITHOUT_FILTER = "ffmpeg with elbg", "ffmpeg without"
OPENCV_ITERATIONS = 10

HOW = {
    SCIKIT_LEARN: "MiniBatchKMeans.fit to our sample, predict",
    OPENCV: f"cv2.kmeans of all pixels, {OPENCV_ITERATIONS} steps at most",
    FFMPEG: "elbg filter, one step",
}


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """A program that does what ours does, and how; `missing` says why it was not measured, or is None."""

    name: str
    how: str
    milliseconds: Timing | None
    times_live_seg: float | None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Peers:
    """All of them, and live_seg, measured in the same rounds."""

    rounds: int
    live_seg: Timing
    others: tuple[PeerFigures, ...]


def measure_peers(subject: Subject, effort: Effort, progress: Progress) -> Peers:
    """Time live_seg and what could be run in its place, whole: a frame in, its labels or its picture out."""
    ffmpeg = find_ffmpeg(subject)
    tasks: dict[str, Task] = {}
    if isinstance(ffmpeg, Ffmpeg):
        tasks |= {WITH_FILTER: ffmpeg.with_filter, WITHOUT_FILTER: ffmpeg.without_filter}
    # from slow to fast: another program leaves the caches cold, and the threads where they were not
    tasks |= {OPENCV: opencv(subject), SCIKIT_LEARN: scikit_learn(subject), LIVE_SEG: stages.whole(subject)}
    seconds = in_rounds("peers", tasks, effort, progress)
    timings = {name: Timing.of(values) for name, values in seconds.items()}
    if isinstance(ffmpeg, Ffmpeg):
        timings[FFMPEG] = Timing.of(ffmpeg.a_frame(seconds[WITH_FILTER], seconds[WITHOUT_FILTER]))
    ours = timings[LIVE_SEG]
    others = [
        PeerFigures(name, how, timings[name], timings[name].times(ours))
        if name in timings
        else PeerFigures(name, how, None, None, str(ffmpeg))
        for name, how in HOW.items()
    ]
    return Peers(len(seconds[LIVE_SEG]), ours, tuple(others))


def scikit_learn(subject: Subject) -> Task:
    """A warm fit to a sample of the size that ours has, then a label for every pixel."""
    init: str | NDArray[np.float32] = "k-means++"

    def task(number: int) -> NDArray[np.int32]:
        nonlocal init
        points = subject.sample(number).pixels.reshape(-1, 3).astype(np.float32)
        model = MiniBatchKMeans(subject.config.k, init=init, n_init=1, random_state=subject.config.seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a frame has fewer colours than clusters is no news here
            model.fit(points)
        init = model.cluster_centers_
        labels: NDArray[np.int32] = model.predict(_pixels(subject.frame(number).bgr))
        return labels

    return task


def opencv(subject: Subject) -> Task:
    """`cv2.kmeans` of a whole frame, with the criteria of OpenCV's tutorial, one attempt in place of its ten."""
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, OPENCV_ITERATIONS, 1.0)

    def task(number: int) -> NDArray[np.int32]:
        pixels = _pixels(subject.frame(number).bgr)
        _, labels, _ = cv2.kmeans(pixels, subject.config.k, None, criteria, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]  # None is allowed
        return np.asarray(labels, np.int32)

    return task


def _pixels(bgr: Picture) -> NDArray[np.float32]:
    return bgr.reshape(-1, 3).astype(np.float32)
