"""Picks by their names."""

from __future__ import annotations

from fractions import Fraction

import pytest

from live_seg.errors import ConfigError
from live_seg.view.picks import PickAt, PickColour, parse_colour, parse_pick


def test_a_pixel_is_picked_from_the_start() -> None:
    assert parse_pick("320,240") == PickAt(320, 240, Fraction(0))


def test_a_pixel_may_have_a_time() -> None:
    assert parse_pick("0,7@12.04") == PickAt(0, 7, Fraction(301, 25))


@pytest.mark.parametrize("rule", ["largest", "centre"])
def test_a_rule_is_its_name(rule: str) -> None:
    assert parse_pick(rule) == rule


@pytest.mark.parametrize("text", ["", "320", "320,", "-1,3", "1.5,2", "1,2,3", "1,2@", "1,2@x", "1,2@-1", "biggest"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="it must be a column and a row, as in 320,240"):
        parse_pick(text)


def test_a_colour_is_given_in_hex_as_red_green_and_blue() -> None:
    assert parse_colour("#a52019") == PickColour((0x19, 0x20, 0xA5))
    assert parse_colour("#a21") == PickColour((0x11, 0x22, 0xAA))


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="pick_colour is 'red'"):
        parse_colour("red")
