"""The palette: the clusters of a frame's colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import ColourSpace
from live_seg.segment.colour_space import colours_of, on_grid
from live_seg.segment.lloyd import assign

# The text takes the page's colour, and the border is gray: both can be seen on light and on dark pages.
SWATCH = (
    '<div style="font-family: monospace; text-align: center">'
    '<div style="width: 84px; height: 48px; border: 1px solid #888; border-radius: 4px; background: {colour}"></div>'
    "<div>{label}</div><div>{colour}</div><div>{share}</div></div>"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Palette:
    """The clusters of a frame's colours, in the order of their labels.

    In Jupyter a palette shows itself as swatches.

    Args:
        centroids: float32 (k, 3) in the feature space, multiples of 1/8. k is smaller than asked for where the frames
            so far had fewer colours.
        colours: uint8 (k, 3), BGR.
        shares: float32 (k,), each cluster's share of the frame, measured on the sample. They sum to 1; a cluster with
            no pixels has 0.
        inertia: the sum of squared distances of the sample's pixels to their nearest centroids (WCSS).
        fitted_on: index of the frame that it was last fitted to; of a given palette, of the first frame it was used on.

    The arrays are kept as read-only views.
    """

    centroids: NDArray[np.float32]
    colours: NDArray[np.uint8]
    shares: NDArray[np.float32]
    inertia: float
    fitted_on: int

    def __post_init__(self) -> None:
        for name in ("centroids", "colours", "shares"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def hex_colours(self) -> tuple[str, ...]:
        """The colours as hex strings, like `"#d8d4cc"`, in the order of their labels."""
        return tuple(f"#{r:02x}{g:02x}{b:02x}" for b, g, r in self.colours.tolist())

    def __repr__(self) -> str:
        return f"<Palette: {', '.join(f'{colour} {share}' for colour, share in self._shown())}>"

    def _repr_html_(self) -> str:
        """What Jupyter shows: each colour above its label, its hex string and its share of the frame."""
        swatches = "".join(
            SWATCH.format(label=label, colour=colour, share=share)
            for label, (colour, share) in enumerate(self._shown())
        )
        return f'<div style="display: flex; flex-wrap: wrap; gap: 10px">{swatches}</div>'

    def _shown(self) -> list[tuple[str, str]]:
        return [(colour, f"{share:.1%}") for colour, share in zip(self.hex_colours, self.shares, strict=True)]


def measured_palette(
    points: NDArray[np.float32], centroids: NDArray[np.floating], space: ColourSpace, fitted_on: int
) -> Palette:
    """The palette of centroids (k, 3), rounded to the grid, with their shares of a sample's points (N, 3)."""
    clusters = assign(points, on_grid(centroids))
    return Palette(
        centroids=clusters.centroids,
        colours=colours_of(clusters.centroids, space),
        shares=(clusters.counts / len(clusters.points)).astype(np.float32),
        inertia=clusters.inertia,
        fitted_on=fitted_on,
    )
