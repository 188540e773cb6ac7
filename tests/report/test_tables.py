"""Figures in tables."""

from __future__ import annotations

import pytest

from live_seg.report.tables import figure


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (1.234, "1.23"), (9.996, "10.0"), (-0.5, "-0.50"), (99.96, "100"), (1234, "1234")],
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    assert figure(value) == text
