"""Every check of the project, the quick ones first: `python tests/check.py`. Ends at the first that fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKS = (
    "ruff format --check .",
    "ruff check .",
    "mypy",
    "lint-imports --no-cache",
    "coverage erase",
    # a worker takes from another when it has none left: whatever takes long, both end at the same time
    "coverage run -m pytest --numprocesses=logical --maxprocesses=4 --dist=worksteal",
    "coverage combine --quiet",
    "coverage report",
)


def main() -> int:
    """Run the checks; the exit code of the one that failed, or 0."""
    for check in CHECKS:
        tool, *arguments = check.split()
        # beside the Python that runs this, so that it is the one of the virtual environment
        code = subprocess.run([Path(sys.executable).with_name(tool), *arguments], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
