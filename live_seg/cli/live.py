"""The commands with a picture: a live session on any source, and the same on the built-in demo."""

from __future__ import annotations

import sys
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from live_seg.cli.options import DEFAULTS, checked_rate, checked_seconds, checked_size, common_options, config_of
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX, ViewName
from live_seg.live.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

VIEWS = click.Choice(get_args(ViewName), case_sensitive=False)
OF_SESSION = (
    *("record", "folder", "overwrite", "duration", "realtime"),
    *("full_screen", "mirror", "k_max", "virtual_camera"),
)
"""Options that are settings of a session by the same name."""

KEY_LINES = "\n".join(f"{key.name:7}{key.says}" for key in KEYS)


def session_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a live session, the most used ones first."""
    command = common_options(command)
    for option in (
        click.option("--k-max", default=10, show_default=True, metavar="N", help=f"Largest K of key e, 1 to {K_MAX}."),
        click.option("--virtual-camera", is_flag=True, help="Give the picture to other programs (needs pyvirtualcam)."),
        click.option(
            "--save-to",
            "folder",
            type=click.Path(path_type=Path),
            default=Path(),
            metavar="DIR",
            help="Folder for what keys r and s save.  [default: the current one]",
        ),
        click.option("--record-view", type=VIEWS, help="Record this view.  [default: the one that is shown]"),
        click.option(
            "--record", type=click.Path(path_type=Path), metavar="OUT.mp4", help="Record the picture (no sound)."
        ),
        click.option("--duration", type=float, callback=checked_seconds, metavar="S", help="End after S seconds."),
        click.option("--realtime", is_flag=True, help="Play a file as if it were a camera: newest frame wins."),
        click.option("--no-window", is_flag=True, help="Run without a display."),
        click.option("--full-screen", is_flag=True, help="Fill the screen from the start on."),
        click.option("--no-figures", is_flag=True, help="Begin with no figures in the picture."),
        click.option("--mirror/--no-mirror", default=None, help="Left and right swapped.  [default: of cameras only]"),
        click.option(
            "--background",
            metavar="WHAT",
            help="Behind picked segments in a cut-out: dim, remove, blur, '#20c060' or a picture.  [default: dim]",
        ),
        click.option("--view", type=VIEWS, default="recolour", show_default=True, help="The view to begin with."),
        click.option("-k", default=DEFAULTS.k, show_default=True, help=f"Number of segments, 1 to {K_MAX}."),
    ):
        command = option(command)
    return command


def camera_options(command: Callable[..., None]) -> Callable[..., None]:
    """What a camera may be asked for."""
    for option in (
        click.option("--fps", "rate", callback=checked_rate, metavar="R", help="Frames a second to ask a camera for."),
        click.option("--size", callback=checked_size, metavar="WxH", help="Frame size to ask a camera for."),
    ):
        command = option(command)
    return command


def with_keys(command: Callable[..., None]) -> Callable[..., None]:
    """Add what the keys do to a command's help."""
    command.__doc__ = f"{cleandoc(command.__doc__ or '')}\n\n\b\nKeys:\n{KEY_LINES}"
    return command


@click.command()
@click.argument("source", default="0")
@session_options
@camera_options
@with_keys
def live(source: str, **options: Any) -> None:
    """Segment SOURCE in a window while it happens.

    SOURCE is a camera's index or device path (default: 0), an rtsp:// or http:// address, a video file, images, or
    'demo'.
    """
    _run(source, **options)


@click.command()
@session_options
@with_keys
def demo(**options: Any) -> None:
    """Segment the built-in moving scene: no camera needed."""
    # with a window the scene plays like a camera; without one there is nobody to wait for
    options["realtime"] = options["realtime"] or not options["no_window"]
    _run("demo", size=None, rate=None, **options)


def _run(source: str, *, size: tuple[int, int] | None, rate: Fraction | None, as_json: bool, **options: Any) -> None:
    from live_seg.cli.background import parse_background
    from live_seg.live.session import Session
    from live_seg.live.session import live as run
    from live_seg.live.view_settings import ViewSettings
    from live_seg.report.progress import progress_on
    from live_seg.source.camera.camera_format import CameraFormat

    background = options.pop("background")
    look = ViewSettings.with_background(
        None if background is None else parse_background(background),
        options.pop("view"),
        options.pop("record_view"),
        has_figures=not options.pop("no_figures"),
    )
    if options["no_window"] and look.record_view and not options["record"]:
        raise click.UsageError("'--record-view' records nothing without '--record' or a window.")
    camera_format = CameraFormat(size, rate) if size or rate else None
    settings = {name: options.pop(name) for name in OF_SESSION}
    window = not options.pop("no_window")
    session = Session(source, config_of(**options), look, camera_format=camera_format, window=window, **settings)
    with progress_on(sys.stderr) as progress:
        ended = run(session, progress)
    finish(ended, as_json, ended.failures)
