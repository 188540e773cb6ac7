"""Random scenes with a known number of colours, for tests that choose K. A seed draws layout, light and noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import cv2
import numpy as np

from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

Surface = Literal["flat", "shaded", "noisy"]

MIN_DISTANCE = 30.0
"""Smallest distance between two colours, in units of CIELAB: nobody would call them one colour."""
AREA_RATIO, MIN_AREA = 0.55, 0.02
"""Unequal areas: the ratio of each to the next larger one, and the smallest share of the picture."""
MIN_VISIBLE_AREA = 0.012
"""Smallest share of the picture that a colour has after others have covered parts of it."""
SHADING = (0.08, 0.2)
"""Range of the amplitude of the light, which changes linearly across the picture."""
NOISE = (3.0, 12.0)
"""Range of the standard deviation of the noise, in levels."""
SIZES = ((120, 160), (240, 320), (480, 640))
CELLS = 40


class Scene(NamedTuple):
    """A picture, uint8 (H, W, 3) BGR, and how many colours it is made of."""

    bgr: oracle.Bytes
    colours: int


def colour_scene(seed: int, surface: Surface, *, equal: bool) -> Scene:
    """A scene of two to eight colours, of equal or very unequal areas."""
    rng = np.random.default_rng([seed, ("flat", "shaded", "noisy").index(surface), equal])
    count = int(rng.integers(2, 9))
    height, width = SIZES[rng.integers(len(SIZES))]
    colours = _colours(rng, count)
    layout = (_stripes, _cells, _shapes)[rng.integers(3)]
    owners = layout(rng, _shares(rng, count, equal=equal), height, width)
    while np.bincount(owners.ravel(), minlength=count).min() < MIN_VISIBLE_AREA * owners.size:
        owners = layout(rng, _shares(rng, count, equal=equal), height, width)
    picture = colours[owners].astype(np.float64)
    if rng.random() < 0.3:  # a lens that is slightly out of focus
        picture = np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.float64)
    if surface == "shaded":
        picture = picture * (1 + rng.uniform(*SHADING) * _light(rng, height, width))[..., None]
    if surface == "noisy":
        picture = picture + rng.normal(0, rng.uniform(*NOISE), picture.shape)
    return Scene(np.clip(np.rint(picture), 0, 255).astype(np.uint8), count)


def _colours(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    chosen = rng.integers(10, 246, (1, 3))
    while len(chosen) < count:
        another = rng.integers(10, 246, (1, 3))
        apart = oracle.lab_of_bgr(chosen.astype(np.uint8)) - oracle.lab_of_bgr(another.astype(np.uint8))
        if np.sqrt((apart**2).sum(axis=1)).min() >= MIN_DISTANCE:
            chosen = np.concatenate([chosen, another])
    return np.asarray(chosen, np.int64)


def _shares(rng: np.random.Generator, count: int, *, equal: bool) -> NDArray[np.float64]:
    shares = np.ones(count) if equal else AREA_RATIO ** np.arange(count)
    shares = np.maximum(shares / shares.sum(), MIN_AREA)
    return rng.permutation(shares / shares.sum())


def _stripes(rng: np.random.Generator, shares: NDArray[np.float64], height: int, width: int) -> NDArray[np.int64]:
    y, x = np.mgrid[:height, :width]
    along = (x + 0.5) / width if rng.random() < 0.5 else (y + 0.5) / height
    return np.asarray(np.searchsorted(np.cumsum(shares)[:-1], along), np.int64)


def _cells(rng: np.random.Generator, shares: NDArray[np.float64], height: int, width: int) -> NDArray[np.int64]:
    """Irregular cells, assigned so that each colour gets about its share."""
    middles = rng.random((CELLS, 2)) * (height, width)
    y, x = np.mgrid[:height, :width]
    nearest = ((y[..., None] - middles[:, 0]) ** 2 + (x[..., None] - middles[:, 1]) ** 2).argmin(axis=-1)
    areas = np.bincount(nearest.ravel(), minlength=CELLS) / nearest.size
    left, owner = shares.copy(), np.zeros(CELLS, np.int64)
    for cell in np.argsort(-areas):
        owner[cell] = left.argmax()
        left[owner[cell]] -= areas[cell]
    return np.asarray(owner[nearest], np.int64)


def _shapes(rng: np.random.Generator, shares: NDArray[np.float64], height: int, width: int) -> NDArray[np.int64]:
    """Discs and boxes on a background, side by side where there is room."""
    ground, *shapes = np.argsort(-shares)
    owners = np.full((height, width), ground)
    y, x = np.mgrid[:height, :width]
    for shape in shapes:
        area = shares[shape] * owners.size
        for _ in range(60):
            if rng.random() < 0.5:
                radius = min(np.sqrt(area / np.pi), min(height, width) / 2 - 1)
                at = rng.uniform(radius, height - radius), rng.uniform(radius, width - radius)
                mask = (y - at[0]) ** 2 + (x - at[1]) ** 2 <= radius**2
            else:
                tall = min(height - 1, np.sqrt(area * rng.uniform(0.5, 2)))
                wide = min(width - 1, area / tall)
                top, left = rng.uniform(0, height - tall), rng.uniform(0, width - wide)
                mask = (y >= top) & (y < top + tall) & (x >= left) & (x < left + wide)
            if (owners[mask] == ground).all():
                break
        owners[mask] = shape
    return np.asarray(owners, np.int64)


def _light(rng: np.random.Generator, height: int, width: int) -> NDArray[np.float64]:
    """A linear gradient from -1 to 1 in a random direction."""
    y, x = np.mgrid[:height, :width]
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * x / width + np.sin(angle) * y / height
    return np.asarray(2 * (along - along.min()) / np.ptp(along) - 1)
