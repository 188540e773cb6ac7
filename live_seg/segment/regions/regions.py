"""The regions of one frame: an id for every pixel, and a table with a row for each region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field, fields
from functools import partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import whole_number
from live_seg.buffers import Buffers, read_only
from live_seg.errors import FrameError, described
from live_seg.kernels import local_colours as kernels

Made = TypeVar("Made")

_maps = Buffers()
"""Memory for the maps of ids of all streams."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region: one connected part of a frame.

    Attributes:
        id: the number that identifies the region from frame to frame, from 0.
        area: number of its pixels.
        box: left, top, width and height of its bounding box, in pixels.
        centroid: column and row of its centre of mass, in pixels; the centre of the first pixel is (0.0, 0.0).
        colour: mean blue, green and red of its pixels, 0 to 255.
        label: the label that most of its pixels have.
        neighbours: ids of the regions that share a border with it, in ascending order.
        age: seconds since its id was first assigned, by `Frame.time`; 0 for arrays, which have no time.
    """

    id: int
    area: int
    box: tuple[int, int, int, int]
    centroid: tuple[float, float]
    colour: tuple[int, int, int]
    label: int
    neighbours: tuple[int, ...]
    age: float


@dataclass(frozen=True, slots=True, eq=False)
class RegionColumns:
    """The table of a frame's regions by columns, with a row for each region.

    Attributes:
        id: int32 (n,), in any order.
        area: int64 (n,), pixels.
        box: int32 (n, 4): left, top, width, height.
        centroid: float64 (n, 2): column, row.
        colour: uint8 (n, 3), BGR.
        label: uint8 (n,).
        age: float64 (n,), seconds.
        neighbours: int32 (m, 2), pairs of rows that share a border, the lower row first.
    """

    id: NDArray[np.int32]
    area: NDArray[np.int64]
    box: NDArray[np.int32]
    centroid: NDArray[np.float64]
    colour: NDArray[np.uint8]
    label: NDArray[np.uint8]
    age: NDArray[np.float64]
    neighbours: NDArray[np.int32]

    def __post_init__(self) -> None:
        for column in fields(self):
            object.__setattr__(self, column.name, read_only(getattr(self, column.name)))


class _Once(Generic[Made]):
    """A value that is made on first use. Then the function that made it, and all that it refers to, are released."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._made: Made | None = None
        self._make: Callable[[], Made] | None = make

    def get(self) -> Made:
        """The value. If two threads both make it, they get equal values."""
        make = self._make
        if self._made is None and make is not None:
            self._made = make()
            self._make = None
        assert self._made is not None  # noqa: S101  # `_make` is dropped after `_made` is set
        return self._made


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Regions:
    """The regions of a frame. Every pixel belongs to one, and every region is one 4-connected piece.

    Args:
        rows: uint16 (H, W), C-contiguous, the row of each pixel's region in the table, less than n.
        row_ids: int32 (n,), the id of each row.
        measure: makes the table. It is called when the table is first used, because it takes longer than everything
            else. It reads the frame's pixels, which must not have changed by then.

    The arrays are kept as read-only views.

    Raises:
        FrameError: an array has another dtype or shape, or a row has no name.
    """

    rows: NDArray[np.uint16]
    row_ids: NDArray[np.int32]
    measure: InitVar[Callable[[], RegionColumns]]
    _columns: _Once[RegionColumns] = field(init=False)
    _ids: _Once[NDArray[np.int32]] = field(init=False)

    def __post_init__(self, measure: Callable[[], RegionColumns]) -> None:
        for name, dtype, shape, dimensions in (("rows", np.uint16, "(H, W)", 2), ("row_ids", np.int32, "(n,)", 1)):
            array: object = getattr(self, name)
            if not isinstance(array, np.ndarray) or array.dtype != dtype or array.ndim != dimensions:
                raise FrameError(f"{name} are {described(array)}, expected {np.dtype(dtype)} {shape}")
            object.__setattr__(self, name, read_only(array))
        if self.rows.size and int(self.rows.max()) >= len(self.row_ids):
            raise FrameError(
                f"rows go up to {int(self.rows.max())}, and there are {len(self.row_ids)} row_ids, from row 0"
            )
        object.__setattr__(self, "_columns", _Once(measure))
        object.__setattr__(self, "_ids", _Once(partial(_looked_up, self.rows, self.row_ids)))

    @property
    def ids(self) -> NDArray[np.int32]:
        """int32 (H, W), the id of each pixel's region. The map is made on the first access."""
        return self._ids.get()

    @property
    def columns(self) -> RegionColumns:
        """The table by columns. It is made on the first access."""
        return self._columns.get()

    def __len__(self) -> int:
        return len(self.row_ids)

    @property
    def table(self) -> tuple[Region, ...]:
        """The regions in ascending order of their ids. A new tuple on each access."""
        columns = self.columns
        beside: list[list[int]] = [[] for _ in columns.id]
        ids = columns.id.tolist()
        for one, other in columns.neighbours.tolist():
            beside[one].append(ids[other])
            beside[other].append(ids[one])
        return tuple(
            Region(
                id=ids[row],
                area=int(columns.area[row]),
                box=tuple(columns.box[row].tolist()),
                centroid=tuple(columns.centroid[row].tolist()),
                colour=tuple(columns.colour[row].tolist()),
                label=int(columns.label[row]),
                neighbours=tuple(sorted(beside[row])),
                age=float(columns.age[row]),
            )
            for row in np.argsort(columns.id).tolist()
        )

    def id_at(self, column: int, row: int) -> int:
        """The id of the region at a pixel.

        Raises:
            ConfigError: the pixel is not in the frame.
        """
        height, width = self.rows.shape
        column = whole_number("column", column, 0, width - 1)
        row = whole_number("row", row, 0, height - 1)
        return int(self.row_ids[self.rows[row, column]])

    def __repr__(self) -> str:
        height, width = self.rows.shape
        return f"<Regions: {len(self)} in {width}x{height}>"


def _looked_up(rows: NDArray[np.uint16], row_ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """The id of each pixel's region, int32 (H, W), read-only."""
    height, width = rows.shape
    ids = _maps.take((height, 4 * width)).view(np.int32)
    kernels.look_up(read_only(np.ascontiguousarray(rows).reshape(-1)), row_ids, ids.reshape(-1))
    return read_only(ids)
