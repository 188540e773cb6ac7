"""What to process, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.config import Config
from live_seg.sink.image import PictureFormat
from live_seg.sink.palette import check_palette_output
from live_seg.source.size_limit import checked_limit


@dataclass(frozen=True, slots=True)
class Job:
    """What to process, and how.

    Args:
        sources: addresses of videos or images.
        output: a file or a folder: a name that ends in a slash, or has no suffix, is a folder.
        config: how to segment.
        palette: JSON file to write the last frame's palette to, or None.
        palette_in: the file that the config's palette was read from, or None. It is never written to.
        overwrite: whether existing outputs may be replaced.
        picture_format: format of the images in a folder; PNG for None.
        rate: images a second when images make a video; 25 for None.
        auto_k: whether K is chosen by the elbow instead of taken from the config.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        ConfigError: `max_megapixels` is out of range.
    """

    sources: tuple[str, ...]
    output: str
    config: Config
    palette: Path | None = None
    palette_in: Path | None = None
    overwrite: bool = False
    picture_format: PictureFormat | None = None
    rate: Fraction | None = None
    auto_k: bool = False
    max_megapixels: float = MAX_MEGAPIXELS

    def __post_init__(self) -> None:
        checked_limit(self.max_megapixels)

    @property
    def chooses_k(self) -> bool:
        """Whether K is chosen by the elbow; a given palette fixes K."""
        return self.auto_k and self.config.palette is None

    @property
    def output_path(self) -> Path:
        """The output as a path."""
        return Path(self.output)

    def check_palette(self, inputs: Sequence[Path]) -> None:
        """Check that the palette may be written, before any work is done for it.

        Raises:
            ConfigError: its name does not end in .json, or it is one of the inputs.
            SinkError: its folder does not exist, or it exists and may not be replaced.
        """
        if self.palette is not None:
            given = [*map(str, inputs), *([str(self.palette_in)] if self.palette_in else [])]
            check_palette_output(self.palette, given, overwrite=self.overwrite)
