"""Pick tracking: picked segments stay picked when the palette gets another size."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from live_seg.segment import Palette


def carried(picked: frozenset[int], before: Palette, now: Palette) -> frozenset[int]:
    """The picked labels in a new palette.

    When the palette grows, labels stay and one cluster is split. When it shrinks, two clusters are merged and the last
    label takes the place that becomes free, so that each pick moves to the nearest centroid.
    """
    if len(now.colours) >= len(before.colours):
        return picked
    chosen = before.centroids[sorted(label for label in picked if label < len(before.colours))]
    distances = ((chosen[:, None] - now.centroids[None]) ** 2).sum(axis=2)
    return frozenset(distances.argmin(axis=1).tolist()) if len(chosen) else frozenset()
