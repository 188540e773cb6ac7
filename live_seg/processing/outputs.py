"""The outputs of a job besides its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from live_seg.errors import ConfigError
from live_seg.frame import StreamInfo
from live_seg.sink import Sink
from live_seg.sink.output_folder import FrameNames, by_number
from live_seg.sink.palette import PaletteSink, check_palette_output


@dataclass(frozen=True, slots=True)
class Outputs:
    """Which outputs a job has besides its pictures, and where they go. Each is None if it is not wanted.

    Args:
        palette: file for the palette of the last frame; its suffix says in which format.
    """

    palette: Path | None = None

    def check(self, inputs: Sequence[str], *, overwrite: bool) -> None:
        """Check that the outputs may be written, before any work is done for them.

        Args:
            inputs: files that must not be replaced.
            overwrite: whether other existing files may be replaced.

        Raises:
            ConfigError: an output has a wrong name, or is an input.
            SinkError: its folder does not exist, or it exists and may not be replaced.
        """
        if self.palette is not None:
            check_palette_output(self.palette, inputs, overwrite=overwrite)

    def check_images(self, count: int) -> None:
        """Check that the outputs can hold the results of this many images, each with a palette of its own.

        Raises:
            ConfigError: one cannot.
        """
        if self.palette is not None and count > 1:
            raise ConfigError(f"palette is {self.palette}; it holds the colours of one image, and there are {count}")

    def sinks(self, info: StreamInfo | None, names: FrameNames = by_number, *, overwrite: bool) -> Iterator[Sink]:
        """Open a sink for each output. If one cannot be opened, those before it have been given already.

        Args:
            info: size, frame rate and clock of the frames; None for separate images, which may differ in size.
            names: names the frames, where an output has a file or an entry for each.
            overwrite: whether existing files may be replaced.

        Raises:
            ConfigError, SinkError: as `check`.
        """
        if self.palette is not None:
            yield PaletteSink(self.palette, overwrite=overwrite)
