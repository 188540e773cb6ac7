"""A folder of masks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from live_seg.errors import ConfigError, SinkError
from live_seg.segment import Segmentation
from live_seg.sink.failures import Failures
from live_seg.sink.image import SUFFIXES as IMAGES
from live_seg.sink.masks.bilevel_png import bilevel_png
from live_seg.sink.output_folder import FrameNames, OutputFolder, by_number, check_output_folder
from live_seg.view.picks import Picker, mask_of

OF_FILES = {*IMAGES, ".gif", ".json", ".csv", ".parquet"}
"""Suffixes that the name of a new folder cannot have: they are of files that people may expect."""


class MasksSink:
    """Writes masks as PNG files with one bit for each pixel: white inside the mask, black elsewhere.

    Without a picker there is a mask for each label of the palette, `NAME-03.png`, which is black if a segment has no
    pixels; with regions there is one for each region instead, `NAME-r000017.png`. With a picker there is one mask for
    each frame, `NAME.png`.

    Args:
        folder: the folder, which need not exist.
        names: gives NAME, the name of a frame.
        picker: says what is picked in each segmentation; None for a separate mask of each segment or region.
        overwrite: whether files in an existing folder may be replaced.

    Raises:
        OutputExistsError: the folder has files, and they may not be replaced.
        SinkError: there is a file at the path, or the parent folder does not exist.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(
        self,
        folder: str | os.PathLike[str],
        names: FrameNames = by_number,
        picker: Picker | None = None,
        *,
        overwrite: bool = False,
    ) -> None:
        self._path = Path(folder)
        self._names = names
        self._picker = picker
        self._overwrite = overwrite
        self._folder: OutputFolder | None = None
        self._is_open = True
        self._failures = Failures()
        check_output_folder(self._path, overwrite=overwrite)

    def write(self, segmentation: Segmentation) -> None:
        """Write the masks of a segmentation.

        Raises:
            SinkError: a file cannot be written.
        """
        if not self._is_open:
            raise SinkError(f"cannot write in {self._path}: it is closed")
        with self._failures.noted():
            self._write(segmentation)

    def _write(self, segmentation: Segmentation) -> None:
        name = self._names(segmentation.frame.index)
        masks = self._masks_of(segmentation)
        if self._folder is None:
            self._folder = OutputFolder(self._path, overwrite=self._overwrite)
        for ending, mask in masks:
            file = self._folder.partial / f"{name}{ending}.png"
            try:
                file.write_bytes(bilevel_png(mask))
            except OSError as error:
                raise SinkError(f"cannot write {file}: {error.strerror}") from error

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # every mask is whole
        """Give the folder its name. After a failure, `abandon` instead."""
        if self._failures.any:
            self.abandon()
            return
        if self._is_open and self._folder is not None:
            self._is_open = False
            self._folder.publish()
        self._is_open = False

    def abandon(self) -> Path | None:
        """Leave the masks so far under the partial name of the folder."""
        self._is_open = False
        return self._folder.partial if self._folder is not None and self._folder.partial.exists() else None

    def _masks_of(self, segmentation: Segmentation) -> Iterator[tuple[str, NDArray[Any]]]:
        """The ending of each mask's name, and the mask: (H, W), not 0 inside."""
        if self._picker is not None:
            picked = self._picker(segmentation)
            return iter([("", mask_of(segmentation, picked))])
        if segmentation.regions is not None:
            rows = segmentation.regions.rows
            return ((f"-r{name:06d}", rows == row) for row, name in enumerate(segmentation.regions.row_ids.tolist()))
        labels = segmentation.labels
        return ((f"-{label:02d}", labels == label) for label in range(len(segmentation.palette.colours)))


def check_masks_output(folder: Path, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that masks may be written in a folder, before any work is done for them.

    Raises:
        ConfigError: the name is that of a file, or one of the inputs is in the folder.
        SinkError: there is a file at the path, the parent folder does not exist, or the folder has files that may not
            be replaced.
    """
    if folder.suffix.lower() in OF_FILES and not folder.is_dir():
        raise ConfigError(f"masks is {folder}, which looks like a file; masks go into a folder, such as masks/")
    for given in inputs:
        if folder.resolve() == Path(given).resolve().parent:
            raise ConfigError(f"masks is {folder}, and the input {given} is in it; choose another folder")
    check_output_folder(folder, overwrite=overwrite)
