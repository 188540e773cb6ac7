"""Run the checks of the project, the quick ones first, and stop at the first that fails.

python tests/check.py                           format, lint, types, import contracts, all tests with coverage
python tests/check.py tests/segment -k knee     the same, but only these tests and no coverage: arguments for pytest
python tests/check.py --fix ...                 format and fix what can be fixed first
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIXES = ("ruff check --fix --exit-zero --quiet .", "ruff format .")
QUICK_CHECKS = ("ruff format --check .", "ruff check .", "mypy", "lint-imports --no-cache")
ALL_TESTS = (
    "coverage erase",
    # One worker more than cores, because many tests wait for a process or a screen. A worker that runs out of tests
    # takes some from another, so that all end at about the same time.
    f"coverage run -m pytest --numprocesses={min(4, (os.cpu_count() or 1) + 1)} --dist=worksteal",
    "coverage combine --quiet",
    "coverage report",
)


def main(arguments: list[str]) -> int:
    """Run the checks. Return the exit code of the one that failed, or 0."""
    fixes = FIXES if "--fix" in arguments else ()
    for_pytest = [argument for argument in arguments if argument != "--fix"]
    commands = [command.split() for command in (*fixes, *QUICK_CHECKS)]
    commands += [["pytest", *for_pytest]] if for_pytest else [command.split() for command in ALL_TESTS]
    for tool, *options in commands:
        # the tools of the environment whose Python runs this
        code = subprocess.run([Path(sys.executable).with_name(tool), *options], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
