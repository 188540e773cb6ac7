"""Loops that score how different two neighbouring regions are: 27 features, and a small network that combines them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED
from live_seg.kernels.regions.graph import (
    ACTIVITY,
    AREA,
    BORDER_GRADIENT,
    COLOUR_STEP,
    COLOURS_FROM,
    GRADIENT,
    LAB,
    LENGTH,
    PERIMETER,
    RELIEF,
    SQUARES,
    STRONG,
    TEXTURES_FROM,
    WEAK,
)
from live_seg.kernels.regions.network import Network

FEATURES = 27
PICTURE_FROM = 24
"""The features from here on describe the picture, and are the same for all pairs."""
LANES = 16
"""Number of sums that are computed in parallel. It is fixed, so the order of additions is the same on every machine."""

# columns of the values derived from a region's sums
MEAN, SPREAD, ROOT_SPREAD, LOG_ACTIVITY, SLOPE, LOG_SLOPE, LOG_AREA, LOG_SHAPE = 0, 3, 4, 5, 6, 7, 8, 9
DERIVED = 10

Row = NDArray[np.float32]
Two = tuple[np.float32, np.float32]
ONE, TWO, NONE = np.float32(1), np.float32(2), np.float32(0)


@njit(inline="never", **UNCOUNTED)
def derive(sums: Row, pixels: np.float32, out: Row) -> None:
    """Derive the values that the features use from the sums of one region: sums (REGION_SUMS,), out (DERIVED,).

    pixels: number of pixels of the picture.
    """
    area = sums[AREA]
    square = np.float32(0)
    for channel in range(3):
        mean = sums[LAB + channel] / area
        out[MEAN + channel] = mean
        square += mean * mean
    spread = np.sqrt(max(sums[SQUARES] / area - square, NONE))
    out[SPREAD], out[ROOT_SPREAD] = spread, np.sqrt(spread)
    out[LOG_ACTIVITY] = np.log(sums[ACTIVITY] / area + np.float32(0.3))
    out[SLOPE] = sums[GRADIENT] / area
    out[LOG_SLOPE] = np.log(out[SLOPE] + ONE)
    out[LOG_AREA] = np.float32(0.4) * np.log(area / pixels)
    out[LOG_SHAPE] = shape_of(sums[PERIMETER], area)


@njit(inline="always")
def shape_of(perimeter: np.float32, area: np.float32) -> np.float32:
    """How ragged the outline of a region is: 0 for a square."""
    return np.float32(np.float32(0.7) * np.log(perimeter * perimeter / np.float32(16) / area))


@njit(inline="never", **UNCOUNTED)
def chi_squared(one: Row, other: Row, lanes: NDArray[np.float32]) -> Two:
    """Half the chi-squared distance of the colour codes and of the texture codes of two regions: 0 to 1.

    lanes: (2, LANES), is overwritten.
    """
    share, other_share = ONE / one[AREA], ONE / other[AREA]
    tiny = np.float32(1e-12)
    for lane in range(LANES):
        p, q = one[COLOURS_FROM + lane] * share, other[COLOURS_FROM + lane] * other_share
        r = one[COLOURS_FROM + LANES + lane] * share
        s = other[COLOURS_FROM + LANES + lane] * other_share
        t, u = one[TEXTURES_FROM + lane] * share, other[TEXTURES_FROM + lane] * other_share
        lanes[0, lane] = (p - q) * (p - q) / (p + q + tiny) + (r - s) * (r - s) / (r + s + tiny)
        lanes[1, lane] = (t - u) * (t - u) / (t + u + tiny)
    colour = texture = NONE
    for lane in range(LANES):
        colour += lanes[0, lane]
        texture += lanes[1, lane]
    half = np.float32(0.5)
    return half * colour, half * texture


@njit(inline="never", **UNCOUNTED)
def compare(
    a_sums: Row,
    b_sums: Row,
    a: Row,
    b: Row,
    border: Row,
    pixels: np.float32,
    lanes: NDArray[np.float32],
    out: Row,
) -> None:
    """The features of a pair of regions, of which `a` is the smaller one: out (FEATURES,), up to PICTURE_FROM.

    a_sums, b_sums: (REGION_SUMS,). a, b: (DERIVED,). border: (BORDER_SUMS,).
    """
    light = b[MEAN] - a[MEAN]
    chroma = (b[MEAN + 1] - a[MEAN + 1]) ** 2 + (b[MEAN + 2] - a[MEAN + 2]) ** 2
    distance = np.sqrt(light * light + chroma)
    area, other = a_sums[AREA], b_sums[AREA]
    length = border[LENGTH]
    slope = border[BORDER_GRADIENT] / length
    colour, texture = chi_squared(a_sums, b_sums, lanes)
    together = a_sums[PERIMETER] + b_sums[PERIMETER] - TWO * length
    out[0] = np.sqrt(distance)
    out[1] = np.sqrt(np.sqrt(chroma))
    out[2] = np.sqrt(abs(light))
    out[3] = TWO * np.sqrt(distance * np.sqrt(area * other / (area + other) / pixels))
    out[4] = distance / (a[SPREAD] + b[SPREAD] + TWO)
    out[5], out[6] = a[ROOT_SPREAD], b[ROOT_SPREAD]
    out[7], out[8] = np.float32(3) * np.sqrt(colour), np.float32(3) * np.sqrt(texture)
    out[9], out[10] = a[LOG_ACTIVITY], b[LOG_ACTIVITY]
    out[11] = np.sqrt(slope)
    out[12] = border[WEAK] / length
    out[13] = np.log(slope + ONE) - max(a[LOG_SLOPE], b[LOG_SLOPE])
    out[14], out[15] = a[LOG_AREA], b[LOG_AREA]
    out[16] = TWO * length / a_sums[PERIMETER]
    out[17] = TWO * np.sqrt(length / b_sums[PERIMETER])
    # the edge of the picture is part of the perimeter, so the perimeter of the union is never 0
    out[18] = shape_of(together, area + other) - b[LOG_SHAPE]
    for step in range(3):
        out[19 + step] = border[COLOUR_STEP + step] / length
    out[22] = border[RELIEF] / length
    out[23] = border[STRONG] / length


@njit(inline="never", **UNCOUNTED)
def score_of(features: Row, network: Network, hidden: Row) -> np.float32:
    """The network's score of features (FEATURES,): the log odds that the two are different objects. hidden: (n,)."""
    score = network.bias[0]
    for feature in range(FEATURES):
        score += network.direct[feature] * features[feature]
    for unit in range(hidden.shape[0]):
        hidden[unit] = network.hidden_bias[unit]
    # three features at a time, because each addition to a hidden unit has to wait for the previous one
    for first in range(0, FEATURES, 3):
        one, two, three = network.hidden[first], network.hidden[first + 1], network.hidden[first + 2]
        a, b, c = features[first], features[first + 1], features[first + 2]
        for unit in range(hidden.shape[0]):
            hidden[unit] += one[unit] * a + two[unit] * b + three[unit] * c
    for unit in range(hidden.shape[0]):
        hidden[unit] = max(hidden[unit], NONE) * network.output[unit]
    for unit in range(hidden.shape[0]):
        score += hidden[unit]
    return np.float32(score)
