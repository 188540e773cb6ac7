"""The arrays that the loops share while they merge regions. All of them are overwritten."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.regions.network import Network

DEAD = np.float32(-1)
"""The length of a border that no longer exists."""


class Parts(NamedTuple):
    """The n regions. The rows of regions that were merged into others are no longer used.

    Attributes:
        sums: float32 (n, REGION_SUMS).
        derived: float32 (n, DERIVED).
        votes: float32 (n, v + 1), the pixels that vote for each of v regions of the previous frame, and their total.
    """

    sums: NDArray[np.float32]
    derived: NDArray[np.float32]
    votes: NDArray[np.float32]


class Borders(NamedTuple):
    """The m borders, and a linked list of them for each region. Border e has the items 2 e and 2 e + 1, one per side.

    Attributes:
        ends: int32 (m, 2), the two regions.
        sums: float32 (m, BORDER_SUMS). A length of DEAD marks a border that no longer exists.
        heads: int32 (n,), the first item of each region; -1 for none.
        following: int32 (2 m,), the next item.
        mine: int32 (n,), the border between the merged region and each other one during a merge, otherwise -1.
    """

    ends: NDArray[np.int32]
    sums: NDArray[np.float32]
    heads: NDArray[np.int32]
    following: NDArray[np.int32]
    mine: NDArray[np.int32]


class Queue(NamedTuple):
    """The borders that are left, as a binary heap with the lowest score on top.

    Attributes:
        heap: int32 (m,), borders.
        places: int32 (m,), the place of each border in the heap.
        scores: float32 (m,), the score of each border.
    """

    heap: NDArray[np.int32]
    places: NDArray[np.int32]
    scores: NDArray[np.float32]


class Scratch(NamedTuple):
    """Memory for scoring.

    Attributes:
        lanes: float32 (2, LANES).
        features: float32 (FEATURES,).
        hidden: float32 (u,), one for each hidden unit of the network.
    """

    lanes: NDArray[np.float32]
    features: NDArray[np.float32]
    hidden: NDArray[np.float32]


class Scoring(NamedTuple):
    """What a score depends on in addition to the two regions.

    Attributes:
        network: the weights.
        picture: float32 (3,), the features of the picture.
        memory: weight of the votes of the previous frame in a score; 0 if there are none.
        pixels: number of pixels of the picture.
    """

    network: Network
    picture: NDArray[np.float32]
    memory: np.float32
    pixels: np.float32


class State(NamedTuple):
    """Everything that merging works on."""

    parts: Parts
    borders: Borders
    queue: Queue
    scoring: Scoring
    scratch: Scratch
