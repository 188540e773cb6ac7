"""Measuring the elbow of a picture or of a stretch of video."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, Unpack

import numpy as np
from numpy.typing import NDArray

from live_seg.config import K_MAX, Config, FitSettings, config_with
from live_seg.errors import ConfigError, FrameError, described
from live_seg.frame import Frame, Picture
from live_seg.segment.colour_space import features_of, lightness_unit
from live_seg.segment.elbow.curve import ElbowCurve
from live_seg.segment.elbow.incremental_fits import incremental_fits, quick_fits
from live_seg.segment.elbow.interior_colours import interior_colours
from live_seg.segment.elbow.knee import bends
from live_seg.segment.elbow.separation import separation_of
from live_seg.segment.lloyd import Clusters, Means, Points
from live_seg.segment.sampling import sample_pixels

KS = range(1, 11)

NOTICEABLE = 2.3
"""The smallest difference that people notice, in units of CIELAB. For the knee, clusters are not split for less."""
LEVEL_BEYOND = 5 / 3
"""The curve is continued at its last level to this many times its length. Otherwise the largest K, which is up to the
caller, would decide where the curve bends."""
SURE_ENOUGH = 0.2
"""There is no knee with a lower confidence."""


def measure_elbow(
    frames: Picture | Iterable[Picture],
    config: Config | None = None,
    *,
    ks: Iterable[int] = KS,
    rgb: bool = False,
    **settings: Unpack[FitSettings],
) -> ElbowCurve:
    """Fit K-means for several K to a picture, or to several pictures together, and find the K that suits.

    Each K starts from the solution for K - 1 and one more centroid, so that the curve never rises.

    Args:
        frames: a `Frame`, an array, uint8 (H, W, 3) BGR, or a PIL image; or several of them, which share their clusters
            as the frames of a video do. All of them are in memory at once.
        config: its seed, colour space and sample size are used, and its k is not. The seed chooses the pixels that
            starts are searched on. The sample size is that of all pictures together.
        ks: numbers of clusters, 1 to 64, rising.
        rgb: whether arrays are in RGB order.
        settings: seed, colour_space and sample_size instead of those of `config`.

    Raises:
        ConfigError: an argument has the wrong type or is out of range.
        FrameError: something that is no picture, or no picture at all.

    >>> import numpy as np
    >>> flag = np.zeros((60, 90, 3), np.uint8)
    >>> flag[:, 30:60], flag[:, 60:] = 255, (0, 0, 200)
    >>> measure_elbow(flag)
    <ElbowCurve of K = 1 to 10: knee 3, confidence 1.00, suggestion 3>
    """
    *_, curve = growing_elbow(frames, config, ks=ks, rgb=rgb, **settings)
    return curve


def growing_elbow(
    frames: Picture | Iterable[Picture],
    config: Config | None = None,
    *,
    ks: Iterable[int] = KS,
    rgb: bool = False,
    **settings: Unpack[FitSettings],
) -> Iterator[ElbowCurve]:
    """Measure like `measure_elbow`, and yield the curve each time one more K is measured.

    At the end the curve comes again if a K has become better; the last curve is the result. The work ends when the
    caller stops iterating. It may run in a different thread from a segmenter.

    Raises:
        ConfigError, FrameError: as `measure_elbow`, before anything is measured.
    """
    if config is not None and not isinstance(config, Config):
        raise ConfigError(f"config is {described(config)}; it must be a Config (ks=... gives numbers of clusters)")
    for name in settings:
        if name not in FitSettings.__annotations__:
            raise ConfigError(
                f"measure_elbow has no setting {name!r}; it has {', '.join(FitSettings.__annotations__)}, "
                f"and ks for the numbers of clusters"
            )
    chosen = _checked(ks)
    used = config_with(config, palette=None, k=chosen[-1], **settings)
    return _growing(_frames(frames, rgb=rgb), chosen, used)


def _growing(frames: Sequence[Frame], ks: tuple[int, ...], config: Config) -> Iterator[ElbowCurve]:
    points, interior = _points_of(frames, config)
    fits = quick_fits(interior, config.seed)
    noticeable = NOTICEABLE * lightness_unit(config.colour_space)
    interior_fits = [_InteriorFit.of(next(fits), noticeable)]
    inertia: dict[int, float] = {}
    for k, clusters in incremental_fits(points, ks[-1], config.seed):
        if k not in inertia:
            interior_fits.append(_InteriorFit.of(next(fits), noticeable))
        inertia[k] = clusters.inertia
        if k >= ks[0]:
            known = [inertia[k] for k in sorted(inertia)]
            yield _curve(known, interior_fits, ks, len(points), noticeable)


class _InteriorFit(NamedTuple):
    """K-means for one K on the pixels inside areas: the inertia of a pixel, and the separation."""

    inertia: float
    separation: float

    @classmethod
    def of(cls, clusters: Clusters, noticeable: float) -> _InteriorFit:
        """The fit of some clusters. Two of them that people cannot tell apart are not separated."""
        is_seen = _least_distance(clusters.means) >= noticeable
        return cls(clusters.inertia / len(clusters.points), separation_of(clusters) if is_seen else 0.0)


def _least_distance(means: Means) -> float:
    """The distance of the two means that are nearest to each other; infinite for one mean."""
    apart = np.linalg.norm(means[:, None] - means[None], axis=-1)
    np.fill_diagonal(apart, math.inf)
    return float(apart.min())


def _curve(
    inertia: Sequence[float], interior: Sequence[_InteriorFit], ks: tuple[int, ...], pixels: int, noticeable: float
) -> ElbowCurve:
    """The curve of K = 1, 2, 3, ..., for those K that are in `ks`. The interior fits go to one K more.

    `noticeable` is the smallest difference that people notice, in the feature space.
    """
    every = np.arange(1, len(inertia) + 1)
    # centroids are rounded, so that the last bit may rise
    falling = np.minimum.accumulate(inertia)
    separation = np.array([fit.separation for fit in interior])
    seen = noticeable**2
    strength = _bends(np.log([fit.inertia + seen for fit in interior])) * separation
    asked = np.isin(every, ks)
    best = int(np.where(asked & (separation[:-1] >= SURE_ENOUGH), strength[:-1], 0).argmax())
    # if the clusters are apart for the K after the last one too, there are more segments than were asked for
    is_clear = strength[best] > 0 and not (best + 2 == len(interior) and separation[-1] >= SURE_ENOUGH)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (falling[0] - falling) / (every - 1) * (pixels - every) / falling
    if not is_clear and interior[0].inertia < seen:
        scores[:] = np.nan  # a single visible colour
    return ElbowCurve(
        ks=tuple(every[asked].tolist()),
        inertia=falling[asked],
        separation=separation[:-1][asked],
        calinski_harabasz=scores[asked],
        pixels=pixels,
        knee=int(every[best]) if is_clear else None,
        confidence=float(separation[best]) if is_clear else 0.0,
    )


def _bends(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the curve of K = 1, 2, 3, ... bends at each K, if it is continued at its last level."""
    beyond = 1 + LEVEL_BEYOND * (len(curve) - 1)
    return bends([*range(1, len(curve) + 1), beyond], [*curve, curve[-1]])[:-1]


