"""Whether there is a screen: found out without being aborted."""

from __future__ import annotations

import pytest

from live_seg.errors import DisplayError
from live_seg.sink.display import require_display
from tests.platforms import linux_only

pytestmark = linux_only  # elsewhere there is always a display


def test_a_missing_display_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(DisplayError, match="DISPLAY is not set"):
        require_display()


def test_a_display_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(DisplayError, match=":4711 cannot be reached"):
        require_display()


def test_the_reason_is_found_although_qt_is_told_to_be_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setenv("QT_LOGGING_RULES", "*=false")
    with pytest.raises(DisplayError, match="cannot be reached"):
        require_display()
