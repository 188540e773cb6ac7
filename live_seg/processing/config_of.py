"""Settings by name, as a caller of `process` gives them, for a config."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from live_seg.config import Config, SegmentSettings, config_with
from live_seg.errors import ConfigError, described

OTHER_NAMES = {
    "clusters": "k",
    "format": "picture_format",
    "palette_in": "config=Config(palette=read_palette(...))",
    "pick": "picks",
    "pick_colour": "picks",
    "soft_edges": "hard_edges",
}
"""What people may call an argument, as after options of the command, and its name."""


def config_of(config: Config | None, settings: SegmentSettings, *, auto_k: bool) -> Config:
    """A config with some of its settings changed.

    Raises:
        ConfigError: a setting is wrong, has no effect, or contradicts another one.
    """
    chosen = config_with(config, **settings)
    for setting in ("detail", "region_quality"):
        if setting in settings and not chosen.regions:
            raise ConfigError(f"{setting} is {described(settings[setting])}, and regions are off; pass regions=True")
    if "k" in settings and chosen.palette is not None:
        raise ConfigError("k and a palette are both given, and the number of its colours is K; leave out one of them")
    if auto_k and ("k" in settings or chosen.palette is not None):
        raise ConfigError(f"auto_k chooses K, but {'k' if 'k' in settings else 'a palette'} is given too")
    return chosen


def refuse_unknown(settings: Iterable[str], own: Iterable[str]) -> None:
    """Refuse arguments that a function does not have.

    Args:
        settings: the names of its arguments that should be fields of `Config`.
        own: the names of its other arguments.

    Raises:
        ConfigError: there is one.
    """
    known = [*own, *SegmentSettings.__annotations__]
    for name in settings:
        if name not in known:
            near = OTHER_NAMES.get(name) or next(iter(get_close_matches(name, known, 1)), None)
            told = f"did you mean {near}?" if near else f"the arguments are {', '.join(known)}"
            raise ConfigError(f"unknown argument {name!r}; {told}")
