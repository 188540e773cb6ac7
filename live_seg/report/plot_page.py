"""A page to draw on: what all plots have in common, from the file's name to the colour of the ink.

Drawn through matplotlib's objects, not its `pyplot`: no window, and nothing of the caller's is changed. It is made for
a page that shows it 1000 pixels wide, at twice that for sharp screens.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from live_seg.errors import ConfigError, SinkError
from live_seg.sink.output_file import OutputFile, check_output_path, refuse_to_write_on_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg")
DPI = 200

WIDTH, MARGIN = 10.0, 0.3
"""In inches, of which a page shows 100 pixels each."""

INK, QUIET, RULE = "#1f2328", "#656d76", "#e4e7ea"


def check_plot(path: Path, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that a plot can be drawn and written, before the work of measuring.

    Raises:
        ConfigError: its name is neither .png nor .svg, it is one of the inputs, or matplotlib is not installed.
        SinkError: the folder is missing, or the file exists and may not be replaced.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError(f"plot is {path}; its name must end in {' or '.join(SUFFIXES)}")
    for address in inputs:
        refuse_to_write_on_input(path, address)
    check_output_path(path, overwrite=overwrite)
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise ConfigError("--plot needs matplotlib: pip install 'live_seg[plots]'") from None


class Page:
    """A white page with a title, and places in inches from its top left corner.

    Args:
        height: of the page.
        title: what it shows.
        explained: a line more about that.
    """

    def __init__(self, height: float, title: str, explained: str) -> None:
        from matplotlib.figure import Figure

        self._height = height
        self._figure = Figure(figsize=(WIDTH, height), facecolor="white")
        self.text(MARGIN, 0.24, title, fontsize=15, fontweight="bold")
        self.text(MARGIN, 0.58, explained, fontsize=9.5, color=QUIET)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes of that place and size."""
        bottom = self._height - top - height
        return self._figure.add_axes((left / WIDTH, bottom / self._height, width / WIDTH, height / self._height))

    def text(self, left: float, top: float, text: str, **style: Any) -> None:
        """Text whose upper left corner is there, if the style says nothing else."""
        plain: dict[str, Any] = {"va": "top", "color": INK, "fontsize": 9, "parse_math": False}
        self._figure.text(left / WIDTH, 1 - top / self._height, text, **plain | style)

    def save(self, path: Path, *, overwrite: bool) -> None:
        """Write it as a .png or .svg file, which appears when it is whole.

        Raises:
            SinkError: it cannot be written.
        """
        out = OutputFile(path, overwrite=overwrite)
        try:
            with warnings.catch_warnings():
                # a clip's name may be in a script that matplotlib's font lacks: it gets boxes, the user no lecture
                warnings.filterwarnings("ignore", message="Glyph")
                self._figure.savefig(out.partial, format=path.suffix[1:].lower(), dpi=DPI)
        except OSError as error:
            out.discard()
            raise SinkError(f"cannot write {path}: {error.strerror}") from error
        out.publish()


def bare_axes(axes: Axes) -> None:
    """Take everything off axes but faint lines across, quiet labels and a line at the bottom."""
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(which="both", length=0, labelsize=9, labelcolor=QUIET, pad=6)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set(visible=True, color=QUIET, linewidth=0.8)


def spread(places: Sequence[float], step: float, height: float) -> list[float]:
    """Places of labels down a chart of a height, moved apart as little as puts a step between them, and all on it."""
    order = np.argsort(places, kind="stable")
    steps = np.arange(len(places)) * step
    # down, each below the one before; then up, as far as those below need room
    moved = np.empty(len(places))
    moved[order] = np.maximum.accumulate(np.array(places)[order] - steps) + steps
    moved[order] = np.minimum(moved[order], height - steps[::-1])
    return [float(place) for place in moved]
