"""The machine, and how busy other programs keep it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from live_seg.bench.machine import OtherPrograms, busy_remarks, this_machine


def test_a_busy_machine_gets_a_remark() -> None:
    assert busy_remarks(None) == busy_remarks(0.05) == ()
    assert busy_remarks(0.42)[0].startswith("other programs used 42% of the processor")


def test_the_machine_has_a_name_cores_and_versions() -> None:
    machine = asdict(this_machine())
    assert machine["cpu"]
    assert machine["threads"] >= 1
    assert set(machine["versions"]) >= {"Python", "NumPy", "OpenCV", "numba", "scikit-learn"}


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        ((10, 100), (30, 200), 0.2),
        ((10, 100), (9.9, 200), 0),
        ((10, 100), (10.5, 100.2), 1),
        ((10, 100), (10, 100), None),
        (None, None, None),
    ],
)
def test_the_share_of_other_programs_is_of_the_time_since_the_start(
    before: tuple[float, float] | None, after: tuple[float, float] | None, share: float | None
) -> None:
    readings = iter([before, after])
    assert OtherPrograms(lambda: next(readings)).share() == share
