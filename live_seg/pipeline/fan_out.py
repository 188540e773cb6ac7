"""One stream of segmentations to any number of sinks."""

from __future__ import annotations

from fractions import Fraction
from typing import Self

from live_seg.errors import LiveSegError
from live_seg.pipeline.writer import Writer
from live_seg.segment import Segmentation
from live_seg.sink import Sink


class FanOut:
    """Hands each segmentation to a number of sinks, each with a thread and a queue of its own.

    A sink that fails is always abandoned, and the others continue. `failures` lists what went
    wrong; `is_lost` is true if no sink is left.

    A block that ends normally closes the sinks that are still open. If the block raises, they are abandoned, and notes
    on the error say where their partial files are.
    """

    def __init__(self) -> None:
        self._writers: list[Writer] = []
        self._reported: set[Writer] = set()

    def add(self, sink: Sink, *, depth: int, drops: bool = False) -> Writer:
        """Add a sink, from the next segmentation on.

        Args:
            sink: the sink, which nobody else may use from now on.
            depth: how many segmentations may wait for it.
            drops: whether segmentations are dropped, and counted, when the queue is full; otherwise `put` waits.
        """
        writer = Writer(sink, depth, drops=drops)
        self._writers.append(writer)
        return writer

    @property
    def is_lost(self) -> bool:
        """Whether there were sinks, and all of them have failed."""
        return bool(self._writers) and all(writer.failure for writer in self._writers)

    @property
    def failures(self) -> tuple[LiveSegError, ...]:
        """The errors of failed sinks, in the order in which the sinks were added."""
        return tuple(writer.failure for writer in self._writers if writer.failure)

    def new_failures(self) -> list[LiveSegError]:
        """Failures since the last call."""
        failed = [writer for writer in self._writers if writer.failure and writer not in self._reported]
        self._reported.update(failed)
        return [writer.failure for writer in failed if writer.failure]

    def wait_for_room(self, timeout: float) -> bool:
        """Wait until `put` would return at once, for a caller that has other work between waits.

        Args:
            timeout: seconds to wait for each sink.

        Returns:
            Whether there is room.
        """
        return all(writer.wait_for_room(timeout) for writer in self._writers)

    def put(self, segmentation: Segmentation) -> None:
        """Hand over a segmentation to every sink. Its arrays must not change afterwards."""
        for writer in self._writers:
            writer.put(segmentation)

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:
        """Close all sinks in parallel, and wait for them. May be called again.

        If a signal interrupts this, the sinks that are still open are abandoned.

        Args:
            whole: False if the stream was stopped early.
            end: time at which the last frame ends, in seconds; None if unknown.

        Raises:
            Exception: an error of a sink that is not a `LiveSegError`, once all sinks have ended.
        """
        for writer in self._writers:
            writer.finish(whole=whole, end=end)
        crashes = []
        try:
            for writer in self._writers:
                try:
                    writer.join()
                except Exception as crash:  # the other sinks are finished first
                    if not writer.is_over:  # not from the sink: a signal handler has raised it
                        raise
                    crashes.append(crash)
        except BaseException as interrupt:
            self._abandon(interrupt)
            raise
        if crashes:
            raise crashes[0]

    def _abandon(self, error: BaseException) -> None:
        """Abandon the sinks that are still open, and say in notes on an error where their partial files are."""
        abandoned = [writer for writer in self._writers if not writer.is_over]
        for writer in abandoned:
            writer.abandon()
        for writer in abandoned:
            while not writer.is_over:
                try:
                    writer.join()
                except BaseException:  # noqa: BLE001, S112  # another interrupt: a running write cannot be aborted
                    continue
            if writer.partial:
                error.add_note(f"what was written is in {writer.partial}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self.close()
        else:
            self._abandon(error)
