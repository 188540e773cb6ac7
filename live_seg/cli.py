"""The command line: arguments in, exit code out.

0  done                                4  done, but incomplete
2  wrong arguments or configuration    5  an output failed
3  the source failed                   6  no display
128 + n  ended by signal n (129 SIGHUP, 130 SIGINT, 143 SIGTERM), with every output finished
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from live_seg import __version__
from live_seg.config import HYSTERESIS_MAX, K_MAX, ColourSpace, Config
from live_seg.errors import ConfigError, DisplayError, LiveSegError, SinkError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from live_seg.app.bench import Benched
    from live_seg.app.live import Ended
    from live_seg.app.process import Processed

EXIT_CODES = {ConfigError: 2, SourceError: 3, SinkError: 5, DisplayError: 6}
INCOMPLETE = 4
DEFAULTS = Config()
LONGEST = 1e6
"""Seconds of a live session: eleven days."""

# Set before the libraries are imported, and not where the user has set them.
ENVIRONMENT = {
    # their chatter would stand between the user and the one line that matters; real errors still come through
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "QT_LOGGING_RULES": "*=false",
    # threads that wait by spinning take a quarter of the processor from the decoder and the encoder
    "OMP_WAIT_POLICY": "passive",
}


def _seconds(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    # click's own ranges let NaN through
    if value is not None and not 0 < value <= LONGEST:
        raise click.BadParameter(f"{value} is not in the range 0 < S <= {LONGEST:.0f}.", context, option)
    return value


_HYSTERESIS = click.option(
    "--hysteresis",
    default=DEFAULTS.hysteresis,
    show_default=True,
    help=f"How strongly a still pixel holds its label, 0 (not at all) to {HYSTERESIS_MAX:g}.",
)


def _common_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that segments: those that make a `Config`, and how to report."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
        click.option("--overwrite", is_flag=True, help="Replace an output that exists."),
        click.option("--sample-size", default=DEFAULTS.sample_size, show_default=True, help="Pixels a fit looks at."),
        click.option(
            "--colour-space",
            type=click.Choice(get_args(ColourSpace), case_sensitive=False),
            default=DEFAULTS.colour_space,
            show_default=True,
            help="Where distances between colours are measured.",
        ),
        click.option(
            "--palette-in",
            type=click.Path(path_type=Path),
            metavar="FILE.json",
            help="Label by the colours in this file instead of fitting any; K is their number.",
        ),
        _HYSTERESIS,
        click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Of the first fit."),
        click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails."),
        click.option("-k", default=DEFAULTS.k, show_default=True, help=f"Number of segments, 1 to {K_MAX}."),
    ):
        command = option(command)
    return command


def _session_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a live session."""
    for option in (
        click.option("--no-window", is_flag=True, help="Run without a display."),
        click.option("--realtime", is_flag=True, help="Play a file as if it were a camera: newest frame wins."),
        click.option("--duration", type=float, callback=_seconds, metavar="S", help="End after S seconds."),
        click.option(
            "--record", type=click.Path(path_type=Path), metavar="OUT.mp4", help="Record the picture (no sound)."
        ),
    ):
        command = option(command)
    return _common_options(command)


def _config(palette_in: Path | None, **settings: Any) -> Config:
    if palette_in is None:
        return Config(**settings)
    from live_seg.segment.palette_file import read_palette

    return Config(**settings, palette=read_palette(palette_in))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="live-seg", message="%(prog)s %(version)s")
def cli() -> None:
    """Any camera or video, split into stable, meaningful segments in real time on an ordinary CPU."""


@cli.command()
@click.argument("source", default="0")
@_session_options
def live(source: str, **options: Any) -> None:
    """Segment SOURCE in a window while it happens.

    SOURCE is a camera's index or device path (default: 0), a video file, or 'demo'.

    Keys: q or Esc quit, Space pause, + and - change K, l lock the palette, c fit it anew.
    """
    _run_live(source, **options)


@cli.command()
@_session_options
def demo(**options: Any) -> None:
    """Segment the built-in moving scene: no camera needed.

    Keys: q or Esc quit, Space pause, + and - change K, l lock the palette, c fit it anew.
    """
    # with a window the scene plays like a camera; without one there is nobody to wait for
    options["realtime"] = options["realtime"] or not options["no_window"]
    _run_live("demo", **options)


@cli.command()
@click.argument("source")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="OUT", help="Video to write.")
@click.option(
    "--palette", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the last frame's palette there."
)
@_common_options
def process(source: str, output: Path, palette: Path | None, overwrite: bool, as_json: bool, **settings: Any) -> None:
    """Segment the video file SOURCE into the video file OUT.

    OUT gets SOURCE's time stamps, size and sound; it is H.264 in .mp4, .m4v, .mov or .mkv.
    """
    from live_seg.app.process import Job
    from live_seg.app.process import process as run
    from live_seg.app.progress import progress_on

    job = Job(source, output, _config(**settings), palette, settings["palette_in"], overwrite)
    with progress_on(sys.stderr) as progress:
        done = run(job, progress)
    _finish(done, as_json)


