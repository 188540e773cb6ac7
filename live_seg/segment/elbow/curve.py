"""The elbow curve: the inertia of K-means over K, and the K at its knee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.elbow.knee import bends


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ElbowCurve:
    """The inertia of K-means for several K, and the K that suits the picture.

    The knee is that of Kneedle on the logarithm of the inertia, on which small things in colours of their own count
    too. The bend at each K is weighted with the separation of the clusters. Pixels at edges, where colours mix, and
    differences that people do not notice are left out. On the plain curve the elbow says little (Schubert 2022, "Stop
    using the elbow criterion for k-means"): `bend` is that elbow.

    Attributes:
        ks: rising.
        inertia: float64 (n,), the within-cluster sum of squares (WCSS) of the sampled pixels in the feature space. It
            never rises.
        separation: float64 (n,), the separation of the least separated pair of clusters, 0 to 1.
        calinski_harabasz: float64 (n,), the variance ratio criterion (Calinski and Harabasz 1974). NaN for K = 1, and
            for every K if people see only one colour; infinite where the inertia is 0.
        pixels: number of sampled pixels.
        knee: the K at the knee, if the clusters are well apart there; None if there is no clear elbow, or if there are
            more colours than the largest K.
        confidence: 0 to 1, the separation at the knee: 1 minus the share of pixels that are left half-way between the
            colours of any two segments, of those near each colour (the valley between two modes: Hartigan and Hartigan
            1985). At 0.9 no two segments have a tenth as many pixels between them; at 0 a segment is split where it is
            densest. Below 0.2 there is no knee, and it is 0. It is not the probability that the K is right: clusters
            with less than 0.2 % of the pixels do not count.
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
        """The usual elbow: where the plain curve bends most, clear or not."""
        return self.ks[int(bends(self.ks, self.inertia).argmax())]

    @property
    def second_opinion(self) -> int | None:
        """The K with the highest Calinski-Harabasz score; None if no K has one."""
        scores = self.calinski_harabasz
        return None if np.isnan(scores).all() else self.ks[int(np.nanargmax(scores))]

    @property
    def suggestion(self) -> int:
        """A K in any case: the knee, else the second opinion, else the smallest."""
        return self.knee or self.second_opinion or self.ks[0]

    def __repr__(self) -> str:
        found = f"knee {self.knee}, confidence {self.confidence:.2f}" if self.knee else "no knee"
        return f"<ElbowCurve of K = {self.ks[0]} to {self.ks[-1]}: {found}, suggestion {self.suggestion}>"
