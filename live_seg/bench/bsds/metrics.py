"""How well a segmentation agrees with those that people drew: the three region metrics of BSDS500.

P. Arbelaez, M. Maire, C. Fowlkes and J. Malik, "Contour Detection and Hierarchical Image Segmentation", PAMI 33(5),
2011, section 3.1.2. Each metric is computed for one annotator at a time; the figure of an image is the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.overlap import joint_counts, numbered


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well segmentations agree with what people drew.

    Attributes:
        covering: segmentation covering, 0 to 1: the mean of the best overlap (intersection over union) of each drawn
            region with a segment, weighted by the area of the region.
        rand_index: probabilistic Rand index (PRI), 0 to 1: the share of pixel pairs on which both agree that the two
            pixels belong together, or that they do not.
        variation: variation of information (VI), in bits, from 0: the information that is in one of the two but not in
            the other. Lower is better.
    """

    covering: float
    rand_index: float
    variation: float


def agreement(ids: NDArray[np.integer], truths: Sequence[NDArray[np.intp]]) -> Agreement:
    """The agreement of a segmentation with what people drew, as the mean over the people.

    Args:
        ids: whole numbers (H, W), the segment of each pixel.
        truths: for each annotator, intp (H, W): the drawn region of each pixel, numbered from 0.
    """
    segments = numbered(ids)[1]
    tables = [joint_counts(segments, truth) for truth in truths]
    return Agreement(
        covering=float(np.mean([_covering(table) for table in tables])),
        rand_index=float(np.mean([_rand_index(table) for table in tables])),
        variation=float(np.mean([_variation(table) for table in tables])),
    )


def _covering(joint: NDArray[np.int64]) -> float:
    """The covering of drawn regions by segments; `joint`, int64 (segments, drawn regions), counts pixels."""
    drawn = joint.sum(axis=0)
    unions = joint.sum(axis=1)[:, None] + drawn - joint
    best = (joint / unions).max(axis=0)
    return float((drawn * best).sum() / joint.sum())


def _rand_index(joint: NDArray[np.int64]) -> float:
    pairs = _pairs(joint.sum())
    if pairs == 0:  # a single pixel
        return 1.0
    in_both = _pairs(joint).sum()
    in_one = _pairs(joint.sum(axis=0)).sum() + _pairs(joint.sum(axis=1)).sum() - 2 * in_both
    return float(1 - in_one / pairs)


def _variation(joint: NDArray[np.int64]) -> float:
    # the same as H(S) + H(T) - 2 I(S, T), because I(S, T) = H(S) + H(T) - H(S, T)
    variation = 2 * _entropy(joint) - _entropy(joint.sum(axis=0)) - _entropy(joint.sum(axis=1))
    return max(0.0, variation)  # rounding may give a little less than 0


def _pairs(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The exact number of pairs among this many pixels."""
    return counts * (counts - 1) // 2


def _entropy(counts: NDArray[np.int64]) -> float:
    """Entropy in bits of the part that a random pixel is in."""
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())
