"""The check command: which tools it runs, with which arguments."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import check

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tools:
    """Stands in for `subprocess`: notes the commands, of which those that begin with `failing` fail."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.failing = "none"

    def run(self, command: list[str | Path], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, self.note(command))

    def note(self, command: list[str | Path]) -> int:
        """Note a command, and return its exit code."""
        tool, *options = command
        self.commands.append(" ".join([Path(tool).name, *map(str, options)]))
        return 3 if self.commands[-1].startswith(self.failing) else 0

    @contextmanager
    def start(self, command: list[str | Path], **_: Any) -> Iterator[Started]:
        yield Started(self.note(command))


@dataclass
class Started:
    """Stands in for a process that runs beside others."""

    returncode: int

    def communicate(self) -> tuple[str, None]:
        return "what it found\n", None


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Tools:
    tools = Tools()
    monkeypatch.setattr(subprocess, "run", tools.run)
    monkeypatch.setattr(subprocess, "Popen", tools.start)
    return tools


def test_without_arguments_all_checks_and_all_tests_run(tools: Tools) -> None:
    assert check.main([]) == 0
    assert tools.commands == [*check.QUICK_CHECKS, check.TYPES, *check.ALL_TESTS]


def test_arguments_select_tests_after_the_quick_checks(tools: Tools) -> None:
    assert check.main(["tests/segment", "-k", "knee or cut"]) == 0
    assert tools.commands == [*check.QUICK_CHECKS, check.TYPES, "pytest tests/segment -k knee or cut"]


def test_fix_comes_first_and_is_not_an_argument_for_pytest(tools: Tools) -> None:
    assert check.main(["--fix"]) == 0
    assert tools.commands == [*check.FIXES, *check.QUICK_CHECKS, check.TYPES, *check.ALL_TESTS]


def test_a_quick_check_that_fails_ends_the_run_with_its_exit_code(tools: Tools) -> None:
    tools.failing = "ruff check"
    assert check.main([]) == 3
    assert tools.commands[-1] == "ruff check ."


def test_wrong_types_fail_the_run_after_the_tests(tools: Tools, capsys: pytest.CaptureFixture[str]) -> None:
    tools.failing = "mypy"
    assert check.main([]) == 3
    assert tools.commands[-1] == check.ALL_TESTS[-1]
    assert capsys.readouterr().out == "mypy: what it found\n"


def test_tests_that_fail_fail_the_run(tools: Tools) -> None:
    tools.failing = "coverage run"
    assert check.main([]) == 3
