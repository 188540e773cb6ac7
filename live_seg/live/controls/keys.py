"""The keys of the window, in one table: their names, what they do, and the method of `Controls` that they call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or several keys that do the same.

    Attributes:
        characters: the characters that the window reports.
        name: the name for the user, in upper case as on the keyboard: a lower-case l looks like an upper-case I.
        says: what it does, in a few words.
        action: the name of a method of `Controls`; None for what the mouse does, which is on the card too.
        regions: True if it does this only with regions, False if only without them, None if always.
    """

    characters: str
    name: str
    says: str
    action: str | None
    regions: bool | None = None


KEYS = (
    Key("q\x1b", "Q  Esc", "quit", "quit"),
    Key(" ", "Space", "pause, play", "pause_or_go_on"),
    Key(".", ".", "next frame", "step"),
    # on many keyboards + and = are one key, and the window system decides which of them arrives
    Key("+=", "+", "one segment more", "more"),
    Key("-_", "-", "one segment fewer", "fewer"),
    Key("e", "E", "elbow: how many?", "analyse_or_close"),
    Key("a", "A", "apply the elbow's K", "apply"),
    Key("l", "L", "lock the palette", "lock_or_unlock"),
    Key("c", "C", "fit a new palette", "refit"),
    Key("g", "G", "regions on, off", "regions_on_or_off"),
    Key("[", "[", "fewer regions", "less_detail"),
    Key("]", "]", "more regions", "more_detail"),
    Key("v", "V", "next view", "next_view"),
    Key("", "click", "pick, drop a segment", None, regions=False),
    Key("", "click", "pick one region", None, regions=True),
    Key("", "Shift-click", "add, drop a region", None, regions=True),
    Key("", "drag", "pick all in a box", None, regions=True),
    Key("b", "B", "background of picks", "next_background"),
    Key("r", "R", "record, stop", "record_or_stop"),
    Key("s", "S", "snapshot", "snapshot"),
    Key("m", "M", "mirror", "mirror"),
    Key("f", "F", "full screen", "full_screen"),
    Key("i", "I", "figures on, off", "figures"),
    Key("h?", "H", "this help", "help"),
)

ACTIONS = {character: key.action for key in KEYS for character in key.characters if key.action}


def card(*, has_regions: bool) -> tuple[tuple[str, str], ...]:
    """The lines of the help card: each key, and what it does with or without regions."""
    return tuple((key.name, key.says) for key in KEYS if key.regions in {None, has_regions})


def action_of(character: str | None) -> str | None:
    """The method that a key calls; None for no key, and for one that does nothing."""
    # Caps Lock makes no difference
    return None if character is None else ACTIONS.get(character.lower())
