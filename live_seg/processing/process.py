"""Processing from Python: the options of the command as arguments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from inspect import signature
from pathlib import Path
from typing import Self, TypeAlias, Unpack, get_args

from live_seg.arguments import MAX_MEGAPIXELS, frame_rate
from live_seg.config import Config, SegmentSettings, ViewName
from live_seg.errors import ConfigError, described
from live_seg.pipeline.interrupts import Interrupts
from live_seg.processing.config_of import config_of, refuse_unknown
from live_seg.processing.frame_choice import FrameChoice, Size, Time
from live_seg.processing.images import ImagesReport
from live_seg.processing.job import Job
from live_seg.processing.look_of import GivenBackground, GivenPick, look_of
from live_seg.processing.run import run
from live_seg.processing.video_report import VideoReport
from live_seg.sink.image import PictureFormat
from live_seg.sink.outputs import Outputs
from live_seg.sink.video.formats import Codec, Quality, checked_name
from live_seg.sink.video_output import StreamFormat

Address: TypeAlias = "str | os.PathLike[str]"


def process(  # noqa: PLR0913  # the options of the command, by name
    source: Address | Sequence[Address],
    output: Address,
    config: Config | None = None,
    *,
    progress: Callable[[int, int | None], object] | None = None,
    palette: Address | None = None,
    masks: Address | None = None,
    coco: Address | None = None,
    stats: Address | None = None,
    labels: Address | None = None,
    overwrite: bool = False,
    picture_format: PictureFormat | None = None,
    codec: Codec | None = None,
    quality: Quality | None = None,
    stream_format: StreamFormat | None = None,
    rate: Fraction | float | None = None,
    auto_k: bool = False,
    start: Time | None = None,
    end: Time | None = None,
    duration: Time | None = None,
    size: Size | None = None,
    scale: Fraction | float | None = None,
    fps: Fraction | float | None = None,
    max_megapixels: float = MAX_MEGAPIXELS,
    view: ViewName = "recolour",
    picks: Iterable[GivenPick] | GivenPick = (),
    background: GivenBackground = None,
    hard_edges: bool = False,
    outline: bool = False,
    **settings: Unpack[SegmentSettings],
) -> VideoReport | ImagesReport:
    """Segment a video into a video, images into images, or images into a video, as the command `process` does.

    Ctrl-C and other signals finish the outputs first, and then take effect.

    Args:
        source: a video file, an image, a folder or pattern of images, or several image files. `-` is a video or an
            image on standard input.
        output: a video (.mp4, .m4v, .mov, .mkv, .webm), an animation (.gif, .webp), an image (.png, .jpg, .jpeg,
            .webp), or a folder for images: a name that ends in a slash or has no suffix. `-` is a video on standard
            output.
        config: how to segment.
        progress: called after each frame with the number of frames done and their total, or None where the total is
            not known.
        palette: file to write the last frame's palette to: .json, .gpl (GIMP), .ase (Adobe) or .css.
        masks: folder for a mask of each segment in each frame, as PNG; with regions, of each region instead.
        coco: JSON file for the same masks in the format of COCO instances.
        stats: CSV or Parquet file for a table of the segments, and of the regions if there are any, in each frame.
        labels: file to write the labels, palettes and regions of all frames to, for `read_labels`: a name that ends in
            .mkv, .npz or .zarr; or a folder, which also takes separate images: a name that ends in a slash or has no
            suffix.
        overwrite: whether existing outputs may be replaced. An input is never replaced.
        picture_format: format of the images in a folder: "png" (the default), "jpg" or "webp".
        codec: codec of a video file: "h264", "h264-444", "hevc", "av1", "vp9", "prores" or "ffv1"; the default
            depends on the format.
        quality: quality level of a video file: "draft", "normal", "high" or "lossless"; the default depends on the
            codec.
        stream_format: format of a video on standard output: "mkv" (the default) or "y4m".
        rate: images a second when images make a video; 25 by default.
        auto_k: whether to choose K by the elbow, for each image or scene.
        start: begin with the frame of a video that is shown at this time, in seconds or as text ("1:02:03.25"). This
            time becomes 0, and the sound is cut too.
        end: end a video at this time of the source.
        duration: duration of the part of a video; not together with `end`.
        size: width and height that frames are scaled to before they are segmented: (1280, 720) or "1280x720". One of
            them may be -1: it is computed from the other one, so that the picture keeps its proportions. -2 does the
            same, rounded to an even number.
        scale: factor for both sides of frames, before they are segmented; not together with `size`.
        fps: frames a second of a video: frames are left out or repeated.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.
        view: what the pictures show: "recolour", "overlay", "edges", "regions", "side-by-side" or "cutout".
        picks: what stands out in the pictures, and is kept in a cut-out. A pick is a pixel, (320, 240) or
            "320,240", with a time in seconds "320,240@1.5"; a colour, "#a52019"; "largest"; "centre"; or an object of
            `live_seg.view.picks`. With regions it picks regions, and otherwise segments.
        background: what is behind a cut-out: "dim" (the default), "remove" (transparent in formats that support it),
            "blur", a colour like "#20c060", the path of an image or a video, or a `Background`.
        hard_edges: whether a cut-out has a hard border instead of a soft one.
        outline: whether a line is drawn around what is picked.
        settings: fields of `Config`, such as `k=5`, that replace those of `config`. A palette to label with goes into
            `config`.

    Returns:
        What was written, what is missing from it, and what was done to it.

    Raises:
        ConfigError: sources and output do not fit together, an output is an input, or no frame is left to process.
        SourceError: the sources cannot be read.
        SinkError: the outputs cannot be written (`OutputExistsError` where one exists).
    """
    addresses = _paths("source", source)
    (name,) = _paths("output", output)
    if not addresses:
        raise ConfigError("source is empty; give a video, or one or more images")
    if progress is not None and not callable(progress):
        raise ConfigError(f"progress is {described(progress)}; it must be a function of two numbers, or None")
    if picture_format is not None:
        checked_name("picture_format", picture_format, get_args(PictureFormat))
    if stream_format is not None:
        checked_name("stream_format", stream_format, get_args(StreamFormat))
    refuse_unknown(settings, (name for name in signature(process).parameters if name != "settings"))
    chosen = config_of(config, settings, auto_k=auto_k)
    read, look = look_of(view, picks, background, hard_edges=hard_edges, outline=outline)
    outputs = Outputs(
        palette=_one_path("palette", palette),
        labels=None if labels is None else _paths("labels", labels)[0],
        masks=_one_path("masks", masks),
        coco=_one_path("coco", coco),
        stats=_one_path("stats", stats),
    )
    job = Job(
        sources=addresses,
        output=name,
        config=chosen,
        look=look,
        background_picture=read.picture,
        background_video=read.video,
        outputs=outputs,
        frames=FrameChoice.of(start=start, end=end, duration=duration, size=size, scale=scale, fps=fps),
        overwrite=overwrite,
        picture_format=picture_format,
        codec=codec,
        quality=quality,
        stream_format=stream_format,
        rate=None if rate is None else frame_rate("rate", rate),
        auto_k=auto_k,
        max_megapixels=max_megapixels,
    )
    interrupts = Interrupts()
    try:
        with interrupts:
            return run(job, _Callback(progress), interrupts)
    finally:  # even if the job fails after the signal
        interrupts.raise_again()


def _paths(name: str, given: object) -> tuple[str, ...]:
    """The paths in an argument: one, or several for `source`."""
    one_path = (str, bytes, os.PathLike)
    is_list = name == "source" and isinstance(given, Iterable) and not isinstance(given, one_path)
    several: Iterable[object] = given if is_list else [given]  # type: ignore[assignment]  # it is iterable
    paths = []
    for one in several:
        path = os.fspath(one) if isinstance(one, str | os.PathLike) else None
        if not isinstance(path, str):
            raise ConfigError(f"{name} is {described(given)}; expected a path{' or several' if is_list else ''}")
        if "\0" in path:
            raise ConfigError(f"{name} is {path!r}; a path cannot contain a NUL character")
        paths.append(path)
    return tuple(paths)


def _one_path(name: str, given: object) -> Path | None:
    """The path in an argument that may be None."""
    return None if given is None else Path(*_paths(name, given))


class _Callback:
    """Progress that calls a function."""

    def __init__(self, function: Callable[[int, int | None], object] | None) -> None:
        self._function = function
        self._done = 0
        self._total: int | None = None

    def say(self, text: str) -> None:
        """Nothing: a library does not print."""

    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None:  # noqa: ARG002  # as in Progress
        self._done, self._total = 0, frames

    def advance(self, note: str = "") -> None:  # noqa: ARG002  # as in Progress
        self._done += 1
        if self._function is not None:
            self._function(self._done, self._total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return
