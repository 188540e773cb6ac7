"""Loops that compare two neighbouring regions: the features from which a network scores them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED
from live_seg.kernels.regions.graph import (
    ACTIVITY,
    AREA,
    BORDER_GRADIENT,
    COLOUR_CODES_STEP,
    COLOUR_STEP,
    COLOURS_FROM,
    GRADIENT,
    LAB,
    LENGTH,
    PERIMETER,
    RELIEF,
    SQUARES,
    STRONG,
    TEXTURE_STEP,
    TEXTURES_FROM,
    WEAK,
)

# Features of a pair: of their colours, where "a" is the smaller region and "b" the other one
DISTANCE, CHROMA_DISTANCE, LIGHT_DISTANCE, SIZED_DISTANCE, RELATIVE_DISTANCE, SPREAD_A, SPREAD_B = 0, 1, 2, 3, 4, 5, 6
COLOUR_CODES, TEXTURE_CODES, ACTIVITY_A, ACTIVITY_B = 7, 8, 9, 10
# of their border, and of the gradient there
BORDER_SLOPE, WEAK_SHARE, SLOPE_CONTRAST = 11, 12, 13
# of their sizes and shapes
AREA_A, AREA_B, BORDER_SHARE_A, BORDER_SHARE_B, SHAPE_CHANGE = 14, 15, 16, 17, 18
# of the superpixels on the two sides of the border, and of the learned relief there
LEAF_COLOUR, LEAF_COLOUR_CODES, LEAF_TEXTURE_CODES, BORDER_RELIEF, STRONG_SHARE = 19, 20, 21, 22, 23
PICTURE_FROM = 24
"""The three features from here on describe the picture, and are the same for all pairs."""
FEATURES = 27
LANES = 16
"""Number of sums that are computed in parallel. It is fixed, so the order of additions is the same on every machine."""

# Columns of the values derived from a region's sums
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
    out[DISTANCE] = np.sqrt(distance)
    out[CHROMA_DISTANCE] = np.sqrt(np.sqrt(chroma))
    out[LIGHT_DISTANCE] = np.sqrt(abs(light))
    # Ward's criterion: the increase of the squared distances from the mean colour if the two are merged
    out[SIZED_DISTANCE] = TWO * np.sqrt(distance * np.sqrt(area * other / (area + other) / pixels))
    out[RELATIVE_DISTANCE] = distance / (a[SPREAD] + b[SPREAD] + TWO)
    out[SPREAD_A], out[SPREAD_B] = a[ROOT_SPREAD], b[ROOT_SPREAD]
    out[COLOUR_CODES], out[TEXTURE_CODES] = np.float32(3) * np.sqrt(colour), np.float32(3) * np.sqrt(texture)
    out[ACTIVITY_A], out[ACTIVITY_B] = a[LOG_ACTIVITY], b[LOG_ACTIVITY]
    out[BORDER_SLOPE] = np.sqrt(slope)
    out[WEAK_SHARE] = border[WEAK] / length
    out[SLOPE_CONTRAST] = np.log(slope + ONE) - max(a[LOG_SLOPE], b[LOG_SLOPE])
    out[AREA_A], out[AREA_B] = a[LOG_AREA], b[LOG_AREA]
    out[BORDER_SHARE_A] = TWO * length / a_sums[PERIMETER]
    out[BORDER_SHARE_B] = TWO * np.sqrt(length / b_sums[PERIMETER])
    # the edge of the picture is part of the perimeter, so the perimeter of the union is never 0
    out[SHAPE_CHANGE] = shape_of(together, area + other) - b[LOG_SHAPE]
    out[LEAF_COLOUR] = border[COLOUR_STEP] / length
    out[LEAF_COLOUR_CODES] = border[COLOUR_CODES_STEP] / length
    out[LEAF_TEXTURE_CODES] = border[TEXTURE_STEP] / length
    out[BORDER_RELIEF] = border[RELIEF] / length
    out[STRONG_SHARE] = border[STRONG] / length
