"""The elbow analysis while a video goes on."""

from __future__ import annotations

from fractions import Fraction
from time import monotonic, sleep

import numpy as np

from live_seg import Config, Frame, Segmentation, Segmenter, measure_elbow
from live_seg.live.controls.elbow_analysis import ElbowAnalysis
from tests import oracle
from tests.processes import DEADLINE, POLL_INTERVAL


def frame(index: int, time: float, seed: int = 0) -> Frame:
    """A frame of one scene, with noise of its own."""
    mixed = 0.9 * oracle.noise(24, 32, 0) + 0.1 * oracle.noise(24, 32, seed)
    return Frame(index, Fraction(str(time)), np.asarray(mixed, np.uint8))


def seen(one: Frame) -> Segmentation:
    return Segmenter(k=2).segment(one)


def wait_until_whole(analysis: ElbowAnalysis) -> None:
    end = monotonic() + DEADLINE
    while not (state := analysis.state) or not state.is_whole:
        assert monotonic() < end, "the curve is not whole"
        sleep(POLL_INTERVAL)


def test_none_is_open_before_it_is_asked_for() -> None:
    assert ElbowAnalysis(10).state is None


def test_it_comes_to_what_measuring_its_frames_comes_to() -> None:
    frames = [frame(index, index, seed=index) for index in range(8)]
    analysis = ElbowAnalysis(6)
    segmenter = Segmenter(k=2)
    for one in frames:
        analysis.see(segmenter.segment(one))
    analysis.open(Config(seed=5))
    wait_until_whole(analysis)
    state = analysis.state
    assert state is not None
    assert state.curve is not None
    expected = measure_elbow(frames, ks=range(1, 7), seed=5)
    np.testing.assert_array_equal(state.curve.inertia, expected.inertia)
    assert (state.curve.ks, state.curve.knee) == (expected.ks, expected.knee)
    analysis.join()


def test_frames_that_are_much_the_same_moment_count_once() -> None:
    analysis = ElbowAnalysis(3)
    for index in range(6):
        analysis.see(seen(frame(index, index / 30)))
    analysis.open(Config())
    wait_until_whole(analysis)
    state = analysis.state
    assert state is not None
    assert state.curve is not None
    assert state.curve.pixels == 24 * 32
    analysis.join()


def test_closed_it_is_forgotten_and_ends() -> None:
    analysis = ElbowAnalysis(64)
    analysis.see(seen(frame(0, 0)))
    analysis.open(Config())
    analysis.close()
    assert analysis.state is None
    analysis.join()


def test_opened_again_it_measures_anew() -> None:
    analysis = ElbowAnalysis(2)
    analysis.see(seen(frame(0, 0)))
    analysis.open(Config())
    wait_until_whole(analysis)
    analysis.open(Config())
    wait_until_whole(analysis)
    analysis.join()
