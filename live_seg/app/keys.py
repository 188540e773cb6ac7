"""The keys of the window: what each is called, what it says on the card, and which of `Controls` it calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or two for one thing: `characters` that arrive, `name` for the user, and what it does in a few words.

    `action` is the name of the method of `Controls`; None for what is no key, and is on the card all the same.
    """

    characters: str
    name: str
    says: str
    action: str | None


KEYS = (
    Key("q\x1b", "q  Esc", "quit", "quit"),
    Key(" ", "Space", "pause, go on", "pause_or_go_on"),
    Key(".", ".", "one frame on", "step"),
    # one key on many keyboards: which of both arrives is up to the window system
    Key("+=", "+", "one segment more", "more"),
    Key("-_", "-", "one segment fewer", "fewer"),
    Key("e", "e", "elbow: how many?", "analyse_or_close"),
    Key("a", "a", "apply the elbow's K", "apply"),
    Key("l", "l", "lock the palette", "lock_or_unlock"),
    Key("c", "c", "fit the palette anew", "refit"),
    Key("v", "v", "next view", "next_view"),
    Key("", "click", "pick a segment, drop it", None),
    Key("b", "b", "what is behind picks", "next_background"),
    Key("r", "r", "record, stop", "record_or_stop"),
    Key("s", "s", "snapshot", "snapshot"),
    Key("m", "m", "mirror", "mirror"),
    Key("f", "f", "full screen", "full_screen"),
    Key("i", "i", "figures on, off", "figures"),
    Key("h?", "h", "this card", "help"),
)

ACTIONS = {character: key.action for key in KEYS for character in key.characters if key.action}

CARD = tuple((key.name, key.says) for key in KEYS)
"""What the help card says: the key, and what it does."""


def action_of(character: str | None) -> str | None:
    """The method that a key calls; None for a key that does nothing, and for none."""
    # with Caps Lock on, they are the same keys
    return None if character is None else ACTIONS.get(character.lower())
