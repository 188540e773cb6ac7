"""Run the checks of the project: the quick ones first, then the tests, and types beside them.

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
QUICK_CHECKS = ("ruff format --check .", "ruff check .", "lint-imports --no-cache")
TYPES = "mypy"
ALL_TESTS = (
    "coverage erase",
    # One worker more than cores, because many tests wait for a process or a screen. A worker that runs out of tests
    # takes some from another, so that all end at about the same time.
    f"coverage run -m pytest --numprocesses={min(4, (os.cpu_count() or 1) + 1)} --dist=worksteal",
    "coverage combine --quiet",
    "coverage report",
)


def main(arguments: list[str]) -> int:
    """Run the checks. Return the exit code of the one that failed, or 0.

    Types are checked on one core beside the tests, because both take long and tests wait a lot.
    """
    fixes = FIXES if "--fix" in arguments else ()
    for_pytest = [argument for argument in arguments if argument != "--fix"]
    if code := run_all([command.split() for command in (*fixes, *QUICK_CHECKS)]):
        return code
    with subprocess.Popen([tool(TYPES)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as types:
        code = run_all([["pytest", *for_pytest]] if for_pytest else [command.split() for command in ALL_TESTS])
        said, _ = types.communicate()
    print(f"{TYPES}: {said.strip()}", flush=True)
    return code or types.returncode


def run_all(commands: list[list[str]]) -> int:
    """Run commands until one fails. Return its exit code, or 0."""
    for name, *options in commands:
        if code := subprocess.run([tool(name), *options], cwd=ROOT, check=False).returncode:
            return code
    return 0


def tool(name: str) -> Path:
    """A tool of the environment whose Python runs this."""
    return Path(sys.executable).with_name(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
