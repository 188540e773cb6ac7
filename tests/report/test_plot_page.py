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
from live_seg.report.plot_page import Page, bare_axes
page = Page(3, "title", "explained")
bare_axes(page.axes(1, 1, 2, 1))
page.save(Path(sys.argv[1]), overwrite=False)
print("matplotlib.pyplot" in sys.modules)
"""


def test_the_figures_of_a_program_that_draws_its_own_are_left_alone(tmp_path: Path) -> None:
    # in a process of its own: other tests' libraries load what is not to be loaded
    command = [sys.executable, "-c", DRAW, str(tmp_path / "page.png")]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    assert said == "False\n"
    assert (tmp_path / "page.png").exists()
