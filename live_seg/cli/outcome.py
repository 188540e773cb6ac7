"""How a command ends: what it prints, where, and its exit code.

0  done                                4  done, but incomplete
2  wrong arguments or configuration    5  an output failed
3  the source failed                   6  no display
128 + n  ended by signal n (129 SIGHUP, 130 SIGINT, 143 SIGTERM), with every output finished
"""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import click

from live_seg.errors import (
    ConfigError,
    DisplayError,
    LiveSegError,
    OutputExistsError,
    ReaderGoneError,
    SinkError,
    SourceError,
    one_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import Field

EXIT_CODES = {ConfigError: 2, SourceError: 3, SinkError: 5, DisplayError: 6}
INCOMPLETE = 4
WITHOUT_DISPLAY = "without a display, add: --no-window --record OUT.mp4 --duration 10"
NAMES = {"picture_format": "--format", "stream_format": "--format", "max_megapixels": "--max-megapixels"}
"""Options whose names differ from the Python argument."""


class Result(Protocol):
    """The result of a command: a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def signal(self) -> int | None:
        """The number of the signal that ended it early, or None."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Lines for the user."""

    @property
    def losses(self) -> tuple[str, ...]:
        """Lines for the user. If there are any, the result is incomplete."""


class OutputUnwritableError(Exception):
    """Standard output is full or closed."""


def finish(
    result: Result, text: str, as_json: bool, failures: tuple[str, ...] = (), *, output_is_piped: bool = False
) -> None:
    """Print a result, as text or as JSON, and what failed along the way, and exit with the exit code for it.

    If an output went to standard output, the result goes to standard error.
    """
    if as_json:
        text = json.dumps(asdict(result), default=_as_json)
    try:
        try:
            click.echo(text, err=output_is_piped)
        except UnicodeEncodeError:
            # the name of a file may contain bytes that are not text
            click.echo(text.encode("ascii", "backslashreplace"), err=output_is_piped)
    except OSError as error:
        # nobody listens any more if the run was ended because its terminal was closed
        if result.signal is None:
            raise OutputUnwritableError(error.strerror) from error
    for line in (*result.remarks, *result.losses, *failures):
        tell(line)
    context = click.get_current_context()
    if result.signal is not None:
        context.exit(128 + result.signal)
    if failures:
        context.exit(EXIT_CODES[SinkError])
    context.exit(INCOMPLETE if result.losses else 0)


def tell(text: str) -> None:
    """Print one line on standard error, if somebody reads it. Arguments in parentheses are replaced by options."""
    for name, of_command in NAMES.items():
        text = text.replace(f"({name})", f"({of_command})")
    with suppress(OSError):
        click.echo(f"live-seg: {text}", err=True)


@contextmanager
def with_hint(kind: type[LiveSegError], hint: str | None, when: str = "") -> Iterator[None]:
    """Add a hint about commands and options to an error of the library, which names none.

    Args:
        kind: the errors that get the hint.
        hint: the hint; None adds nothing.
        when: only messages that contain this text get the hint.
    """
    try:
        yield
    except kind as error:
        if hint is not None and when in str(error):
            error.add_note(hint)
        raise


def explain(error: Exception) -> int:
    """Say in one line why a command failed, and return the exit code."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return error.exit_code
        case click.UsageError(ctx=click.Context() as context):
            text = error.format_message()
            stop = "" if text.endswith((".", "?", "!")) else "."
            tell(f"{text}{stop} See '{context.command_path} --help'.")
            return error.exit_code
        case click.ClickException():
            tell(error.format_message())
            return error.exit_code
        case LiveSegError():
            # no message if the reader of a pipe is gone: the user knows it, as with `| head`
            if not isinstance(error, ReaderGoneError):
                tell(_in_options(error))
            return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
        case OutputUnwritableError():
            tell(f"the result cannot be printed: {error}")
            return EXIT_CODES[SinkError]
        case _:
            told = "; ".join([repr(error), *getattr(error, "__notes__", ())])
            tell(f"internal error, please report it with what --debug shows: {told}")
            return 1


def _in_options(error: LiveSegError) -> str:
    """An error's message, with options of the command line instead of Python arguments."""
    if isinstance(error, OutputExistsError):
        return f"{error.path} exists; choose another name, or replace it with --overwrite"
    if isinstance(error, DisplayError):
        return f"{error}; {WITHOUT_DISPLAY}"
    name, separator, rest = one_line(error).partition(" is ")
    return f"{NAMES.get(name, name)}{separator}{rest}"


def _as_json(value: object) -> object:
    return float(value) if isinstance(value, Fraction) else str(value)
