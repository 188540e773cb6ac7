"""The keys of the window: what each is called, what it says on the card, and which of `Controls` it calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or two for one thing: `characters` that arrive, `name` for the user, and what it does in a few words.

    Letters are shown as they stand on the keys: a small l looks like a large I.

    `action` is the name of the method of `Controls`; None for what is no key, and is on the card all the same.
    """

    characters: str
    name: str
    says: str
    action: str | None


KEYS = (
    Key("q\x1b", "Q  Esc", "quit", "quit"),
    Key(" ", "Space", "pause, go on", "pause_or_go_on"),
    Key(".", ".", "one frame on", "step"),
    # one key on many keyboards: which of both arrives is up to the window system
    Key("+=", "+", "one segment more", "more"),
    Key("-_", "-", "one segment fewer", "fewer"),
    Key("e", "E", "elbow: how many?", "analyse_or_close"),
    Key("a", "A", "apply the elbow's K", "apply"),
    Key("l", "L", "lock the palette", "lock_or_unlock"),
    Key("c", "C", "fit the palette anew", "refit"),
    Key("v", "V", "next view", "next_view"),
    Key("", "click", "pick a segment, drop it", None),
    Key("b", "B", "what is behind picks", "next_background"),
    Key("r", "R", "record, stop", "record_or_stop"),
    Key("s", "S", "snapshot", "snapshot"),
    Key("m", "M", "mirror", "mirror"),
    Key("f", "F", "full screen", "full_screen"),
    Key("i", "I", "all figures on, off", "figures"),
    Key("h?", "H", "this card", "help"),
)

ACTIONS = {character: key.action for key in KEYS for character in key.characters if key.action}

CARD = tuple((key.name, key.says) for key in KEYS)
"""What the help card says: the key, and what it does."""


def action_of(character: str | None) -> str | None:
    """The method that a key calls; None for a key that does nothing, and for none."""
    # with Caps Lock on, they are the same keys
    return None if character is None else ACTIONS.get(character.lower())
