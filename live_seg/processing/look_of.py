"""Picks and backgrounds, as a caller gives them, for a look."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from live_seg.errors import ConfigError, SourceError, described
from live_seg.source.image.read import read_image
from live_seg.source.open import kind_of
from live_seg.view.cutout.background import ALLOWED, DIM, Background
from live_seg.view.picks import Pick, PickAt, PickColour, parse_colour, parse_pick

Given = Background | str | os.PathLike[str] | None


def picks_of(given: Iterable[Pick | str] | Pick | str) -> tuple[Pick, ...]:
    """Picks, by their names or as objects; one or several.

    Raises:
        ConfigError: one of them is not a pick.
    """
    several = [given] if isinstance(given, str | PickAt | PickColour) else given
    try:
        return tuple(map(_pick_of, several))
    except TypeError:
        raise ConfigError(f"picks is {described(given)}; it must be a pick such as '320,240', or several") from None


def _pick_of(given: object) -> Pick:
    if isinstance(given, PickAt | PickColour):
        return given
    if not isinstance(given, str):
        raise ConfigError(f"pick is {described(given)}; it must be a string such as '320,240'")
    return parse_colour(given) if given.startswith("#") else parse_pick(given)


def background_of(given: Given) -> tuple[Background, str | None]:
    """A background, and the address of the video that is shown in its place, or None.

    Raises:
        ConfigError: it is neither a background nor an image or a video.
    """
    if given is None or isinstance(given, Background):
        return given or DIM, None
    name = os.fspath(given)
    try:
        return Background.parse(name), None
    except ConfigError:
        if not os.path.lexists(name):
            raise ConfigError(
                f"background is {described(name)}; it must be {ALLOWED}, or the path of an image or a video"
            ) from None
    if kind_of(name) in {"file", "animation"}:
        return Background((0, 0, 0)), name
    try:
        return Background(read_image(Path(name)).bgr), None
    except SourceError as error:
        raise ConfigError(f"background is {name!r}, which cannot be read: {error}") from error
