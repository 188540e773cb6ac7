"""What is drawn over the picture: where it is, that it is readable, and that it fits at every size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from live_seg import ElbowCurve, Palette, measure_elbow
from live_seg.live.controls.keys import card
from live_seg.view.hud.cards import draw_message
from live_seg.view.hud.dashboard import Dashboard
from live_seg.view.hud.elbow_panel import Analysis, draw_elbow
from live_seg.view.hud.palette_strip import label_in_strip, strip_height
from live_seg.view.hud.status import OnRecord, Status
from live_seg.view.hud.text import AMBER, LARGEST, SMALLEST, WHITE, shortened, text_colour_on, text_size, width_of
from tests import oracle

SIZES = [(320, 240), (480, 270), (240, 320), (640, 360), (1280, 720), (3840, 2160)]
"""Width and height."""
BUSY = Status(12, 29.9, 30.0, 0.0123, 3, OnRecord(754, 3_400_000, 2), is_locked=True, is_paused=True)
GRAY = 128


def palette(*shares: float) -> Palette:
    colours = np.random.default_rng(3).integers(0, 256, (len(shares), 3), dtype=np.uint8)
    return Palette(np.zeros((len(shares), 3), np.float32), colours, np.array(shares, np.float32), 0.0, 0)


def drawn(dashboard: Dashboard, size: tuple[int, int]) -> oracle.Bytes:
    canvas = np.full((size[1], size[0], 3), GRAY, np.uint8)
    dashboard.draw(canvas)
    return canvas


def extent(canvas: oracle.Bytes) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is no longer gray."""
    rows, columns = np.nonzero((canvas != GRAY).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def has(canvas: oracle.Bytes, colour: tuple[int, int, int]) -> bool:
    return bool((canvas == colour).all(axis=2).any())


@pytest.fixture(scope="module")
def clear() -> ElbowCurve:
    return measure_elbow(oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250)))


@pytest.fixture(scope="module")
def unclear() -> ElbowCurve:
    return measure_elbow(oracle.noise(60, 80))


@pytest.mark.parametrize("size", SIZES)
def test_text_is_legible_from_a_small_window_to_4k(size: tuple[int, int]) -> None:
    assert SMALLEST <= text_size(*size) <= LARGEST
    assert text_size(*size) >= min(size) / 45


@pytest.mark.parametrize("size", SIZES)
def test_the_figures_stand_in_the_upper_left_and_are_whole(size: tuple[int, int]) -> None:
    left, top, right, bottom = extent(drawn(Dashboard(BUSY), size))
    text = text_size(*size)
    assert left <= text
    assert top <= text
    assert right < size[0] - text // 4
    assert bottom < size[1] * 0.45


@pytest.mark.parametrize("ground", [0, 90, 255])
def test_text_stands_out_from_any_ground(ground: int) -> None:
    canvas = np.full((240, 320, 3), ground, np.uint8)
    Dashboard(BUSY).draw(canvas)
    plate = canvas[6:24, 6:60].max(axis=2)
    assert int(plate.max()) - int(np.median(plate)) > 120


def test_each_colour_of_the_strip_is_as_wide_as_its_share() -> None:
    colours = palette(0.5, 0.3, 0.2)
    row = drawn(Dashboard(BUSY, colours), (1000, 600))[-1]
    widths = [int((row == colour).all(axis=1).sum()) for colour in colours.colours]
    assert widths == [500, 300, 200]


def test_shares_that_do_not_sum_to_one_still_fill_the_strip() -> None:
    row = drawn(Dashboard(BUSY, palette(0.25, 0.25)), (1000, 600))[-1]
    assert not (row == GRAY).all(axis=1).any()


def test_a_colour_that_the_frame_has_not_has_no_place_in_the_strip() -> None:
    colours = palette(0.6, 0.0, 0.4)
    assert not has(drawn(Dashboard(BUSY, colours), (1000, 600)), tuple(colours.colours[1].tolist()))
    assert {label_in_strip(colours, x, 1000) for x in range(1000)} == {0, 2}


@pytest.mark.parametrize(("x", "label"), [(0, 0), (499, 0), (500, 1), (799, 1), (800, 2), (999, 2), (1000, None)])
def test_a_place_in_the_strip_is_a_label(x: int, label: int | None) -> None:
    assert label_in_strip(palette(0.5, 0.3, 0.2), x, 1000) == label


def test_segments_that_are_picked_have_a_frame_in_the_strip() -> None:
    colours = palette(0.5, 0.5)
    canvas = drawn(Dashboard(BUSY, colours, frozenset({1})), (1000, 600))
    assert (canvas[-1, :490] == colours.colours[0]).all()
    assert (canvas[-1, 500:] == WHITE).all()


def test_a_message_makes_way_for_the_elbow_panel(clear: ElbowCurve) -> None:
    quiet = Dashboard(BUSY, analysis=Analysis(10, clear, is_whole=True), is_plain=True)
    panel, both = drawn(quiet, (1280, 720)), drawn(replace(quiet, message="K = 8"), (1280, 720))
    rows = np.flatnonzero((panel != both).any(axis=(1, 2)))
    assert rows.max() < 720 / 3


@pytest.mark.parametrize(("colour", "ink"), [((0, 0, 0), (255, 255, 255)), ((250, 250, 250), (0, 0, 0))])
def test_shares_are_written_so_that_they_can_be_read(colour: tuple[int, ...], ink: tuple[int, ...]) -> None:
    assert text_colour_on(np.array(colour, np.uint8)) == ink


