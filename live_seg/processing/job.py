"""What is to be processed: what `process` is told, whether that makes a video or pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from live_seg.sink.palette import check_palette_output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from live_seg.config import Config


@dataclass(frozen=True, slots=True)
class Job:
    """What to process: addresses of sources, the output, how to segment, whether existing outputs may be replaced.

    `output` is a file's name or a folder's: one that ends in a slash, or has no suffix, is a folder's. `palette` is a
    JSON file to write the last frame's palette to, or None; `palette_in` that which the config's palette was read from,
    or None, which is never written to. `picture_format` is what images in a folder are written as, None: PNG; `rate`
    how many images a second make a video, None: 25. With `k_auto` K is chosen by the elbow, in place of the config's.
    """

    sources: tuple[str, ...]
    output: str
    config: Config
    palette: Path | None = None
    palette_in: Path | None = None
    overwrite: bool = False
    picture_format: str | None = None
    rate: Fraction | None = None
    k_auto: bool = False

    @property
    def chooses_k(self) -> bool:
        """Whether K is to be chosen; a given palette has its own."""
        return self.k_auto and self.config.palette is None

    @property
    def place(self) -> Path:
        """The output's path."""
        return Path(self.output)

    def check_palette(self, inputs: Sequence[Path]) -> None:
        """Check that the palette may be written, before any work is done for it.

        Raises:
            ConfigError: its name does not end in .json, or it is one of the inputs.
            SinkError: its folder is missing, or it exists and may not be replaced.
        """
        if self.palette is not None:
            given = [*map(str, inputs), *([str(self.palette_in)] if self.palette_in else [])]
            check_palette_output(self.palette, given, overwrite=self.overwrite)
