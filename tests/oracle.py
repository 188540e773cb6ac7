"""Slow reference implementations: textbook formulas in float64, without any code of the package."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Points = NDArray[np.floating[Any]]

# IEC 61966-2-1: linear sRGB to CIE XYZ, and the white point D65
XYZ_OF_RGB = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.0890])
EDGE = 6 / 29


def squared_distances(points: Points, centroids: Points) -> NDArray[np.float64]:
    """Squared distances of N points to k centroids: (N, k)."""
    columns = [((points.astype(np.float64) - centroid.astype(np.float64)) ** 2).sum(axis=1) for centroid in centroids]
    return np.stack(columns, axis=1)


def nearest(points: Points, centroids: Points) -> NDArray[np.intp]:
    """The index of the nearest centroid for each point. At equal distances the lowest index wins."""
    labels: NDArray[np.intp] = squared_distances(points, centroids).argmin(axis=1)
    return labels


def wcss(points: Points, centroids: Points) -> float:
    """The within-cluster sum of squares: squared distances to the nearest centroids, summed."""
    return float(squared_distances(points, centroids).min(axis=1).sum())


def lloyd_step(points: Points, centroids: Points) -> NDArray[np.float64]:
    """Move each centroid to the mean of the points nearest to it. A centroid without points stays."""
    labels = nearest(points, centroids)
    moved = centroids.astype(np.float64)
    for index in np.unique(labels):
        moved[index] = points[labels == index].mean(axis=0, dtype=np.float64)
    return moved


def lab_of_bgr(bgr: Bytes) -> NDArray[np.float64]:
    """Convert sRGB bytes (..., 3) in BGR order to CIELAB."""
    rgb = bgr[..., ::-1] / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ XYZ_OF_RGB.T / WHITE
    f = np.where(xyz > EDGE**3, np.cbrt(xyz), xyz / (3 * EDGE**2) + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def bgr_of_lab(lab: Points) -> NDArray[np.float64]:
    """Convert CIELAB to sRGB in BGR order: 0 to 255, clipped, not rounded."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    xyz = np.where(f > EDGE, f**3, 3 * EDGE**2 * (f - 4 / 29)) * WHITE
    linear = np.clip(xyz @ np.linalg.inv(XYZ_OF_RGB).T, 0, 1)
    rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    result: NDArray[np.float64] = rgb[..., ::-1] * 255
    return result


def noise(height: int, width: int, seed: int = 0) -> Bytes:
    """A picture of random pixels: uint8 (H, W, 3)."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def stripes(*colours: tuple[int, int, int], height: int = 48, width: int = 64) -> Bytes:
    """Vertical stripes of flat colours, of equal width as far as the size allows: uint8 (H, W, 3)."""
    which = np.arange(width) * len(colours) // width
    return np.ascontiguousarray(np.broadcast_to(np.array(colours, np.uint8)[which], (height, width, 3)))


def scene(light: float = 1.0, height: int = 90, width: int = 160) -> Bytes:
    """A room as a camera sees it: gradients, a red and a green rectangle, sensor noise. `light` scales all of it."""
    y, x = np.mgrid[:height, :width] / np.array([height, width])[:, None, None]
    room = np.stack([190 * x, 60 + 180 * y, 180 - 80 * x + 45 * y], axis=-1)
    room[height // 5 : height // 2, width // 5 : width // 2] = (40, 40, 220)
    room[2 * height // 3 : 9 * height // 10, 5 * width // 8 : 7 * width // 8] = (30, 200, 60)
    room += np.random.default_rng(0).normal(0, 5, room.shape)
    return np.clip(room * light, 0, 255).astype(np.uint8)


def lab_on_grid(bgr: Bytes) -> NDArray[np.float32]:
    """Convert BGR (N, 3) to L*a*b* as live_seg rounds it: light to 16384 levels, features to 1/8, all in float32."""
    f32 = np.float32
    byte, level, edge = np.arange(256) / 255, np.arange(16_385) / 16_384, 6 / 29
    light_of_byte = (np.where(byte <= 0.04045, byte / 12.92, ((byte + 0.055) / 1.055) ** 2.4) * 16_384).astype(f32)
    eighths_of_level = (8 * np.where(level > edge**3, np.cbrt(level), level / (3 * edge**2) + 4 / 29)).astype(f32)
    b, g, r = light_of_byte[bgr].T
    matrix = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
    rows = (matrix / matrix.sum(axis=1, keepdims=True)).astype(f32)
    x, y, z = (
        eighths_of_level[(g + red * (r - g) + blue * (b - g) + f32(0.5)).astype(np.int32)] for red, _, blue in rows
    )
    eighths = np.stack([f32(116) * y - f32(128), f32(500) * (x - y), f32(200) * (y - z)], axis=-1)
    return np.asarray(np.rint(eighths) / f32(8), f32)