def test_figures_and_strip_can_be_left_out() -> None:
    assert (drawn(Dashboard(BUSY, palette(1.0), is_plain=True), (640, 360)) == GRAY).all()


@pytest.mark.parametrize("size", SIZES)
def test_a_message_of_any_length_stays_within_the_picture(size: tuple[int, int]) -> None:
    canvas = drawn(Dashboard(BUSY, message="saved snapshot " + "x" * 300, is_plain=True), size)
    left, top, right, bottom = extent(canvas)
    assert 0 <= left < right < size[0]
    assert size[1] / 2 < top < bottom < size[1]
    assert has(canvas, WHITE)


def test_what_is_too_long_ends_in_dots() -> None:
    text = shortened("a long message that nobody reads", 100, 20)
    assert text.endswith("…")
    assert width_of(text, 20) <= 100
    assert shortened("short", 100, 20) == "short"


@pytest.mark.parametrize("size", SIZES)
def test_the_card_of_the_keys_is_whole(size: tuple[int, int]) -> None:
    for has_regions in (False, True):
        keys = card(has_regions=has_regions)
        left, top, right, bottom = extent(drawn(Dashboard(BUSY, keys=keys, is_plain=True), size))
        assert 0 < left < right < size[0] - 1
        assert 0 < top < bottom < size[1] - 1


def test_the_card_hides_messages_and_the_panel(clear: ElbowCurve) -> None:
    plain = Dashboard(BUSY, keys=card(has_regions=True), is_plain=True)
    with_more = replace(plain, message="K = 7", analysis=Analysis(10, clear, is_whole=True))
    np.testing.assert_array_equal(drawn(plain, (640, 480)), drawn(with_more, (640, 480)))


@pytest.mark.parametrize("size", SIZES)
def test_the_elbow_panel_stands_above_the_strip_at_every_size(size: tuple[int, int], clear: ElbowCurve) -> None:
    panel = Dashboard(BUSY, analysis=Analysis(10, clear, is_whole=True), is_plain=True)
    left, top, right, bottom = extent(drawn(panel, size))
    assert left >= 0
    assert top > 0
    assert right < size[0]
    assert bottom < size[1] - strip_height(*size)


@pytest.mark.parametrize("size", SIZES)
def test_a_message_stands_above_the_elbow_panel(size: tuple[int, int], clear: ElbowCurve) -> None:
    message, panel = np.full((size[1], size[0], 3), GRAY, np.uint8), np.full((size[1], size[0], 3), GRAY, np.uint8)
    draw_message(message, "K = 3", above=True)
    draw_elbow(panel, Analysis(10, clear, is_whole=True))
    assert extent(message)[3] < extent(panel)[1]


def test_the_knee_is_marked_and_said_with_its_confidence(clear: ElbowCurve) -> None:
    analysis = Analysis(10, clear, is_whole=True)
    assert analysis.verdict == "K = 3, confidence 1.00"
    assert analysis.suggestion == 3
    assert has(drawn(Dashboard(BUSY, analysis=analysis, is_plain=True), (640, 480)), AMBER)


def test_where_there_is_no_clear_elbow_that_is_said_and_nothing_is_marked_as_one(unclear: ElbowCurve) -> None:
    analysis = Analysis(10, unclear, is_whole=True)
    assert analysis.verdict == f"no clear elbow; A takes K = {unclear.suggestion}"
    assert not has(drawn(Dashboard(BUSY, analysis=analysis, is_plain=True), (640, 480)), AMBER)


def test_nothing_is_suggested_before_the_curve_is_whole(clear: ElbowCurve) -> None:
    for curve in (None, clear):
        analysis = Analysis(10, curve, is_whole=False)
        assert analysis.suggestion is None
        assert analysis.verdict == "K = 1 to 10 ..."


def test_the_curve_grows_as_values_arrive(clear: ElbowCurve) -> None:
    def shown(count: int) -> int:
        part = replace(clear, ks=clear.ks[:count], inertia=clear.inertia[:count])
        analysis = Analysis(10, part if count else None, is_whole=False)
        canvas = drawn(Dashboard(BUSY, analysis=analysis, is_plain=True), (640, 480))
        return int((canvas == 255).all(axis=2).sum())

    assert shown(0) < shown(2) < shown(3) < shown(6) < shown(10)


def test_a_flat_picture_has_a_panel_too() -> None:
    curve = measure_elbow(np.full((30, 40, 3), 90, np.uint8))
    drawn(Dashboard(BUSY, analysis=Analysis(10, curve, is_whole=True)), (640, 480))


@pytest.mark.parametrize("k_max", [1, 2, 64])
def test_a_panel_goes_as_far_as_it_was_asked_to(k_max: int) -> None:
    curve = measure_elbow(oracle.scene(), ks=range(1, k_max + 1))
    drawn(Dashboard(BUSY, analysis=Analysis(k_max, curve, is_whole=True)), (320, 240))


def test_the_elbow_panel_says_over_how_many_seconds_it_was_measured(clear: ElbowCurve) -> None:
    assert "of the last 12 s" in Analysis(10, clear, is_whole=True, seconds=12.2).title
    assert "last" not in Analysis(10, clear, is_whole=True).title
