"""What to process, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from fractions import Fraction
from pathlib import Path

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.config import Config
from live_seg.processing.frame_choice import FrameChoice
from live_seg.sink.image import PictureFormat
from live_seg.sink.outputs import Outputs
from live_seg.sink.video.encoding import Encoding
from live_seg.sink.video.formats import Codec, Quality
from live_seg.sink.video_output import StreamFormat, VideoOutput
from live_seg.size_limit import checked_limit
from live_seg.view.cutout.matte import warm_up_mattes
from live_seg.view.look import Look


@dataclass(frozen=True, slots=True)
class Job:
    """What to process, and how.

    Args:
        sources: addresses of videos or images.
        output: a file or a folder: a name that ends in a slash, or has no suffix, is a folder.
        config: how to segment.
        look: how frames are shown.
        outputs: what is written besides the pictures.
        background_picture: the file that the look's background was read from, or None. It is never written to.
        background_video: a video that is shown behind a cut-out, in place of the look's background, or None.
        frames: which frames of a video are processed, at which rate and in which size.
        palette_in: the file that the config's palette was read from, or None. It is never written to.
        overwrite: whether existing outputs may be replaced.
        picture_format: format of the images in a folder; PNG for None.
        codec: codec of a video file; None is the default of its format.
        quality: quality level of a video file; None is the default of its codec.
        stream_format: format of a video on standard output (output `-`); Matroska for None.
        rate: images a second when images make a video; 25 for None.
        auto_k: whether K is chosen by the elbow instead of taken from the config.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        ConfigError: `max_megapixels` is out of range.
    """

    sources: tuple[str, ...]
    output: str
    config: Config
    look: Look = field(default_factory=Look)
    outputs: Outputs = field(default_factory=Outputs)
    _: KW_ONLY
    background_picture: Path | None = None
    background_video: str | None = None
    frames: FrameChoice = field(default_factory=FrameChoice)
    palette_in: Path | None = None
    overwrite: bool = False
    picture_format: PictureFormat | None = None
    codec: Codec | None = None
    quality: Quality | None = None
    stream_format: StreamFormat | None = None
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

    @property
    def video_output(self) -> VideoOutput:
        """The output as a video."""
        return VideoOutput(self.output_path, Encoding(self.codec, self.quality), self.stream_format)

    def remarks_on_transparency(self, *, has_alpha: bool, instead: str) -> tuple[str, ...]:
        """A line for the user if the background is removed and the output cannot be transparent.

        Args:
            has_alpha: whether its pictures may have transparent pixels.
            instead: formats that can be transparent.
        """
        if has_alpha or not self.look.is_transparent:
            return ()
        return (f"{self.output}: the format has no transparency, so the background is black; use {instead}",)

    def warm_up(self) -> None:
        """Load or compile what the pictures and the outputs need besides the segmentation."""
        self.outputs.warm_up()
        if self.look.view == "cutout" and self.look.is_soft:
            warm_up_mattes()

    def inputs(self, files: Sequence[Path]) -> tuple[Path, ...]:
        """Everything that is read and must not be written to.

        Args:
            files: the files of the sources.
        """
        video = None if self.background_video is None else Path(self.background_video)
        besides = (self.palette_in, self.background_picture, video)
        return (*files, *(path for path in besides if path is not None))

    def check_outputs(self, files: Sequence[Path]) -> None:
        """Check that `outputs` may be written, before any work is done for them.

        Args:
            files: the files of the sources.

        Raises:
            ConfigError: an output has a wrong name, is an input, or is where another output goes.
            SinkError: its folder does not exist, or it exists and may not be replaced.
        """
        given = [str(path) for path in self.inputs(files)]
        self.outputs.check(given, {"output": self.output_path}, overwrite=self.overwrite)
