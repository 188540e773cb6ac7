"""The command that processes files."""

from __future__ import annotations

import sys
from typing import Any

import click

from live_seg.cli.file_options import FILES, file_options
from live_seg.cli.help import SEGMENTATION, command, option
from live_seg.cli.look_options import LOOK_OPTIONS, look_of
from live_seg.cli.options import (
    AUTO,
    DEBUG,
    DEFAULTS,
    JSON,
    OVERWRITE,
    SEGMENTATION_OPTIONS,
    SIZE_LIMIT,
    checked_k,
    checked_rate,
    config_of,
)
from live_seg.cli.outcome import finish, with_hint
from live_seg.cli.part_options import PART_NAMES, PART_OPTIONS
from live_seg.config import K_MAX
from live_seg.errors import ConfigError

OUTPUT = "Output"
STREAM_FORMATS = ("mkv", "y4m")
OF_JOB = ("overwrite", "picture_format", "codec", "quality", "rate", "max_megapixels")
"""Options that are settings of a job with the same name."""
LIVE_ONLY = "cameras, streams and the demo are for 'live-seg live'"


@command(
    examples=(
        "live-seg process clip.mp4 -o segmented.mp4",
        "live-seg process clip.mp4 -o part.mp4 --start 1:30 --end 1:40 --scale 0.5",
        "live-seg process photo.jpg -o poster.png -k 5",
        "live-seg process 'shots/*.jpg' -o stills/ -k auto",
        "live-seg process 'frames/f_%04d.png' -o film.mp4 --rate 30",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@option(
    OUTPUT,
    *("-o", "--output"),
    type=click.Path(),
    required=True,
    metavar="OUT",
    help="Write to this file or folder; - is standard output. A name that ends in / or has no suffix is a folder.",
)
@file_options(OUTPUT)
@option(
    OUTPUT,
    "--format",
    "picture_format",
    type=click.Choice(["png", "jpg", "webp", *STREAM_FORMATS], case_sensitive=False),
    help="Format of the images in a folder (png, jpg, webp) or of standard output (mkv, y4m).  [default: png, mkv]",
)
@option(
    OUTPUT,
    "--codec",
    type=click.Choice(["h264", "h264-444", "hevc", "av1", "vp9", "prores", "ffv1"], case_sensitive=False),
    help="Codec of a video file.  [default: h264; vp9 in .webm]",
)
@option(
    OUTPUT,
    "--quality",
    type=click.Choice(["draft", "normal", "high", "lossless"], case_sensitive=False),
    help="Quality of a video file; lossless is for h264-444 and ffv1.  [default: normal]",
)
@option(
    OUTPUT, "--rate", callback=checked_rate, metavar="R", help="Images per second in a video of images.  [default: 25]"
)
@PART_OPTIONS
@option(
    SEGMENTATION,
    *("-k", "--clusters", "k"),
    default=str(DEFAULTS.k),
    show_default=True,
    callback=checked_k,
    metavar="K",
    help=f"Number of segments, 1 to {K_MAX}; '{AUTO}' finds it by the elbow, for each image or scene.",
)
@LOOK_OPTIONS
@SEGMENTATION_OPTIONS
@SIZE_LIMIT
@OVERWRITE
@JSON
@DEBUG
def process(sources: tuple[str, ...], output: str, k: int | None, as_json: bool, **settings: Any) -> None:
    """Segment a video or images.

    A video becomes a video with the same time stamps, size and sound (.mp4,
    .m4v, .mov, .mkv, .webm), or an animation without sound (.gif, .webp).

    SOURCE - is standard input.

    Images are files, folders or quoted patterns. One image becomes an image
    (.png, .jpg, .jpeg, .webp). Several become images in a folder, or a video.
    """
    from live_seg.pipeline.interrupts import Interrupts
    from live_seg.processing.frame_choice import FrameChoice
    from live_seg.processing.job import Job
    from live_seg.processing.run import run
    from live_seg.report.progress import progress_on
    from live_seg.sink.outputs import Outputs
    from live_seg.sink.standard_output import STANDARD_OUTPUT

    given = click.get_current_context().get_parameter_source
    for name in ("detail", "region_quality"):
        if not settings["regions"] and given(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"'--{name.replace('_', '-')}' has no effect without '--regions'.")
    looks = ("view", "picks", "colours", "background", "hard_edges", "outline")
    look, background = look_of(**{name: settings.pop(name) for name in looks})
    if look.view == "regions" and not settings["regions"]:
        raise click.UsageError("'--view regions' needs '--regions'.")
    of_job = {name: settings.pop(name) for name in OF_JOB}
    if of_job["picture_format"] in STREAM_FORMATS:
        of_job["stream_format"] = of_job.pop("picture_format")
    is_piped = output == STANDARD_OUTPUT
    if is_piped and as_json:
        raise click.UsageError("'--json' prints to standard output, and so does '-o -': leave one out.")
    outputs = Outputs(**{name: settings.pop(name) for name in FILES})
    frames = FrameChoice.of(**{name: settings.pop(name) for name in PART_NAMES})
    config = config_of(k=DEFAULTS.k if k is None else k, **settings)
    job = Job(
        sources,
        output,
        config,
        look,
        outputs,
        background_picture=background.picture,
        background_video=background.video,
        palette_in=settings["palette_in"],
        frames=frames,
        auto_k=k is None,
        **of_job,
    )
    hint = with_hint(ConfigError, LIVE_ONLY, when="are processed")
    with progress_on(sys.stderr) as progress, hint, Interrupts() as interrupts:
        report = run(job, progress, interrupts)
    finish(report, report.describe(), as_json, report.failures, output_is_piped=is_piped)