@cli.command()
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option("--stability", is_flag=True, help="How still the labels of CLIP... hold.")
@click.option("-k", default=6, show_default=True, help=f"Number of segments, 1 to {K_MAX}.")
@click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Of the first fit.")
@_HYSTERESIS
@click.option("--frames", default=150, show_default=True, metavar="N", help="Frames of each clip, from its start.")
@click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .png or .svg (needs matplotlib)."
)
@click.option("--overwrite", is_flag=True, help="Replace a plot that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails.")
def bench(
    clips: tuple[str, ...], stability: bool, k: int, seed: int, hysteresis: float, as_json: bool, **settings: Any
) -> None:
    """Measure how still the labels of your own videos hold.

    live_seg beside K-means fitted to each frame and a plain warm start: how many still pixels change label, how many
    flicker back, how far the colours are from the best fit, and the time a frame takes.
    """
    from live_seg.app.bench import StabilityJob, bench_stability
    from live_seg.app.progress import progress_on

    if not stability:
        raise click.UsageError("Say 'bench --stability CLIP...': the other figures of this machine are not there yet.")
    if not clips:
        raise click.UsageError("Name the videos to measure: 'bench --stability CLIP...'.")
    job = StabilityJob(clips, Config(k=k, seed=seed, hysteresis=hysteresis), **settings)
    with progress_on(sys.stderr) as progress:
        done = bench_stability(job, progress)
    _finish(done, as_json)


def _run_live(
    source: str,
    *,
    record: Path | None,
    duration: float | None,
    realtime: bool,
    no_window: bool,
    overwrite: bool,
    as_json: bool,
    **settings: Any,
) -> None:
    from live_seg.app.live import Session
    from live_seg.app.live import live as run
    from live_seg.app.progress import progress_on

    session = Session(
        source,
        _config(**settings),
        record=record,
        duration=duration,
        realtime=realtime,
        window=not no_window,
        overwrite=overwrite,
    )
    with progress_on(sys.stderr) as progress:
        ended = run(session, progress)
    _finish(ended, as_json)


def _finish(result: Processed | Ended | Benched, as_json: bool) -> None:
    try:
        click.echo(json.dumps(asdict(result), default=_as_json) if as_json else result.describe())
    except OSError as error:
        # when a terminal was closed, and that ended the run, nobody listens any more
        if result.signal is None:
            raise ResultUnheardError(error.strerror) from error
    for line in (*result.remarks, *result.losses):
        _tell(line)
    context = click.get_current_context()
    if result.signal is not None:
        context.exit(128 + result.signal)
    context.exit(INCOMPLETE if result.losses else 0)


def _tell(text: str) -> None:
    """One line to the user, where there is somebody to read it."""
    with suppress(OSError):
        click.echo(f"live-seg: {text}", err=True)


class ResultUnheardError(Exception):
    """Standard output is full or closed."""


def _as_json(value: object) -> object:
    return float(value) if isinstance(value, Fraction) else str(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: this process's) and return its exit code."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        # in this mode click returns what a command exits with
        code = cli.main(arguments, prog_name="live-seg", standalone_mode=False)
    except click.Abort as error:
        for note in getattr(error.__context__, "__notes__", ()):
            _tell(f"interrupted; {note}")
        return 128 + signal.SIGINT
    except Exception as error:  # noqa: BLE001  # each is explained in one line
        if "--debug" in arguments:
            traceback.print_exc()
        return _explain(error)
    return code or 0


def _explain(error: Exception) -> int:
    """Say in a line why a command failed, and choose the exit code."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return error.exit_code
        case click.UsageError(ctx=click.Context() as context):
            _tell(f"{error.format_message()} See '{context.command_path} --help'.")
            return error.exit_code
        case click.ClickException():
            _tell(error.format_message())
            return error.exit_code
        case LiveSegError():
            _tell(str(error))
            return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
        case ResultUnheardError():
            _tell(f"the result cannot be printed: {error}")
            return EXIT_CODES[SinkError]
        case _:
            notes = "".join(f"; {note}" for note in getattr(error, "__notes__", ()))
            _tell(f"internal error, please report it with what --debug shows: {error!r}{notes}")
            return 1


def console() -> None:
    """Entry point of the `live-seg` command."""
    # Libraries are loaded, and nothing of them is ever let go: a tenth of the start. `app.prepare` switches it on again
    gc.disable()
    sys.exit(main())
