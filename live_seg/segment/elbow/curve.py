"""How many segments a picture or a stretch of video has: K-means for K = 1, 2, 3, ..., and where that stops to pay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.config import K_MAX, SAMPLE_SIZE, Config
from live_seg.errors import ConfigError, FrameError
from live_seg.frame import Frame
from live_seg.segment.colour_space import features_of, lightness_unit
from live_seg.segment.elbow.incremental_fits import incremental_fits, quick_fits
from live_seg.segment.elbow.interior_colours import inside_colours
from live_seg.segment.elbow.knee import bends
from live_seg.segment.elbow.separation import separation_of
from live_seg.segment.sampling import sample_pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from live_seg.segment.lloyd import Clusters, Points

    Picture = NDArray[np.uint8] | Frame

KS = range(1, 11)

SEEN = 2.3
"""Units of CIELAB that eyes just notice. Clusters are not split for less, in what the knee is looked for in."""
LEVEL_BEYOND = 5 / 3
"""The curve is taken to go on level until so many times its length: where it ends is up to who asked, and else would
have a say in where it bends."""
SURE_ENOUGH = 0.2
"""The confidence below which there is no knee."""


@dataclass(frozen=True, slots=True, eq=False)
class ElbowCurve:
    """What K-means comes to for several K, and the K that suits the picture.

    `ks`: rising. `inertia`: float64 (n,), the total within-cluster sum of squares (WCSS) of `pixels` sampled pixels in
    the feature space; it never rises. `separation`: float64 (n,), how well the two clusters least apart are, 0 to 1.
    `calinski_harabasz`: float64 (n,), the variance ratio criterion (Calinski and Harabasz 1974); NaN for K = 1, and for
    every K where eyes see one colour only; infinite where nothing is left.

    `knee`: the K at which the curve bends most, if the clusters are apart there; None where there is no clear elbow.
    It is Kneedle's of the curve on a logarithmic scale, on which small things in colours of their own count too, each
    bend weighed with the separation. Left out of this are pixels at edges, where colours mix, and differences that eyes
    do not notice. On the plain curve, as it is usually taken, the elbow says little (Schubert 2022, "Stop using the
    elbow criterion for k-means"): `bend` is what it would be.

    `confidence`: 0 to 1, the separation at the knee: 1 less the part that is left, half-way between any two of its
    segments' colours, of the pixels that there are about each of them (the valley between two modes: Hartigan and
    Hartigan 1985). With 0.9 no two segments have a tenth as many pixels between them; at 0 a segment is cut in two
    where it is densest. Below 0.2 there is no knee, and it is 0. It is no probability that the K is right: clusters of
    less than 0.2 % of the pixels do not count, and of more colours than `ks` goes to there is no knee.
    """

    ks: tuple[int, ...]
    inertia: NDArray[np.float64]
    separation: NDArray[np.float64]
    calinski_harabasz: NDArray[np.float64]
    pixels: int
    knee: int | None
    confidence: float

    @property
    def bend(self) -> int:
        """The elbow as it is usually taken: where the plain curve bends most, clear or not."""
        return self.ks[int(bends(self.ks, self.inertia).argmax())]

    @property
    def second_opinion(self) -> int | None:
        """The K with the highest Calinski-Harabasz score; None where no K has one."""
        scores = self.calinski_harabasz
        return None if np.isnan(scores).all() else self.ks[int(np.nanargmax(scores))]

    @property
    def suggestion(self) -> int:
        """A K to go on with in any case: the knee, or else the second opinion, or else the smallest."""
        return self.knee or self.second_opinion or self.ks[0]


def measure_elbow(
    bgr: Picture | Iterable[Picture],
    ks: Iterable[int] = KS,
    seed: int = 0,
    colour_space: ColourSpace = "lab",
    sample_size: int = SAMPLE_SIZE,
) -> ElbowCurve:
    """Fit each of several K to a picture, or to some frames of a video together, and find the one that suits.

    Each K starts from the solution for K - 1 with one centre more, so that the curve never rises.

    Args:
        bgr: uint8 (H, W, 3) BGR, or a `Frame`, or several of either, which share their clusters as in a video. All of
            them are in memory at once.
        ks: numbers of clusters, 1 to 64, rising.
        seed: of the pixels that starts are searched on. Same pictures, same seed: same curve.
        colour_space: where distances are measured, as in `Config`.
        sample_size: pixels that are looked at, at most, of all pictures together; at least one of each.

    Raises:
        ConfigError: an argument is out of range.
        FrameError: something that is no picture, or none at all.

    >>> import numpy as np
    >>> flag = np.zeros((60, 90, 3), np.uint8)
    >>> flag[:, 30:60], flag[:, 60:] = 255, (0, 0, 200)
    >>> curve = measure_elbow(flag)
    >>> curve.knee, curve.confidence
    (3, 1.0)
    """
    *_, curve = growing_elbow(bgr, ks, seed, colour_space, sample_size)
    return curve


def growing_elbow(
    bgr: Picture | Iterable[Picture],
    ks: Iterable[int] = KS,
    seed: int = 0,
    colour_space: ColourSpace = "lab",
    sample_size: int = SAMPLE_SIZE,
) -> Iterator[ElbowCurve]:
    """The same as `measure_elbow`, while it is measured: the curve as far as it is known, one K longer each time.

    At the end it comes again where a K has become better; the last one is the result. Whoever has seen enough stops
    to iterate, and the work ends there. It may run in a thread of its own beside a segmenter.

    Raises:
        ConfigError, FrameError: as `measure_elbow`, before anything is measured.
    """
    chosen = _checked(ks)
    config = Config(k=chosen[-1], seed=seed, colour_space=colour_space, sample_size=sample_size)
    frames = _frames(bgr)
    return _growing(frames, chosen, config)


def _growing(frames: Sequence[Frame], ks: tuple[int, ...], config: Config) -> Iterator[ElbowCurve]:
    whole, inside = _points_of(frames, config)
    fits = quick_fits(inside, config.seed)
    judged = [_judged(next(fits))]
    inertia: dict[int, float] = {}
    for k, clusters in incremental_fits(whole, ks[-1], config.seed):
        if k not in inertia:
            judged.append(_judged(next(fits)))
        inertia[k] = clusters.inertia
        if k >= ks[0]:
            yield _curve([inertia[known] for known in sorted(inertia)], judged, ks, len(whole), config.colour_space)


class _Judged(NamedTuple):
    """What one K comes to inside areas: the inertia of a pixel, and the separation."""

    inertia: float
    separation: float


def _judged(clusters: Clusters) -> _Judged:
    return _Judged(clusters.inertia / len(clusters.points), separation_of(clusters))


def _curve(
    inertia: Sequence[float], judged: Sequence[_Judged], ks: tuple[int, ...], pixels: int, space: ColourSpace
) -> ElbowCurve:
    """The curve of K = 1, 2, 3, ..., as far as they are in `ks`; one K more has been judged."""
    every = np.arange(1, len(inertia) + 1)
    # centroids are rounded, and the last bit may be on the wrong side
    falling = np.minimum.accumulate(inertia)
    separation = np.array([fit.separation for fit in judged])
    seen = (SEEN * lightness_unit(space)) ** 2
    strength = _bends(np.log([fit.inertia + seen for fit in judged])) * separation
    asked = np.isin(every, ks)
    best = int(np.where(asked & (separation[:-1] >= SURE_ENOUGH), strength[:-1], 0).argmax())
    # where the K after the last is apart too, there are more segments than were asked for
    is_clear = strength[best] > 0 and not (best + 2 == len(judged) and separation[-1] >= SURE_ENOUGH)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (falling[0] - falling) / (every - 1) * (pixels - every) / falling
    if judged[0].inertia < seen:
        scores[:] = np.nan
    return ElbowCurve(
        ks=tuple(every[asked].tolist()),
        inertia=falling[asked],
        separation=separation[:-1][asked],
        calinski_harabasz=scores[asked],
        pixels=pixels,
        knee=int(every[best]) if is_clear else None,
        confidence=float(separation[best]) if is_clear else 0.0,
    )


def _bends(left: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the curve of K = 1, 2, 3, ... bends at each, if it goes on level."""
    beyond = 1 + LEVEL_BEYOND * (len(left) - 1)
    return bends([*range(1, len(left) + 1), beyond], [*left, left[-1]])[:-1]


