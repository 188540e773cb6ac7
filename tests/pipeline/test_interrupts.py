"""A request to stop from outside."""

from __future__ import annotations

import signal
from threading import Thread

import pytest

from live_seg.pipeline.interrupts import Interrupts
from tests.platforms import posix_only


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", pytest.param("SIGHUP", marks=posix_only)])
def test_the_first_signal_asks_to_stop(name: str) -> None:
    number = signal.Signals[name]
    with Interrupts() as interrupts:
        assert not interrupts.stop.is_set()
        signal.raise_signal(number)
        assert interrupts.stop.is_set()
        assert interrupts.signal == number


def test_a_hasty_second_signal_does_not_spoil_the_end() -> None:
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert interrupts.signal == signal.SIGINT


def test_a_later_second_signal_is_not_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("live_seg.pipeline.interrupts.GRACE", 0.0)
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        assert interrupts.stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@posix_only
def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with Interrupts() as interrupts:
            signal.raise_signal(signal.SIGHUP)
            assert not interrupts.stop.is_set()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)
    during = []

    def enter() -> None:
        with Interrupts():
            during.append(signal.getsignal(signal.SIGTERM))

    thread = Thread(target=enter)
    thread.start()
    thread.join()
    assert during == [before]
