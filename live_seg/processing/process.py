"""The front door of `process`: what the sources are and how the output is called decide how they are worked on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from live_seg.errors import ConfigError
from live_seg.processing.images import process_stills
from live_seg.processing.output_paths import names_a_folder, names_a_video, places_for
from live_seg.processing.video import process_video
from live_seg.sink.image import is_image_name
from live_seg.sink.video.video_sink import SUFFIXES as VIDEOS
from live_seg.source.image.pattern import image_files, in_natural_order
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live_seg.processing.images import Stills
    from live_seg.processing.job import Job
    from live_seg.processing.video import Processed
    from live_seg.report.progress import Progress


def process(job: Job, progress: Progress) -> Processed | Stills:
    """Segment what has an end: a video into a video, images into images, or images into a video.

    Raises:
        ConfigError: sources and output do not fit each other, or an output is an input.
        SourceError: the sources cannot be read.
        SinkError: the output cannot be written.
    """
    kinds = {source: kind_of(source) for source in job.sources}
    for source, kind in kinds.items():
        if kind in {"camera", "demo", "network"}:
            raise ConfigError(
                f"source is {shown(source)}; 'process' reads files, 'live-seg live' cameras, streams and the demo"
            )
    videos = [source for source, kind in kinds.items() if kind != "pictures"]
    if videos:
        _check_one_video(job, videos[0])
        return process_video(job, None, progress)
    # a file may be named twice, by a folder and a pattern
    files = in_natural_order({file for source in job.sources for file in image_files(source)})
    if names_a_video(job.output):
        _check_makes_a_video(job, files)
        return process_video(job, files, progress)
    return process_stills(job, list(zip(files, places_for(job, files), strict=True)), progress)


def _check_one_video(job: Job, video: str) -> None:
    if len(job.sources) > 1:
        raise ConfigError(
            f"source is {len(job.sources)} names, and {video} is no image: images can be processed together, "
            f"videos one at a time"
        )
    if names_a_folder(job.output) or is_image_name(job.place):
        raise ConfigError(
            f"output is {job.output}, and {video} is a video: so is what is made of it ({', '.join(VIDEOS)})"
        )
    _refuse("--format", job.picture_format, f"images, and {video} is none")
    _refuse("--rate", job.rate and float(job.rate), f"images, and {video} is none")


def _check_makes_a_video(job: Job, files: Sequence[Path]) -> None:
    _refuse("--format", job.picture_format, f"a folder, and {job.output} is a video")
    if len(files) == 1 and files[0] == Path(job.sources[0]):
        raise ConfigError(
            f"source is one image, {files[0]}, and output a video, {job.output}; name an image or a folder"
        )


def _refuse(option: str, value: object, goes_with: str) -> None:
    if value is not None:
        raise ConfigError(f"{option} is {value}; it goes with {goes_with}")
