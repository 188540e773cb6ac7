"""The weights of a small network that gives log odds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Network(NamedTuple):
    """The weights of a network with one hidden layer of rectified linear units and direct connections to the output.

    Attributes:
        hidden: float32 (inputs, n), from the inputs to the hidden units.
        hidden_bias: float32 (n,).
        output: float32 (n,), from the hidden units to the output.
        direct: float32 (inputs,), from the inputs to the output.
        bias: float32 (1,).
    """

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    direct: NDArray[np.float32]
    bias: NDArray[np.float32]
