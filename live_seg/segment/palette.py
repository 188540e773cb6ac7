"""The palette: the few colours that a frame is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.colour_space import colours_of, features_of, on_grid
from live_seg.segment.lloyd import clusters_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace

# The text has the page's own colour, and the frame one between black and white: both show on light and dark pages.
SWATCH = (
    '<div style="font-family: monospace; text-align: center">'
    '<div style="width: 84px; height: 48px; border: 1px solid #888; border-radius: 4px; background: {colour}"></div>'
    "<div>{label}</div><div>{colour}</div><div>{share}</div></div>"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Palette:
    """Clusters of colour, in the order of their labels.

    `centroids`: float32 (k, 3) in the feature space, multiples of 1/8. `colours`: uint8 (k, 3) BGR. `shares`:
    float32 (k,), each cluster's part of the frame, measured on the sample; they sum to 1, and a cluster that the frame
    has no colour of has 0. `inertia`: the sum of squared distances of the sample to its nearest centroids (WCSS).
    `fitted_on`: index of the frame that it was last fitted to, or first used on where it was given. k is smaller than
    asked for where the frames so far have had fewer colours. All arrays are read-only.
    In Jupyter it shows itself as swatches.
    """

    centroids: NDArray[np.float32]
    colours: NDArray[np.uint8]
    shares: NDArray[np.float32]
    inertia: float
    fitted_on: int

    def __post_init__(self) -> None:
        for array in (self.centroids, self.colours, self.shares):
            array.flags.writeable = False

    @property
    def hex_colours(self) -> tuple[str, ...]:
        """The colours as on the web, like `"#d8d4cc"`, in the order of their labels."""
        return tuple(f"#{r:02x}{g:02x}{b:02x}" for b, g, r in self.colours.tolist())

    def __repr__(self) -> str:
        return f"<Palette: {', '.join(f'{colour} {share}' for colour, share in self._shown())}>"

    def _repr_html_(self) -> str:
        """What Jupyter shows: each colour above its label, its name on the web and its share of the frame."""
        swatches = "".join(
            SWATCH.format(label=label, colour=colour, share=share)
            for label, (colour, share) in enumerate(self._shown())
        )
        return f'<div style="display: flex; flex-wrap: wrap; gap: 10px">{swatches}</div>'

    def _shown(self) -> list[tuple[str, str]]:
        return [(colour, f"{share:.1%}") for colour, share in zip(self.hex_colours, self.shares, strict=True)]


def measured_palette(
    sample: NDArray[np.uint8], centroids: NDArray[np.floating], space: ColourSpace, fitted_on: int
) -> Palette:
    """The palette of centroids (k, 3), put on the grid, and what a frame's sample, uint8 (h, w, 3), has of each."""
    clusters = clusters_of(features_of(sample.reshape(-1, 3), space), on_grid(centroids))
    return Palette(
        centroids=clusters.centroids,
        colours=colours_of(clusters.centroids, space),
        shares=(clusters.counts / len(clusters.points)).astype(np.float32),
        inertia=clusters.inertia,
        fitted_on=fitted_on,
    )
