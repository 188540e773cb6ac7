"""The heading of a table of measurements: the machine, and what was measured."""

from __future__ import annotations

from rich.console import Group
from rich.text import Text

from live_seg.bench.machine import Machine
from live_seg.report.wording import count_of


def heading(machine: Machine, facts: str) -> Group:
    """The processor's name in bold, then its cores, the versions of programs, and the facts of the measurement."""
    programs = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    cores = f"{count_of('core', machine.cores)}, {count_of('thread', machine.threads)}"
    return Group(Text(machine.cpu, "bold"), Text(f"{cores}\n{programs}\n{facts}\n", "dim"))
