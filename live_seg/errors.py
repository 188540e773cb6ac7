"""Every error that live_seg raises on purpose, as one tree.

    LiveSegError                 live_seg refuses something or cannot do it
    ├── ConfigError              a setting or an argument is wrong (also a ValueError)
    ├── SourceError              a source gives no frames
    │   └── FrameError           an array or image is not a valid frame (also a ValueError)
    ├── SinkError                an output cannot be written
    │   ├── OutputExistsError    an output exists and may not be replaced
    │   └── ReaderGoneError      the program that reads standard output has ended
    └── DisplayError             there is no display to show a window on

A message is one line: what failed, where, what was expected and found, and what to do. It names Python arguments, not
options of the command line; `live_seg.cli` adds those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


LONGEST = 80
"""Largest number of characters of an argument that an error message shows."""


class LiveSegError(Exception):
    """Root of every error that live_seg raises on purpose."""


class ConfigError(LiveSegError, ValueError):
    """A setting or argument is of the wrong type or out of range. The message names it, its value and the limits."""


class SourceError(LiveSegError):
    """A camera, file or stream cannot be opened, or gives no frames."""


class FrameError(SourceError, ValueError):
    """An array or image has the wrong dtype or shape for a frame."""


class SinkError(LiveSegError):
    """An output cannot be opened, written or finished."""


class OutputExistsError(SinkError):
    """An output exists already and may not be replaced.

    Attributes:
        path: the output.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists; choose another name, or pass overwrite=True")
        self.path = path

    def __reduce__(self) -> tuple[type[Self], tuple[Path]]:
        # copies are made by calling the class with `args`, but here `args` holds the message, not the path
        return type(self), (self.path,)


class ReaderGoneError(SinkError):
    """The program that read an output from standard output has closed it."""

    def __init__(self, text: str = "writing - failed: nobody reads standard output any more") -> None:
        super().__init__(text)


class DisplayError(LiveSegError):
    """A window was asked for, and there is no display."""


def described(value: object) -> str:
    """Describe an argument for an error message: dtype and shape of an array, otherwise its repr, on one short line.

    >>> described([1] * 1000)
    '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,...'
    """
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape and hasattr(value, "dtype"):  # a NumPy scalar has the shape ()
        return f"{value.dtype} ({', '.join(map(str, shape))})"
    text = " ".join(repr(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def one_line(error: BaseException) -> str:
    """An error's message and its notes, in one line."""
    return "; ".join([str(error), *getattr(error, "__notes__", ())])