def _points_of(frames: Sequence[Frame], config: Config) -> tuple[Points, Points]:
    """The features of all frames' samples, float32 (N, 3), and those of the pixels inside areas."""
    whole, interior = [], []
    for frame in frames:
        sample = sample_pixels(frame.bgr, max(1, config.sample_size // len(frames)))
        whole.append(sample.reshape(-1, 3))
        interior.append(interior_colours(frame.bgr, *sample.shape[:2]))
    space = config.colour_space
    return features_of(np.concatenate(whole), space), features_of(np.concatenate(interior), space)


def _frames(given: Picture | Iterable[Picture], *, rgb: bool) -> list[Frame]:
    is_one = isinstance(given, np.ndarray) and given.ndim != 4
    pictures = [given] if is_one or not isinstance(given, Iterable) else list(given)
    if not pictures:
        raise FrameError("there is no frame; the elbow is measured on one or more")
    return [
        Frame.from_picture(picture, index, Fraction(0), rgb=rgb)  # type: ignore[arg-type]  # it refuses other types
        for index, picture in enumerate(pictures)
    ]


def _checked(ks: Iterable[int]) -> tuple[int, ...]:
    chosen = tuple(Config(k=k).k for k in ks) if isinstance(ks, Iterable) else ()
    if not chosen or list(chosen) != sorted(set(chosen)):
        raise ConfigError(
            f"ks is {list(chosen) or ks}; it must be whole numbers from 1 to {K_MAX}, rising, at least one"
        )
    return chosen
