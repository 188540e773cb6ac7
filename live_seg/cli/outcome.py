"""How a command ends: what it prints, where, and its exit code.

0  done                                4  done, but incomplete
2  wrong arguments or configuration    5  an output failed
3  the source failed                   6  no display
128 + n  ended by signal n (129 SIGHUP, 130 SIGINT, 143 SIGTERM), with every output finished
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import click

from live_seg.errors import ConfigError, DisplayError, LiveSegError, OutputExistsError, SinkError, SourceError, one_line

if TYPE_CHECKING:
    from dataclasses import Field

EXIT_CODES = {ConfigError: 2, SourceError: 3, SinkError: 5, DisplayError: 6}
INCOMPLETE = 4


class Result(Protocol):
    """What every use of the program ends with: a dataclass that can describe itself."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def signal(self) -> int | None:
        """The signal that ended it early, or None."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Lines for the user."""

    @property
    def losses(self) -> tuple[str, ...]:
        """Lines for the user; with any, the result is incomplete."""

    def describe(self) -> str:
        """What standard output gets."""


class ResultUnheardError(Exception):
    """Standard output is full or closed."""


def finish(result: Result, as_json: bool, failures: tuple[str, ...] = ()) -> None:
    """Print a result and what has failed meanwhile, and exit with what that comes to."""
    text = json.dumps(asdict(result), default=_as_json) if as_json else result.describe()
    try:
        try:
            click.echo(text)
        except UnicodeEncodeError:
            # a file's name may be bytes that are no text
            click.echo(text.encode("ascii", "backslashreplace"))
    except OSError as error:
        # when a terminal was closed, and that ended the run, nobody listens any more
        if result.signal is None:
            raise ResultUnheardError(error.strerror) from error
    for line in (*result.remarks, *result.losses, *failures):
        tell(line)
    context = click.get_current_context()
    if result.signal is not None:
        context.exit(128 + result.signal)
    if failures:
        context.exit(EXIT_CODES[SinkError])
    context.exit(INCOMPLETE if result.losses else 0)


def tell(text: str) -> None:
    """One line to the user, where there is somebody to read it."""
    with suppress(OSError):
        click.echo(f"live-seg: {text}", err=True)


def explain(error: Exception) -> int:
    """Say in a line why a command failed, and choose the exit code."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return error.exit_code
        case click.UsageError(ctx=click.Context() as context):
            tell(f"{error.format_message()} See '{context.command_path} --help'.")
            return error.exit_code
        case click.ClickException():
            tell(error.format_message())
            return error.exit_code
        case LiveSegError():
            tell(_in_options(error))
            return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
        case ResultUnheardError():
            tell(f"the result cannot be printed: {error}")
            return EXIT_CODES[SinkError]
        case _:
            told = "; ".join([repr(error), *getattr(error, "__notes__", ())])
            tell(f"internal error, please report it with what --debug shows: {told}")
            return 1


def _in_options(error: LiveSegError) -> str:
    """An error's message with the options of the command line in place of Python arguments."""
    if isinstance(error, OutputExistsError):
        return f"{error.path} exists; choose another name, or replace it with --overwrite"
    if isinstance(error, DisplayError):
        return f"{error}; this works without a display: live-seg demo --record OUT.mp4 --no-window --duration 5"
    return one_line(error)


def _as_json(value: object) -> object:
    return float(value) if isinstance(value, Fraction) else str(value)
