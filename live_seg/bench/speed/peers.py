"""What a user could run instead of live_seg: K-means of scikit-learn, OpenCV or ffmpeg, on the same frames.

Unlike live_seg, none of them has to recolour the frame. scikit-learn starts from its result for the frame before, and
gets the sample for nothing; ffmpeg takes one step; OpenCV does what its tutorial shows, with one attempt.
"""

from __future__ import annotations

import warnings

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans

from live_seg.bench import stages
from live_seg.bench.rounds import Effort, Task, Timing, in_rounds
from live_seg.bench.speed.ffmpeg import Ffmpeg, find_ffmpeg
from live_seg.bench.speed.result import PeerFigures, Peers
from live_seg.bench.stages import Workload
from live_seg.report.progress import Progress

LIVE_SEG, SCIKIT_LEARN, OPENCV, FFMPEG = "live_seg", "scikit-learn", "OpenCV", "ffmpeg"
WITH_FILTER, WITHOUT_FILTER = "ffmpeg with elbg", "ffmpeg without"
OPENCV_ITERATIONS = 10

HOW = {
    SCIKIT_LEARN: "MiniBatchKMeans.fit to our sample, predict",
    OPENCV: f"cv2.kmeans of all pixels, {OPENCV_ITERATIONS} steps at most",
    FFMPEG: "elbg filter, one step",
}


def measure_peers(workload: Workload, effort: Effort, progress: Progress) -> Peers:
    """Time live_seg and its peers, each on whole frames."""
    ffmpeg = find_ffmpeg(workload)
    tasks: dict[str, Task] = {}
    if isinstance(ffmpeg, Ffmpeg):
        tasks |= {WITH_FILTER: ffmpeg.with_filter, WITHOUT_FILTER: ffmpeg.without_filter}
    # slow ones first: another program leaves the caches cold and moves threads to other cores
    tasks |= {OPENCV: opencv(workload), SCIKIT_LEARN: scikit_learn(workload), LIVE_SEG: stages.whole(workload)}
    seconds = in_rounds("peers", tasks, effort, progress)
    timings = {name: Timing.of(values) for name, values in seconds.items()}
    if isinstance(ffmpeg, Ffmpeg):
        timings[FFMPEG] = Timing.of(ffmpeg.seconds_per_frame(seconds[WITH_FILTER], seconds[WITHOUT_FILTER]))
    live_seg = timings[LIVE_SEG]
    others = [
        PeerFigures(name, how, timings[name], timings[name].times(live_seg))
        if name in timings
        else PeerFigures(name, how, None, None, str(ffmpeg))
        for name, how in HOW.items()
    ]
    return Peers(len(seconds[LIVE_SEG]), live_seg, tuple(others))


def scikit_learn(workload: Workload) -> Task:
    """A warm fit to a sample as large as that of live_seg, then a label for every pixel."""
    init: str | NDArray[np.float32] = "k-means++"

    def task(number: int) -> NDArray[np.int32]:
        nonlocal init
        points = workload.sample(number).pixels.reshape(-1, 3).astype(np.float32)
        model = MiniBatchKMeans(workload.config.k, init=init, n_init=1, random_state=workload.config.seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a frame may have fewer colours than clusters
            model.fit(points)
        init = model.cluster_centers_
        labels: NDArray[np.int32] = model.predict(_pixels(workload.frame(number).bgr))
        return labels

    return task


def opencv(workload: Workload) -> Task:
    """`cv2.kmeans` of a whole frame, with the criteria of OpenCV's tutorial, but one attempt instead of ten."""
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, OPENCV_ITERATIONS, 1.0)

    def task(number: int) -> NDArray[np.int32]:
        pixels = _pixels(workload.frame(number).bgr)
        _, labels, _ = cv2.kmeans(pixels, workload.config.k, None, criteria, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]  # None is allowed
        return np.asarray(labels, np.int32)

    return task


def _pixels(bgr: NDArray[np.uint8]) -> NDArray[np.float32]:
    return bgr.reshape(-1, 3).astype(np.float32)
