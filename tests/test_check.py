"""The check command: which tools it runs, with which arguments."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import check


class Tools:
    """Stands in for `subprocess.run`: notes the commands, of which those that begin with `failing` fail."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.failing = "none"

    def run(self, command: list[str | Path], **_: Any) -> subprocess.CompletedProcess[str]:
        tool, *options = command
        self.commands.append(" ".join([Path(tool).name, *map(str, options)]))
        return subprocess.CompletedProcess(command, 3 if self.commands[-1].startswith(self.failing) else 0)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Tools:
    tools = Tools()
    monkeypatch.setattr(subprocess, "run", tools.run)
    return tools


def test_without_arguments_all_checks_and_all_tests_run(tools: Tools) -> None:
    assert check.main([]) == 0
    assert tools.commands == [*check.QUICK_CHECKS, *check.ALL_TESTS]


def test_arguments_select_tests_after_the_quick_checks(tools: Tools) -> None:
    assert check.main(["tests/segment", "-k", "knee or cut"]) == 0
    assert tools.commands == [*check.QUICK_CHECKS, "pytest tests/segment -k knee or cut"]


def test_fix_comes_first_and_is_not_an_argument_for_pytest(tools: Tools) -> None:
    assert check.main(["--fix"]) == 0
    assert tools.commands == [*check.FIXES, *check.QUICK_CHECKS, *check.ALL_TESTS]


def test_the_first_check_that_fails_ends_the_run_with_its_exit_code(tools: Tools) -> None:
    tools.failing = "mypy"
    assert check.main([]) == 3
    assert tools.commands[-1] == "mypy"
