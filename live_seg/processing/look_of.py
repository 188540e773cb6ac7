"""Picks and backgrounds, as a caller gives them, for a look."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import TypeAlias

from live_seg.config import ViewName
from live_seg.errors import ConfigError, SourceError, described
from live_seg.source.image.read import read_image
from live_seg.source.open import kind_of
from live_seg.source.standard_input import is_standard_input
from live_seg.view.cutout.background import ALLOWED, DIM, Background
from live_seg.view.look import Look
from live_seg.view.picks import Pick, PickAt, PickColour, parse_colour, parse_pick

GivenPick: TypeAlias = "Pick | str | tuple[int, int]"
"""A pick: by its name, as a pixel (column, row), or as an object."""
GivenBackground: TypeAlias = "Background | str | os.PathLike[str] | None"
"""A background: by its name, as the path of an image or a video, or as an object; None for the default."""


def picks_of(given: Iterable[GivenPick] | GivenPick) -> tuple[Pick, ...]:
    """Picks; one or several.

    Raises:
        ConfigError: one of them is not a pick.
    """
    several = [given] if isinstance(given, str | PickAt | PickColour) or _is_pixel(given) else given
    try:
        return tuple(map(_pick_of, several))  # or map raises TypeError
    except TypeError:
        raise ConfigError(f"picks is {described(given)}; it must be a pick such as '320,240', or several") from None


def _is_pixel(given: object) -> bool:
    return isinstance(given, tuple | list) and len(given) == 2 and all(isinstance(one, Integral) for one in given)


def _pick_of(given: object) -> Pick:
    if isinstance(given, PickAt | PickColour):
        return given
    if isinstance(given, tuple | list) and _is_pixel(given):
        return parse_pick(f"{int(given[0])},{int(given[1])}")
    if not isinstance(given, str):
        raise ConfigError(f"pick is {described(given)}; it must be a string such as '320,240', or a pixel (320, 240)")
    return parse_colour(given) if given.startswith("#") else parse_pick(given)


@dataclass(frozen=True, slots=True)
class ReadBackground:
    """A background, and the file that it comes from, if any.

    Attributes:
        background: the background; black in place of a video.
        picture: the image file, or None.
        video: the video file, which is read while frames are processed, or None.
    """

    background: Background = DIM
    picture: Path | None = None
    video: str | None = None


def background_of(given: GivenBackground) -> ReadBackground:
    """A background; the picture is read if it is an image.

    Raises:
        ConfigError: it is neither a background nor an image or a video.
    """
    if given is None or isinstance(given, Background):
        return ReadBackground(given or DIM)
    allowed = f"it must be {ALLOWED}, or the path of an image or a video"
    if not isinstance(given, str | os.PathLike):
        raise ConfigError(f"background is {described(given)}; {allowed}, or a Background")
    name = os.fspath(given)
    try:
        return ReadBackground(Background.parse(name))
    except ConfigError:
        if not os.path.lexists(name) or is_standard_input(name):
            is_path = os.path.dirname(name) or os.path.splitext(name)[1]  # noqa: PTH120, PTH122  # long names
            missing = ", which does not exist" if is_path else ""
            raise ConfigError(f"background is {described(name)}{missing}; {allowed}") from None
    if kind_of(name) in {"file", "animation"}:
        return ReadBackground(Background((0, 0, 0)), video=name)
    try:
        return ReadBackground(Background(read_image(Path(name)).bgr), Path(name))
    except SourceError as error:
        raise ConfigError(f"background is {name!r}, which cannot be read: {error}") from error


def look_of(
    view: ViewName,
    picks: Iterable[GivenPick] | GivenPick,
    background: GivenBackground,
    *,
    hard_edges: bool,
    outline: bool,
) -> tuple[ReadBackground, Look]:
    """The look that arguments make, and its background with the file that it comes from.

    Raises:
        ConfigError: one of them is wrong, or has no effect.
    """
    if view != "cutout":
        for argument, value in (("background", background), ("hard_edges", hard_edges or None)):
            if value is not None:
                raise ConfigError(f"{argument} is {described(value)}, which has no effect without view='cutout'")
    read = background_of(background)
    look = Look(view, picks_of(picks), read.background, is_soft=not hard_edges, has_outline=outline)
    return read, look
