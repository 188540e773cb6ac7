"""A row of the table of statistics."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A segment or a region in a frame. If it has no pixels, its colour and position are None.

    Attributes:
        frame: index of the frame, from 0.
        name: name of the frame in files, without a suffix. Bytes that are not UTF-8 are escaped.
        time: seconds.
        kind: "segment" or "region".
        label: the segment's label, or the label that most pixels of the region have.
        id: the region's id, or the segment's label.
        area: number of pixels.
        share: share of the frame, 0 to 1.
        colour: mean of blue, green and red of the pixels, each rounded to the nearest whole number, as a hex string.
        L: lightness of `colour` in CIELAB, 0 to 100.
        a: green to red of `colour` in CIELAB.
        b: blue to yellow of `colour` in CIELAB.
        x: column of the centre of mass, in pixels; the centre of the first pixel is 0.
        y: row of the centre of mass.
        left: first column.
        top: first row.
        width: width of the bounding box, in pixels.
        height: height of the bounding box, in pixels.
        changed: number of its pixels that had another label in the previous frame; for a region, another id. None
            where a scene begins, the size of the frames changes, or the previous frame is missing.
        cut: whether a scene begins with the frame: the first one, or the first after a cut. If that frame is missing,
            no frame has the mark.
    """

    frame: int
    name: str
    time: float
    kind: str
    label: int
    id: int
    area: int
    share: float
    colour: str | None
    L: float | None
    a: float | None
    b: float | None
    x: float | None
    y: float | None
    left: int | None
    top: int | None
    width: int
    height: int
    changed: int | None
    cut: bool
