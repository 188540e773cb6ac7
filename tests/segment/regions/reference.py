"""Features of pairs of regions, computed from their pixels by plain NumPy in float64, without code of the package.

The columns are those of `kernels.regions.merging.features`; the arrays are those that a region graph is made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float64]
    Mask = NDArray[np.bool_]

FLAT = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A working picture and its superpixels.

    Attributes:
        owner: (h, w), the superpixel of each pixel.
        lab: (h, w, 3). The other arrays are (h, w): gradient, activity, texture codes, colour codes, relief.
    """

    owner: NDArray[np.int32]
    lab: Plane
    gradient: Plane
    activity: Plane
    texture: NDArray[np.uint8]
    codes: NDArray[np.uint8]
    relief: Plane

    def features(self, small: Mask, large: Mask) -> list[float]:
        """The 27 features of two regions, of which the first one has fewer pixels."""
        one, other, pixels = self._look(small), self._look(large), self.owner.size
        pairs = _pairs_between(small, large)
        length = len(pairs)
        steep = [max(self.gradient[here], self.gradient[there]) for here, there in pairs]
        steps = np.mean([self._step(self.owner[here], self.owner[there]) for here, there in pairs], axis=0)
        odds = [max(self.relief[here], self.relief[there]) for here, there in pairs]
        apart = one.mean - other.mean
        distance, chroma = float(np.linalg.norm(apart)), float(np.linalg.norm(apart[1:]))
        harmonic = one.area * other.area / (one.area + other.area)
        union = self._look(small | large)
        slope = float(np.mean(steep))
        return [
            sqrt(distance),
            sqrt(chroma),
            sqrt(abs(apart[0])),
            2 * sqrt(distance * sqrt(harmonic / pixels)),
            distance / (one.spread + other.spread + 2),
            sqrt(one.spread),
            sqrt(other.spread),
            3 * sqrt(chi_squared(one.codes, other.codes)),
            3 * sqrt(chi_squared(one.textures, other.textures)),
            log(one.activity + 0.3),
            log(other.activity + 0.3),
            sqrt(slope),
            float(np.mean([step < FLAT for step in steep])),
            log(slope + 1) - max(log(one.gradient + 1), log(other.gradient + 1)),
            0.4 * log(one.area / pixels),
            0.4 * log(other.area / pixels),
            2 * length / one.perimeter,
            2 * sqrt(length / other.perimeter),
            union.raggedness - other.raggedness,
            *steps.tolist(),
            float(np.mean(odds)),
            float(np.mean([one > 0 for one in odds])),
            float(((self.lab - self.lab.mean(axis=(0, 1))) ** 2).sum(axis=2).mean()) ** 0.25,
            log(self.activity.mean() + 0.3),
            log(self.gradient.mean() + 1),
        ]

    def touch(self, one: Mask, other: Mask) -> bool:
        """Whether two regions share a border."""
        return bool(_pairs_between(one, other))

    def _step(self, one: int, other: int) -> NDArray[np.float64]:
        """The roots of the distances of two superpixels in colour, colour codes and texture codes."""
        a, b = self._look(self.owner == one), self._look(self.owner == other)
        distances = [
            np.linalg.norm(a.mean - b.mean),
            chi_squared(a.codes, b.codes),
            chi_squared(a.textures, b.textures),
        ]
        return np.sqrt(np.array(distances, np.float64))

    def _look(self, mask: Mask) -> Look:
        mean = self.lab[mask].mean(axis=0)
        return Look(
            area=int(mask.sum()),
            mean=mean,
            spread=sqrt(((self.lab[mask] - mean) ** 2).sum(axis=1).mean()),
            activity=float(self.activity[mask].mean()),
            gradient=float(self.gradient[mask].mean()),
            perimeter=_perimeter(mask),
            codes=np.bincount(self.codes[mask], minlength=32) / mask.sum(),
            textures=np.bincount(self.texture[mask], minlength=16) / mask.sum(),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is measured of one region: means, shares of its codes, and the length of its outline."""

    area: int
    mean: NDArray[np.float64]
    spread: float
    activity: float
    gradient: float
    perimeter: int
    codes: NDArray[np.float64]
    textures: NDArray[np.float64]

    @property
    def raggedness(self) -> float:
        """0 for a square."""
        return 0.7 * log(self.perimeter**2 / 16 / self.area)


def chi_squared(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Half the chi-squared distance of two histograms: 0 to 1."""
    together = one + other
    return float((((one - other) ** 2)[together > 0] / together[together > 0]).sum() / 2)


def _perimeter(mask: Mask) -> int:
    """The number of pixel sides on the outline, including those at the edge of the picture."""
    outside = np.pad(mask, 1)
    return int((outside[1:] != outside[:-1]).sum() + (outside[:, 1:] != outside[:, :-1]).sum())


Place = tuple[int, int]


def _pairs_between(one: Mask, other: Mask) -> list[tuple[Place, Place]]:
    """The pairs of 4-neighbours with one pixel in each of the two regions."""
    edge, beside = np.pad(other, 1), [(-1, 0), (1, 0), (0, -1), (0, 1)]
    return [
        ((y, x), (y + dy, x + dx))
        for y, x in np.argwhere(one).tolist()
        for dy, dx in beside
        if edge[y + dy + 1, x + dx + 1]
    ]
