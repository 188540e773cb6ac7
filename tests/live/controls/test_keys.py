"""The keys: each does one thing, and the card lists all of them."""

from __future__ import annotations

import pytest

from live_seg.live.controls.controls import Controls
from live_seg.live.controls.keys import KEYS, action_of, card

MOUSE = {key.name for key in KEYS if key.action is None}


def test_no_character_stands_for_two_things() -> None:
    characters = [character for key in KEYS for character in key.characters]
    assert len(characters) == len(set(characters))


def test_each_key_calls_something_that_there_is() -> None:
    # full screen is the screen's
    assert all(callable(getattr(Controls, key.action)) for key in KEYS if key.action not in {None, "full_screen"})


def test_the_keys_that_users_know_do_something() -> None:
    for character in (*"q +-=_.eag[]vrslchmfib?", "\x1b"):
        assert action_of(character) is not None, repr(character)


def test_with_caps_lock_they_are_the_same_keys() -> None:
    assert action_of("Q") == action_of("q")
    assert action_of("L") == action_of("l")


@pytest.mark.parametrize("character", [None, "x", "\x7f", "\x00", "7", "\n"])
def test_other_keys_do_nothing(character: str | None) -> None:
    assert action_of(character) is None


def test_every_key_is_on_the_card_in_a_few_words() -> None:
    for has_regions in (False, True):
        names = [name for name, _ in card(has_regions=has_regions)]
        assert [key.name for key in KEYS if key.action] == [name for name in names if name not in MOUSE]
    assert all(0 < len(key.says) <= 24 for key in KEYS)


def test_the_card_says_what_the_mouse_does_with_and_without_regions() -> None:
    without, with_regions = ([line for line in card(has_regions=has) if line[0] in MOUSE] for has in (False, True))
    assert without == [("click", "pick, drop a segment")]
    assert with_regions == [
        ("click", "pick one region"),
        ("Shift-click", "add, drop a region"),
        ("drag", "pick all in a box"),
    ]
