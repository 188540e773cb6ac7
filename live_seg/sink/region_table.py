"""The regions of a frame as two files: a 16-bit gray image, and a table in JSON.

An id may need up to 31 bits, and a gray PNG has 16. So the value of a pixel is the index of its region in the table,
from 0, and the table has the ids:

    {"regions": [
    {"id": 70012, "area": 5120, "box": [40, 8, 80, 64], ...},
    ...
    ]}
"""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Region, Regions

DECIMALS = 3
"""Number of decimals of centroids, in pixels, and of ages, in seconds."""


def indices_of(regions: Regions) -> NDArray[np.uint16]:
    """For each pixel, the index of its region in `Regions.table` and in `table_as_json`: uint16 (H, W)."""
    indices = np.empty(len(regions), np.uint16)
    indices[np.argsort(regions.row_ids)] = np.arange(len(regions))
    # "clip", because it is faster than checking a range that is known
    return np.take(indices, regions.rows, mode="clip")


def table_as_json(regions: Regions) -> str:
    """The table in ascending order of ids, a line for each region, with the attributes of `Region`.

    Colours are hex strings.
    """
    lines = ",\n".join(json.dumps(_as_json(region)) for region in regions.table)
    return f'{{"regions": [\n{lines}\n]}}\n'


def _as_json(region: Region) -> dict[str, object]:
    blue, green, red = region.colour
    changed = {
        "centroid": [round(place, DECIMALS) for place in region.centroid],
        "colour": f"#{red:02x}{green:02x}{blue:02x}",
        "age": round(region.age, DECIMALS),
    }
    return asdict(region) | changed
