"""The keys: each does one thing, each thing is on the card."""

from __future__ import annotations

import pytest

from live_seg.live.controls import Controls
from live_seg.live.keys import CARD, KEYS, action_of


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
    assert [name for name, _ in CARD] == [key.name for key in KEYS]
    assert all(0 < len(says) <= 24 for _, says in CARD)
