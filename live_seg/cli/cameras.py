"""The command that lists cameras."""

from __future__ import annotations

import click

from live_seg.cli.outcome import finish


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails.")
def cameras(as_json: bool) -> None:
    """List the cameras of this machine, with the index that 'live' takes."""
    from live_seg.cli.camera_list import cameras as look

    finish(look(), as_json)
