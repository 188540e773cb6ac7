"""The first step: learns the relief, which says how likely a pixel is to lie on a border that people draw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.bsds.training.network import Samples, fit
from live_seg.bench.bsds.training.photos import Photo
from live_seg.buffers import read_only
from live_seg.kernels.regions.network import Network
from live_seg.segment.regions.graph.relief import cues_of
from live_seg.segment.regions.graph.working_picture import WorkingPicture, working_colours

SAMPLE = 5000
"""Number of pixels of each photograph that are used for training."""
EPOCHS = 8


def learn_borders(photos: Sequence[Photo], pixels: int, units: int, seed: int) -> Network:
    """Learn the relief from photographs.

    Args:
        photos: the photographs.
        pixels: approximate size of the working picture.
        units: hidden units of the network.
        seed: seed of the choice of pixels and of the fit.
    """
    random = np.random.default_rng(seed)
    parts = [_samples_of(photo, pixels, random) for photo in photos]
    samples = Samples(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    return Network(*map(read_only, fit(samples, units, EPOCHS, seed)))


def _samples_of(photo: Photo, pixels: int, random: np.random.Generator) -> Samples:
    picture = WorkingPicture.of(working_colours(photo.bgr, pixels))
    cues = cues_of(picture)
    size = cues[0].size
    chosen = random.choice(size, min(SAMPLE, size), replace=False)
    share = share_of_borders(photo.drawn_at(*cues[0].shape))
    return Samples(cues.reshape(len(cues), size).T[chosen], share.reshape(-1)[chosen], np.ones(len(chosen), np.float32))


def share_of_borders(drawn: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The share of people who drew a border beside each pixel, on any side: drawn (people, h, w), float32 (h, w)."""
    borders = np.zeros(drawn.shape, np.bool_)
    across, along = drawn[:, :, 1:] != drawn[:, :, :-1], drawn[:, 1:] != drawn[:, :-1]
    borders[:, :, 1:] |= across
    borders[:, :, :-1] |= across
    borders[:, 1:] |= along
    borders[:, :-1] |= along
    return np.asarray(borders.mean(axis=0), np.float32)
