"""Runs a job: sources and output decide whether a video or images are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from live_seg.errors import ConfigError
from live_seg.pipeline.copy_input import copy_input
from live_seg.pipeline.interrupts import Interrupts
from live_seg.processing.images import ImagesReport, process_images
from live_seg.processing.job import Job
from live_seg.processing.output_paths import is_folder_name, is_video_name, output_paths
from live_seg.processing.video import process_video
from live_seg.processing.video_report import VideoReport, stopped_report
from live_seg.report.progress import Progress
from live_seg.sink.animation.animation_sink import is_animation_name
from live_seg.sink.image import is_image_name
from live_seg.sink.video_output import SUFFIXES as VIDEOS
from live_seg.source.image.pattern import image_files, in_natural_order
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of
from live_seg.source.standard_input import StandardInput, is_standard_input


def run(job: Job, progress: Progress, interrupts: Interrupts) -> VideoReport | ImagesReport:
    """Do a job. A signal that `interrupts` catches stops it early.

    Raises:
        ConfigError, SourceError, SinkError: as `process`.
    """
    if not any(map(is_standard_input, job.sources)):
        return _run(job, progress, interrupts)
    with StandardInput() as given, given.naming_errors():
        if not copy_input(given, progress.say, interrupts.stop.is_set):
            return stopped_report(job, interrupts.signal)
        sources = tuple(str(given.path) if is_standard_input(source) else source for source in job.sources)
        report = _run(replace(job, sources=sources), progress, interrupts)
        return replace(report, losses=given.named(report.losses), remarks=given.named(report.remarks))


def _run(job: Job, progress: Progress, interrupts: Interrupts) -> VideoReport | ImagesReport:
    kinds = {source: kind_of(source) for source in job.sources}
    for source, kind in kinds.items():
        if kind in {"camera", "demo"}:
            raise ConfigError(f"source is {shown(source)}, which has no end; only video files and images are processed")
        if kind == "network":
            raise ConfigError(f"source is {shown(source)}; only files are processed; save it to a file first")
    videos = [source for source, kind in kinds.items() if kind != "pictures"]
    if videos:
        _check_one_video(job, videos[0])
        return process_video(job, None, progress, interrupts)
    job.frames.refuse_for_images()
    # a folder and a pattern may both name the same file
    files = in_natural_order({file for source in job.sources for file in image_files(source)})
    # .webp may be a picture or an animation
    is_image = is_image_name(job.output_path) and len(files) == 1 and job.rate is None
    if is_video_name(job.output) and not is_image:
        _check_makes_a_video(job, files)
        return process_video(job, files, progress, interrupts)
    for name, value in (("codec", job.codec), ("quality", job.quality), ("stream_format", job.stream_format)):
        _refuse(name, value, f"a video, and the output is {job.output}")
    pairs = list(zip(files, output_paths(job, files), strict=True))
    return process_images(job, pairs, progress, interrupts)


def _check_one_video(job: Job, video: str) -> None:
    if len(job.sources) > 1:
        raise ConfigError(
            f"{len(job.sources)} sources were given, and {video} is not an image: several images can be processed "
            f"together, videos only one at a time"
        )
    if is_folder_name(job.output) or (is_image_name(job.output_path) and not is_animation_name(job.output_path)):
        raise ConfigError(f"output is {job.output}, and {video} is a video: name a video file ({', '.join(VIDEOS)})")
    _refuse("picture_format", job.picture_format, f"images, and {video} is a video")
    _refuse("rate", job.rate and float(job.rate), f"images, and {video} is a video")


def _check_makes_a_video(job: Job, files: Sequence[Path]) -> None:
    _refuse("picture_format", job.picture_format, f"images in a folder, and {job.output} is a video")
    # a GIF of one picture is an image
    if len(files) == 1 and files[0] == Path(job.sources[0]) and not is_animation_name(job.output_path):
        raise ConfigError(
            f"source is one image, {files[0]}, and output is a video, {job.output}; name an image file or a folder"
        )


def _refuse(name: str, value: object, goes_with: str) -> None:
    if value is not None:
        raise ConfigError(f"{name} is {value}; it is for {goes_with}")
