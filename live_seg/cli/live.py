"""The commands with a picture: a live session on any source, or on the built-in demo."""

from __future__ import annotations

import sys
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from live_seg.cli.file_options import FILES, file_options
from live_seg.cli.help import command, in_order, option
from live_seg.cli.options import (
    CLUSTERS,
    DEBUG,
    JSON,
    OVERWRITE,
    SEGMENTATION_OPTIONS,
    SIZE_LIMIT,
    checked_rate,
    checked_seconds,
    checked_size,
    config_of,
)
from live_seg.cli.outcome import finish, with_hint
from live_seg.config import K_MAX, ViewName
from live_seg.errors import ConfigError, SourceError
from live_seg.live.controls.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from live_seg.view import Background

VIEW, RECORDING, SESSION, CAMERA = "View", "Recording and snapshots", "Session", "Camera"
VIEWS = click.Choice(get_args(ViewName), case_sensitive=False)
SESSION_SETTINGS = (
    *("record", "folder", "overwrite", "duration", "realtime"),
    *("full_screen", "mirror", "k_max", "virtual_camera", "max_megapixels"),
)
"""Options that are settings of a session with the same name."""

KEY_LINES = "\n".join(f"{key.name:13}{'with regions: ' if key.regions else ''}{key.says}" for key in KEYS)
CAMERA_HINT = "'live-seg cameras' lists the cameras; 'live-seg demo' needs none"

session_options = in_order(
    option(VIEW, "--view", type=VIEWS, default="recolour", show_default=True, help="Start with this view."),
    option(
        VIEW,
        "--background",
        metavar="WHAT",
        help="Background of a cut-out: dim, remove, blur, a colour (#20c060) or an image.  [default: dim]",
    ),
    option(
        VIEW, "--mirror/--no-mirror", default=None, help="Swap left and right, or not.  [default: only for cameras]"
    ),
    option(VIEW, "--no-figures", is_flag=True, help="Start without figures and palette in the picture."),
    option(VIEW, "--full-screen", is_flag=True, help="Start in full screen."),
    option(RECORDING, "--record", type=click.Path(path_type=Path), metavar="OUT.mp4", help="Record without sound."),
    option(RECORDING, "--record-view", type=VIEWS, help="Record this view.  [default: the view that is shown]"),
    option(
        RECORDING,
        *("--save-to", "folder"),
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        help="Save recordings (key r) and snapshots (key s) in this folder.  [default: the current folder]",
    ),
    option(
        RECORDING, "--virtual-camera", is_flag=True, help="Show the picture to other programs (needs pyvirtualcam)."
    ),
    file_options(RECORDING),
    option(SESSION, "--duration", type=float, callback=checked_seconds, metavar="S", help="End after S seconds."),
    option(SESSION, "--realtime", is_flag=True, help="Play a file like a camera: late frames are dropped."),
    option(SESSION, "--no-window", is_flag=True, help="Run without a display."),
    option(
        SESSION,
        "--k-max",
        default=10,
        show_default=True,
        metavar="N",
        help=f"Largest K of the elbow analysis (key e), 1 to {K_MAX}.",
    ),
    CLUSTERS,
    SEGMENTATION_OPTIONS,
    SIZE_LIMIT,
    OVERWRITE,
    JSON,
    DEBUG,
)
camera_options = in_order(
    option(CAMERA, "--size", callback=checked_size, metavar="WxH", help="Ask a camera for this frame size."),
    option(CAMERA, "--fps", "rate", callback=checked_rate, metavar="R", help="Ask a camera for this frame rate."),
)


def with_keys(function: Callable[..., None]) -> Callable[..., None]:
    """Add the list of keys to a command's help."""
    function.__doc__ = f"{cleandoc(function.__doc__ or '')}\n\n\b\nKeys:\n{KEY_LINES}"
    return function


@command(
    examples=(
        "live-seg live",
        "live-seg live clip.mp4 -k 5 --view overlay",
        "live-seg live 0 --size 1280x720 --record me.mp4",
        "live-seg live rtsp://user:password@192.168.0.20/stream1",
    )
)
@click.argument("source", default="0")
@camera_options
@session_options
@with_keys
def live(source: str, **options: Any) -> None:
    """Segment a camera or video live, in a window.

    SOURCE is a camera's index or device path (default: 0), an rtsp:// or
    http:// address, a video file, images, or 'demo'.
    """
    _run(source, **options)


@command(examples=("live-seg demo", "live-seg demo --record demo.mp4 --no-window --duration 5"))
@session_options
@with_keys
def demo(**options: Any) -> None:
    """Segment the built-in moving scene. No camera is needed."""
    # with a window the scene plays like a camera; without one nobody has to wait for it
    options["realtime"] = options["realtime"] or not options["no_window"]
    _run("demo", size=None, rate=None, **options)


def _picture_behind(name: str) -> Background:
    """The background of a name, which may be that of an image but not of a video.

    Raises:
        ConfigError: it is not one.
    """
    from live_seg.processing.look_of import background_of

    read = background_of(name)
    if read.video is not None:
        raise ConfigError(f"background is {name!r}, a video; it must be an image, a colour, dim, remove or blur")
    return read.background


def _run(source: str, *, size: tuple[int, int] | None, rate: Fraction | None, as_json: bool, **options: Any) -> None:
    from live_seg.live.run import run_session
    from live_seg.live.session import Session
    from live_seg.live.view_settings import ViewSettings
    from live_seg.report.progress import progress_on
    from live_seg.sink.outputs import Outputs
    from live_seg.source.camera.camera_format import CameraFormat
    from live_seg.source.open import kind_of

    is_camera = kind_of(source) == "camera"
    if (size or rate) and not is_camera:
        raise click.UsageError(f"'--size' and '--fps' are for cameras, and {source} is none.")
    background = options.pop("background")
    settings = ViewSettings.with_background(
        None if background is None else _picture_behind(background),
        options.pop("view"),
        options.pop("record_view"),
        has_figures=not options.pop("no_figures"),
    )
    if options["no_window"] and settings.record_view and not options["record"]:
        raise click.UsageError("'--record-view' has no effect without '--record' or a window.")
    outputs = Outputs(**{name: options.pop(name) for name in FILES})
    of_session = {name: options.pop(name) for name in SESSION_SETTINGS}
    session = Session(
        source,
        window=not options.pop("no_window"),
        config=config_of(**options),
        settings=settings,
        outputs=outputs,
        camera_format=CameraFormat(size, rate) if size or rate else None,
        **of_session,
    )
    with progress_on(sys.stderr) as progress, with_hint(SourceError, CAMERA_HINT if is_camera else None):
        report = run_session(session, progress)
    finish(report, report.describe(), as_json, report.failures)
