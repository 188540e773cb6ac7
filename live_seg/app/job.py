"""What is to be processed: what `process` is told, whether that makes a video or pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from live_seg.sink.palette import check_palette_output

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.config import Config


@dataclass(frozen=True, slots=True)
class Job:
    """What to process: a source's address, the output, how to segment, whether existing outputs may be replaced.

    `palette` is a JSON file to write the last frame's palette to, or None; `palette_in` that which the config's palette
    was read from, or None, which is never written to.
    """

    source: str
    output: Path
    config: Config
    palette: Path | None = None
    palette_in: Path | None = None
    overwrite: bool = False

    def check_palette(self) -> None:
        """Check that the palette may be written, before any work is done for it.

        Raises:
            ConfigError: its name does not end in .json, or it is one of the inputs.
            SinkError: its folder is missing, or it exists and may not be replaced.
        """
        if self.palette is not None:
            check_palette_output(self.palette, [self.source, str(self.palette_in)], overwrite=self.overwrite)
