"""Emphasis: how much each pixel of a sample counts in a fit, so that small, vivid things keep their colours.

K-means weights colours by their area: a large gray surface gets several clusters, a small red thing gets none. With
emphasis, a pixel counts more if its colour is unlike the colours of the picture. The weight is a power of the pixel's
contrast, which is the mean distance of its chroma (a*, b*) from that of all pixels. This is the histogram contrast of
Cheng, Mitra, Huang, Torr, Hu 2015, "Global contrast based salient region detection", without lightness: otherwise light
and shadow would take the clusters.

Only the fit is weighted. Labels go to the nearest centroid, and the shares and the inertia of a palette count every
pixel once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import Config
from live_seg.kernels.contrast import weigh_by_contrast
from live_seg.segment.colour_space import features_of
from live_seg.segment.sampling import Sample

LEAST_CONTRAST = 5.0
"""The least difference between colours, in units of a* and b*. It is twice what people notice, so that noise in a gray
surface hardly changes its weights."""
UNIT = 16.0
"""The least weight. Weights are rounded to whole numbers, so that weighted sums are exact too. With an emphasis of 2
they can reach about 40,000."""


def weights_of(sample: Sample, config: Config) -> NDArray[np.float32] | None:
    """The weights of a sample's points, float32 (N,), whole numbers from 16; None if all points count alike."""
    if config.emphasis == 0:
        return None
    points = sample.points if config.colour_space == "lab" else features_of(sample.pixels.reshape(-1, 3), "lab")
    weights = np.empty(len(points), np.float32)
    weigh_by_contrast(read_only(points), LEAST_CONTRAST, config.emphasis, UNIT, weights)
    return weights
