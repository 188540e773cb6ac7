"""The page that a plot is drawn on, in one style for all plots.

It uses matplotlib's objects without `pyplot`, so that no window opens and the caller's own figures are left alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from live_seg.errors import ConfigError, SinkError
from live_seg.installation import install_command
from live_seg.sink.output_file import OutputFile, check_output_path, refuse_to_write_on_input

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

SUFFIXES = (".png", ".svg")

WIDTH, DPI = 10, 200
"""Inches, and pixels per inch: 2000 pixels, to be shown at half that width on sharp screens."""

MARGINS = (0.03, 0.02, 0.95, 0.95)
"""Left, bottom, width and height of what is drawn, as fractions of the page."""

INK, QUIET, RULE = "#1f2328", "#656d76", "#e4e7ea"
BLUE, ORANGE, GREY = "#0a6e8a", "#c2410c", "#737c86"

STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": QUIET,
    "axes.labelsize": 8,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "font.size": 9,
    "grid.color": RULE,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "legend.labelcolor": "linecolor",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": QUIET,
    "xtick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.color": QUIET,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a plot, in large and in small letters, and below it."""

    title: str
    subtitle: str
    footer: str = ""


def check_plot(path: Path, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that a plot can be drawn and written, before the work of measuring.

    Raises:
        ConfigError: the name ends in neither .png nor .svg, the file is one of the inputs, or matplotlib is missing.
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
        raise ConfigError(f"a plot needs matplotlib; install it with: {install_command('plots')}") from None


@contextmanager
def plot_page(path: Path, height: float, heading: Heading, *, overwrite: bool) -> Iterator[SubFigure]:
    """Give a page to draw on, and write it as a .png or .svg file when the block is left.

    Args:
        path: the file, which appears when it is complete.
        height: height of the page, in inches.
        heading: the texts around the plot.
        overwrite: whether an existing file may be replaced.

    Raises:
        SinkError: the file cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with rc_context(STYLE), warnings.catch_warnings():
        # the font may lack the script of a clip's name; it shows boxes then
        warnings.filterwarnings("ignore", message="Glyph")
        layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08, rect=MARGINS)
        figure = Figure((WIDTH, height), facecolor="white", layout=layout)
        # one inside the other, because a figure has only one title
        page = figure.add_subfigure(figure.add_gridspec()[0])
        page.suptitle(heading.title, x=0, ha="left", fontsize=15, fontweight="bold")
        page.supxlabel(heading.footer, x=0, ha="left", fontsize=8, color=QUIET)
        plot = page.add_subfigure(page.add_gridspec()[0])
        plot.suptitle(heading.subtitle, x=0, ha="left", fontsize=9.5, color=QUIET)
        yield plot
        out = OutputFile(path, overwrite=overwrite)
        try:
            figure.savefig(out.partial, format=path.suffix[1:].lower(), dpi=DPI)
        except OSError as error:
            out.discard()
            raise SinkError(f"cannot write {path}: {error.strerror}") from error
        out.publish()
