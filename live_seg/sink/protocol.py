"""What every sink promises: where results go, one kind of output a sink."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Protocol

from live_seg.segment import Segmentation


class Sink(Protocol):
    """Takes segmentations in the order of their frames, and writes them in its own form.

    A sink that needs pictures has a view of its own: a function from a `Segmentation` to uint8 (H, W, 3) BGR, or
    (H, W, 4) BGRA where its output has an alpha channel.

    - A sink checks its output when it is made, and raises `ConfigError` (a wrong name) or `SinkError` (nothing can be
      written there; `OutputExistsError` where an output may not be replaced).
    - An output appears under its name when the sink is closed, whole or not at all. Until then it has another name.
    - A sink that nothing was written to leaves nothing behind.
    - After a failed write or close, `close` publishes nothing: it does what `abandon` does.
    - `close` and `abandon` may be called again, and after each other: the later call does nothing.
    - Writing to a closed sink raises `SinkError`.
    - A sink starts no threads. One thread at a time may use it.
    """

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the results so that they fit the output, one line each."""

    @property
    def losses(self) -> tuple[str, ...]:
        """What was written but is missing from the finished output, one line each."""

    def write(self, segmentation: Segmentation, /) -> None:
        """Take the next segmentation.

        Raises:
            SinkError: the output cannot be written, for instance because the disk is full.
        """

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:
        """Finish the output and give it its name. After a failure, do what `abandon` does instead.

        Args:
            whole: False if the stream was stopped early.
            end: time at which the last frame ends, in seconds on the clock of the frames; None for one frame interval.

        Raises:
            SinkError: the output cannot be finished.
        """

    def abandon(self) -> Path | None:
        """Give up after a failure. The final name is left alone; what was written stays under its partial name.

        Returns:
            The partial file, or None if there is none.
        """
