"""What a pointer does on a picture: a click on a pixel, or a box that is drawn by dragging."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Click:
    """A click.

    Attributes:
        column: column of the pixel.
        row: row of the pixel.
        adds: whether Shift was held.
    """

    column: int
    row: int
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A box between the place where a button was pressed and the place where it was released.

    Attributes:
        left: its first column.
        top: its first row.
        right: the column after its last one.
        bottom: the row after its last one.
        adds: whether Shift was held.
    """

    left: int
    top: int
    right: int
    bottom: int
    adds: bool = False
