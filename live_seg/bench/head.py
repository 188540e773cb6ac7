"""The head of a table of measurements: what was measured, and on what machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from live_seg.bench.machine import Machine


def head(machine: Machine, facts: str) -> Group:
    """The machine's name; its cores, its programs and the facts of the measurement below."""
    programs = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    cores = f"{count_of('core', machine.cores)}, {count_of('thread', machine.threads)}"
    return Group(Text(machine.cpu, "bold"), Text(f"{cores}\n{programs}\n{facts}\n", "dim"))
