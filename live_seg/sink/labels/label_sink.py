"""The sink for labels: what all formats of label files have in common."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from live_seg.errors import SinkError
from live_seg.label_files.record import DIGITS
from live_seg.segment import Segmentation
from live_seg.sink.failures import Failures


class LabelWriter(Protocol):
    """Writes one format of label files. `LabelSink` calls it in the right order.

    All methods raise `SinkError` or `OSError` if something cannot be written.
    """

    @property
    def partial(self) -> Path:
        """The path that it writes to until the file gets its name."""

    @property
    def sizes_may_differ(self) -> bool:
        """Whether the frames of a file may differ in size."""

    def add(self, segmentation: Segmentation, /) -> None:
        """Write the next frame. Either all frames of a file have regions, or none."""

    def finish(self, end: Fraction | None, /) -> None:
        """Write what comes after the last frame, and close the file. There is at least one frame.

        Args:
            end: time at which the last frame ends, in seconds; None for one frame interval.
        """

    def release(self) -> None:
        """Close what is open, without writing. May be called again, also after `finish`."""

    def publish(self) -> None:
        """Give the finished file its name."""

    def discard(self) -> None:
        """Remove the file, for when no frame was written to it."""


class LabelSink:
    """Writes labels, palettes and regions to a label file, exactly as they are.

    Either all frames have regions, or none. In most formats all frames must have the same size.

    Args:
        path: the file, for messages.
        writer: writes the format of the file.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(self, path: Path, writer: LabelWriter) -> None:
        self._path = path
        self._writer = writer
        self._first: tuple[tuple[int, int], bool] | None = None
        self._is_open = self._works = True
        self._failures = Failures()

    def write(self, segmentation: Segmentation) -> None:
        """Write the labels of a frame, its palette, and its regions if there are any.

        Raises:
            SinkError: the file is closed or cannot be written, or the frame does not match the first one.
        """
        if not self._is_open:
            raise SinkError(f"cannot write {self._path}: it is closed")
        if not self._works:
            raise SinkError(f"cannot write {self._path}: an earlier write failed")
        with self._failures.noted():
            this = self._checked(segmentation)
            self._works = False
            with self._errors():
                self._writer.add(segmentation)
            self._works = True
            self._first = self._first or this

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # each frame is whole
        """Finish the file and give it its name. After a failure, `abandon` instead. May be called again."""
        if not self._is_open:
            return
        if self._failures.any:
            self.abandon()
            return
        self._is_open = False
        if self._first is None:
            self._writer.release()
            self._writer.discard()
            return
        try:
            with self._errors():
                self._writer.finish(end)
        finally:
            self._writer.release()
        self._writer.publish()

    def abandon(self) -> Path | None:
        """Close after a failure: what was written stays under its partial name. May be called again."""
        if self._is_open:
            self._is_open = False
            if self._works and self._first is not None:
                with suppress(SinkError, OSError):
                    self._writer.finish(None)
            self._writer.release()
        if self._first is None:
            self._writer.discard()
        return self._writer.partial if self._writer.partial.exists() else None

    def _checked(self, segmentation: Segmentation) -> tuple[tuple[int, int], bool]:
        """The width and height of a frame, and whether it has regions, if both match the first frame."""
        height, width = segmentation.labels.shape
        this = (width, height), segmentation.regions is not None
        first = self._first or this
        if this[0] != first[0] and not self._writer.sizes_may_differ:
            raise SinkError(
                f"cannot write {self._path}: frame {segmentation.frame.index} is {width}x{height}, and the first one "
                f"is {first[0][0]}x{first[0][1]}; write to a folder, where sizes may differ"
            )
        if this[1] != first[1]:
            has, had = ("has", "has none") if this[1] else ("has no", "has some")
            raise SinkError(
                f"cannot write {self._path}: frame {segmentation.frame.index} {has} regions, and the first one {had}"
            )
        time = segmentation.frame.time
        if max(abs(time.numerator), time.denominator) >= 10**DIGITS:
            raise SinkError(
                f"cannot write {self._path}: the time of frame {segmentation.frame.index} has more than {DIGITS} digits"
            )
        return this

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn an error of the system into a `SinkError` that says where and why."""
        try:
            yield
        except OSError as error:
            why = "no space left on the disk" if error.errno == errno.ENOSPC else error.strerror or str(error)
            raise SinkError(f"writing {self._path} failed: {why}") from error
