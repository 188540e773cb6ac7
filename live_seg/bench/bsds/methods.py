"""The methods that are compared: the regions of live_seg, connected pieces of K-means labels, and Felzenszwalb's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.config import RegionQuality
from live_seg.installation import install_command
from live_seg.segment import Segmenter
from live_seg.segment.regions import still_picture
from live_seg.segment.regions.quality import quality

Picture: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W, 3) BGR."""
Ids: TypeAlias = NDArray[np.integer]
"""Whole numbers (H, W), the segment of each pixel."""
SegmentAt: TypeAlias = Callable[[Picture, Sequence[float]], list[Ids]]
"""Segments a picture once for each value of the method's parameter."""

FAST, FINE = "live_seg, fast", "live_seg, fine"
K_MEANS, FELZENSZWALB = "K-means pieces", "Felzenszwalb"

DETAILS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
KS = (2, 3, 4, 5, 6, 8, 10, 12, 16)
SCALES = (100, 200, 300, 400, 500, 600, 800, 1000, 1500)
"""Scales of Felzenszwalb's method: larger values give larger segments."""

SMOOTHING = 0.8
"""Sigma of the Gaussian in Felzenszwalb's method, in pixels: the value that its authors use."""
SMALLEST = 300
"""Smallest segment of Felzenszwalb's method, in pixels. Of 20, 100 and 300, this gave the best covering on images of
the train split."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to segment a picture, with one parameter that decides how many segments there are.

    Attributes:
        parameter: its name.
        values: the values that are tried.
        segment_at: segments a picture; None if something is not installed.
        missing: what is not installed and how to install it, or None.
    """

    name: str
    parameter: str
    values: tuple[float, ...]
    segment_at: SegmentAt | None
    missing: str | None = None


def methods() -> tuple[Method, ...]:
    """All methods that are compared."""
    return (
        Method(FAST, "detail", DETAILS, partial(regions_at, name="fast")),
        Method(FINE, "detail", DETAILS, partial(regions_at, name="fine")),
        Method(K_MEANS, "k", KS, k_means_pieces_at),
        _felzenszwalb(),
    )


def regions_at(bgr: Picture, details: Sequence[float], name: RegionQuality) -> list[Ids]:
    """The regions of a picture at several details, each as found by a segmenter that has seen no other picture."""
    return list(still_picture.regions_at(bgr, details, quality(name)))


def k_means_pieces_at(bgr: Picture, ks: Sequence[float]) -> list[Ids]:
    """The connected pieces of the labels at several k."""
    return [connected_pieces(Segmenter(k=int(k)).segment(bgr).labels) for k in ks]


def connected_pieces(labels: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Number the 4-connected pieces of labels.

    Args:
        labels: uint8 (H, W).

    Returns:
        int32 (H, W), the piece of each pixel, from 0.
    """
    pieces = np.empty(labels.shape, np.int32)
    count = 0
    for label in np.unique(labels):
        mask = labels == label
        found, numbers = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
        pieces[mask] = numbers[mask] + (count - 1)  # 0 is what lies outside the mask
        count += found - 1
    return pieces


def _felzenszwalb() -> Method:
    if find_spec("skimage") is None:
        missing = f"needs scikit-image; install it with: {install_command('bsds')}"
        return Method(FELZENSZWALB, "scale", SCALES, None, missing)
    return Method(FELZENSZWALB, "scale", SCALES, felzenszwalb_at)


def felzenszwalb_at(bgr: Picture, scales: Sequence[float]) -> list[Ids]:
    """Graph-based segments at several scales (Felzenszwalb and Huttenlocher, IJCV 2004), by scikit-image."""
    from skimage.segmentation import felzenszwalb

    rgb = bgr[..., ::-1]
    return [np.asarray(felzenszwalb(rgb, scale=scale, sigma=SMOOTHING, min_size=SMALLEST)) for scale in scales]
