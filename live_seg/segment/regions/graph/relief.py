"""The relief of a working picture: how likely each pixel is to lie on a border, learned from borders that people drew.

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
from live_seg.kernels.regions.network import Network
from live_seg.kernels.regions.relief import CUES, INPUTS, LEVELS
from live_seg.segment.regions.graph.working_picture import WorkingPicture, blurred, with_edges

LEAST = -7.0
"""The lowest log odds. Lower values carry no more information, and would dominate the mean along a border."""


def cues_of(picture: WorkingPicture) -> NDArray[np.float32]:
    """The cues of each pixel at all levels: float32 (INPUTS, h, w), those of the first level first."""
    height, width = picture.gradient.shape
    out = np.empty((INPUTS, height, width), np.float32)
    channels = np.concatenate([picture.smooth, blurred(picture.roughness)])
    kernels.measure_cues(with_edges(channels), out[:CUES])
    for level in range(1, LEVELS):
        channels = np.stack([cv2.pyrDown(channel) for channel in channels])
        cues = np.empty((CUES, *channels.shape[1:]), np.float32)
        kernels.measure_cues(with_edges(channels), cues)
        for cue, plane in enumerate(cues, level * CUES):
            cv2.resize(plane, (width, height), dst=out[cue], interpolation=cv2.INTER_LINEAR)
    return out


def relief_of(picture: WorkingPicture, network: Network) -> NDArray[np.float32]:
    """The log odds that each pixel lies on the border of an object: float32 (h, w), at least `LEAST`."""
    out = np.empty(picture.gradient.shape, np.float32)
    kernels.weigh(read_only(cues_of(picture)), network, np.float32(LEAST), out)
    return out
