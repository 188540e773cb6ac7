"""Where pictures go: an image's name takes one, a folder any number; checked before any work is done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from live_seg.errors import ConfigError, SinkError
from live_seg.sink.image import SUFFIXES as IMAGES
from live_seg.sink.image import is_image_name
from live_seg.sink.output_file import check_place
from live_seg.sink.video.video_sink import SUFFIXES as VIDEOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live_seg.processing.job import Job


def names_a_folder(output: str) -> bool:
    """Whether an output is a folder's: one that is there, or a name that ends in a slash or has no suffix."""
    return output.endswith(os.sep) or os.path.isdir(output) or not Path(output).suffix  # noqa: PTH112  # long names


def names_a_video(output: str) -> bool:
    """Whether an output is a video's, by its suffix."""
    return not names_a_folder(output) and Path(output).suffix.lower() in VIDEOS


def places_for(job: Job, files: Sequence[Path]) -> tuple[Path, ...]:
    """The output of each input, in their order.

    Raises:
        ConfigError: several inputs for one image's name, two for the same output, an output that is an input, or a name
            that says neither image nor folder.
        SinkError: an output exists and may not be replaced, or its folder is missing.
    """
    if job.rate is not None:
        raise ConfigError(f"--rate is {float(job.rate):g}; it goes with a video, and the output is {job.output}")
    places = _in_folder(job, files) if names_a_folder(job.output) else (_one_image(job, files),)
    _refuse_inputs(places, files)
    for place in places:
        if place.parent.is_dir():  # a folder that is to be made is empty
            check_place(place, overwrite=job.overwrite)
    return places


def _one_image(job: Job, files: Sequence[Path]) -> Path:
    place = job.place
    if not is_image_name(place):
        endings = f"{', '.join(IMAGES[:-1])} or {IMAGES[-1]} for an image, {', '.join(VIDEOS)} for a video of images"
        raise ConfigError(f"output is {place}; its name must end in {endings}, or in / for a folder")
    if len(files) > 1:
        raise ConfigError(
            f"output is {place}, one image, and source {len(files)}, from {files[0]} to {files[-1]}; "
            f"name a folder, or a video ({VIDEOS[0]})"
        )
    if job.picture_format is not None:
        raise ConfigError(f"--format is {job.picture_format}; it goes with a folder, and the output is {place}")
    check_place(place, overwrite=True)  # whether its folder is there
    return place


def _in_folder(job: Job, files: Sequence[Path]) -> tuple[Path, ...]:
    folder = job.place
    try:
        there = folder.is_dir()
        if not there and folder.exists():
            raise SinkError(f"cannot write in {folder}: it is no folder")
        if not there and not folder.parent.is_dir():
            raise SinkError(f"cannot write in {folder}: the folder {folder.parent} does not exist")
    except OSError as error:
        raise SinkError(f"cannot write in {folder}: {error.strerror}") from error
    taken: dict[Path, Path] = {}
    for file in files:
        place = folder / f"{file.stem}.{job.picture_format or 'png'}"
        if place in taken:
            raise ConfigError(f"{taken[place]} and {file} would both be written to {place}; process them one by one")
        taken[place] = file
    return tuple(taken)


def _refuse_inputs(places: Sequence[Path], files: Sequence[Path]) -> None:
    """Refuse an output that is one of the inputs, by whatever name or link.

    Raises:
        ConfigError: it is.
    """
    inputs = {_identity(file): file for file in files}
    for place in places:
        key = _identity(place)
        if key is not None and key in inputs:
            raise ConfigError(
                f"{place} is the input {inputs[key]}: an input is never written to; choose another output"
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
