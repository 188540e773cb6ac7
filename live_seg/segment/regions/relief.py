"""The relief of a working picture: the likelihood of a border at each pixel, learned from borders that people drew.

The cues are changes of lightness, chroma and texture at four scales, as in Martin, Fowlkes and Malik, "Learning to
detect natural image boundaries using local brightness, color, and texture cues", PAMI 2004; differences in a Gaussian
pyramid replace those between half-discs.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import relief as kernels
from live_seg.kernels.regions.relief import CUES, PixelNetwork
from live_seg.segment.regions.working_picture import BLUR, WorkingPicture

LEVELS = 4
"""Levels of the pyramid, each half the size of the one before."""
LEAST = -7.0
"""The lowest log odds. Lower values mean nothing more, and would outweigh the others in a mean along a border."""


def cues_of(picture: WorkingPicture) -> list[NDArray[np.float32]]:
    """The cues of each level at the working size: four of float32 (h, w, CUES)."""
    height, width = picture.lab.shape[:2]
    rough = np.empty((height, width, 2), np.float32)
    kernels.texture_channels(read_only(picture.lab), np.float32(picture.scale), rough)
    smooth = picture.smooth
    texture = np.asarray(cv2.GaussianBlur(rough, *BLUR, borderType=cv2.BORDER_REFLECT_101), np.float32)
    levels = []
    for level in range(LEVELS):
        if level:
            smooth, texture = _halved(smooth), _halved(texture)
        cues = np.empty((*smooth.shape[:2], CUES), np.float32)
        kernels.measure_cues(read_only(smooth), read_only(texture), cues)
        if level:
            cues = np.asarray(cv2.resize(cues, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
        levels.append(cues)
    return levels


def relief_of(picture: WorkingPicture, network: PixelNetwork) -> NDArray[np.float32]:
    """The log odds that each pixel lies on the border of a thing: float32 (h, w), at least `LEAST`."""
    out = np.empty(picture.gradient.shape, np.float32)
    one, two, three, four = map(read_only, cues_of(picture))
    kernels.weigh(one, two, three, four, network, np.float32(LEAST), out)
    return out


def _halved(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.pyrDown(picture), np.float32)
