"""The page that plots are drawn on."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DRAW = """
import sys
from pathlib import Path
import matplotlib
from live_seg.report.plot_page import Heading, plot_page
before = matplotlib.rcParams["axes.grid"]
with plot_page(Path(sys.argv[1]), 3, Heading("title", "subtitle"), overwrite=False) as page:
    page.subplots().plot([1, 2])
print("matplotlib.pyplot" in sys.modules, matplotlib.rcParams["axes.grid"] == before)
"""


def test_a_callers_own_figures_and_style_are_left_alone(tmp_path: Path) -> None:
    # in a process of its own, because other tests may have loaded pyplot
    command = [sys.executable, "-c", DRAW, str(tmp_path / "page.png")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    assert printed == "False True\n"
    assert (tmp_path / "page.png").exists()
