"""Where segmented images go: one image file, or a folder for any number. Checked before any work is done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from live_seg.errors import ConfigError, SinkError
from live_seg.processing.job import Job
from live_seg.sink.image import SUFFIXES as IMAGES
from live_seg.sink.image import is_image_name
from live_seg.sink.output_file import check_output_path
from live_seg.sink.standard_output import is_standard_output
from live_seg.sink.video_output import SUFFIXES as VIDEOS

SLASHES = (os.sep, os.altsep or os.sep)
"""Separators of a path. Windows accepts both kinds."""


def is_folder_name(output: str) -> bool:
    """Whether an output is a folder: one that exists, or a name that ends in a slash or has no suffix."""
    if is_standard_output(output):
        return False
    return output.endswith(SLASHES) or os.path.isdir(output) or not Path(output).suffix  # noqa: PTH112  # long names


def is_video_name(output: str) -> bool:
    """Whether an output is a video, by its suffix. Standard output is one."""
    return is_standard_output(output) or (not is_folder_name(output) and Path(output).suffix.lower() in VIDEOS)


def output_paths(job: Job, files: Sequence[Path]) -> tuple[Path, ...]:
    """The output of each input image, in order.

    Raises:
        ConfigError: one image file for several inputs, two inputs with the same output, an output that is an input, or
            a name that is neither an image nor a folder.
        SinkError: an output exists and may not be replaced, or its folder does not exist.
    """
    if job.rate is not None:
        raise ConfigError(f"rate is {float(job.rate):g}; it is for a video, and the output is {job.output}")
    paths = _in_folder(job, files) if is_folder_name(job.output) else (_one_image(job, files),)
    _refuse_inputs(paths, job.inputs(files))
    for path in paths:
        if path.parent.is_dir():  # a folder that does not exist yet holds nothing to be replaced
            check_output_path(path, overwrite=job.overwrite)
    return paths


def _one_image(job: Job, files: Sequence[Path]) -> Path:
    path = job.output_path
    if not is_image_name(path):
        endings = f"{', '.join(IMAGES[:-1])} or {IMAGES[-1]} for an image, {', '.join(VIDEOS)} for a video of images"
        raise ConfigError(f"output is {path}; its name must end in {endings}, or in / for a folder")
    if len(files) > 1:
        raise ConfigError(
            f"output is one image, {path}, and there are {len(files)} input images, from {files[0]} to {files[-1]}; "
            f"name a folder, or a video ({VIDEOS[0]})"
        )
    if job.picture_format is not None:
        raise ConfigError(f"picture_format is {job.picture_format}; it is for a folder, and the output is {path}")
    check_output_path(path, overwrite=True)  # checks that its folder exists
    return path


def _in_folder(job: Job, files: Sequence[Path]) -> tuple[Path, ...]:
    folder = job.output_path
    try:
        exists = folder.is_dir()
        if not exists and folder.exists():
            raise SinkError(f"cannot write in {folder}: it is not a folder")
        if not exists and not folder.parent.is_dir():
            raise SinkError(f"cannot write in {folder}: the folder {folder.parent} does not exist")
    except OSError as error:
        raise SinkError(f"cannot write in {folder}: {error.strerror}") from error
    taken: dict[Path, Path] = {}
    for file in files:
        path = folder / f"{file.stem}.{job.picture_format or 'png'}"
        if path in taken:
            raise ConfigError(f"{taken[path]} and {file} would both be written to {path}; process them separately")
        taken[path] = file
    return tuple(taken)


def _refuse_inputs(paths: Sequence[Path], files: Sequence[Path]) -> None:
    """Refuse an output that is one of the inputs, under any name or link.

    Raises:
        ConfigError: there is one.
    """
    inputs = {_identity(file): file for file in files}
    for path in paths:
        key = _identity(path)
        if key is not None and key in inputs:
            raise ConfigError(f"{path} is the input {inputs[key]}, which is never overwritten; choose another output")


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None if it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
