"""The command `live-seg` and its subcommands.

Each subcommand imports what it needs when it runs, so that `live-seg --help` is quick.
"""

from __future__ import annotations

import click

from live_seg import __version__
from live_seg.cli.bench import bench
from live_seg.cli.cameras import cameras
from live_seg.cli.elbow import elbow
from live_seg.cli.live import demo, live
from live_seg.cli.process import process


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="live-seg", message="%(prog)s %(version)s")
def cli() -> None:
    """Any camera or video, split into stable, meaningful segments in real time on an ordinary CPU."""


for subcommand in (live, demo, process, elbow, bench, cameras):
    cli.add_command(subcommand)
