"""The commands: each takes its arguments apart and hands them to one function of `app`.

What a command needs is imported when it runs: `live-seg --help` is to be there at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from live_seg import __version__
from live_seg.cli.bench import bench
from live_seg.cli.cameras import cameras
from live_seg.cli.elbow import elbow
from live_seg.cli.live import demo, live
from live_seg.cli.options import AUTO, DEFAULTS, checked_k, checked_rate, common_options, config_of
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="live-seg", message="%(prog)s %(version)s")
def cli() -> None:
    """Any camera or video, split into stable, meaningful segments in real time on an ordinary CPU."""


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", type=click.Path(), required=True, metavar="OUT", help="File or folder to write.")
@click.option(
    "--palette", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the last frame's palette there."
)
@click.option(
    "--format",
    "picture_format",
    type=click.Choice(["png", "jpg", "webp"], case_sensitive=False),
    help="Of the pictures in a folder.  [default: png]",
)
@click.option(
    "-k",
    default=str(DEFAULTS.k),
    show_default=True,
    callback=checked_k,
    help=f"Number of segments, 1 to {K_MAX}, or '{AUTO}': by the elbow, for each image or scene.",
)
@click.option("--rate", callback=checked_rate, metavar="R", help="Images a second of a video.  [default: 25]")
@common_options
def process(
    sources: tuple[str, ...], output: str, k: int | None, palette: Path | None, as_json: bool, **settings: Any
) -> None:
    """Segment SOURCE, a video or images, into OUT.

    A video makes a video with its time stamps, size and sound: H.264 in .mp4, .m4v, .mov or .mkv.

    Images are files, folders or patterns in quotes ('shots/*.jpg', 'f_%04d.png'). One makes an image (.png, .jpg,
    .webp); any number fill a folder, each segmented on its own, or make a video, in natural order.
    """
    from live_seg.processing.job import Job
    from live_seg.processing.process import run
    from live_seg.report.progress import progress_on

    if k is None and settings["palette_in"] is not None:
        raise click.UsageError(f"'-k {AUTO}' chooses K, and '--palette-in' has its own: give one of them.")
    of_job = {name: settings.pop(name) for name in ("overwrite", "picture_format", "rate")}
    config = config_of(k=DEFAULTS.k if k is None else k, **settings)
    job = Job(sources, output, config, palette, settings["palette_in"], auto_k=k is None, **of_job)
    with progress_on(sys.stderr) as progress:
        done = run(job, progress)
    finish(done, as_json, getattr(done, "failures", ()))


cli.add_command(live)
cli.add_command(demo)
cli.add_command(bench)
cli.add_command(cameras)
cli.add_command(elbow)
