"""Which pixels of a sample lie inside an area of one colour, and not at its edge, where the colours of two mix.

Mixtures are colours that a scene does not have. A thousand of them weigh as much as a small thing in a colour of its
own, so the number of colours is judged without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAINT = 8
"""Levels that neighbours may differ by anywhere: the noise and the coding of a good camera."""
USUAL = 1.5
"""Times the median difference of the picture that they may differ by in noise and texture."""
NEIGHBOURHOOD = np.ones((3, 3), np.uint8)


def insides(bgr: NDArray[np.uint8], height: int, width: int) -> NDArray[np.bool_]:
    """Look at each cell of a frame, uint8 (H, W, 3), that a sample of (height, width) is made of.

    Returns:
        bool (height, width), at least half of them True.
    """
    lightest, darkest = cv2.dilate(bgr, NEIGHBOURHOOD), cv2.erode(bgr, NEIGHBOURHOOD)
    channels = cv2.split(cv2.subtract(lightest, darkest))
    difference = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    cells = np.asarray(cv2.resize(difference, (width, height), interpolation=cv2.INTER_AREA))
    return np.asarray(cells <= max(FAINT, USUAL * float(np.median(cells))))