def _points_of(frames: Sequence[Frame], config: Config) -> tuple[Points, Points]:
    """The points of all frames' samples, float32 (N, 3), and those of what lies inside areas."""
    whole, inside = [], []
    for frame in frames:
        sample = sample_pixels(frame.bgr, max(1, config.sample_size // len(frames)))
        whole.append(sample.reshape(-1, 3))
        inside.append(inside_colours(frame.bgr, *sample.shape[:2]))
    space = config.colour_space
    return features_of(np.concatenate(whole), space), features_of(np.concatenate(inside), space)


def _frames(bgr: Picture | Iterable[Picture]) -> list[Frame]:
    if not isinstance(bgr, Iterable):
        return [Frame(0, Fraction(0), bgr)] if not isinstance(bgr, Frame) else [bgr]
    given = [bgr] if isinstance(bgr, np.ndarray) and bgr.ndim != 4 else list(bgr)
    if not given:
        raise FrameError("no frame was given; the elbow is measured on one or more")
    return [one if isinstance(one, Frame) else Frame(index, Fraction(0), one) for index, one in enumerate(given)]


def _checked(ks: Iterable[int]) -> tuple[int, ...]:
    chosen = tuple(Config(k=k).k for k in ks) if isinstance(ks, Iterable) else ()
    if not chosen or list(chosen) != sorted(set(chosen)):
        raise ConfigError(
            f"ks is {list(chosen) or ks}; it must be whole numbers from 1 to {K_MAX}, rising, at least one"
        )
    return chosen
