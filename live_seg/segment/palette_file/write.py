"""The format of a palette file, by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from live_seg.segment.palette import Palette
from live_seg.segment.palette_file.adobe_file import palette_as_adobe
from live_seg.segment.palette_file.css_file import palette_as_css
from live_seg.segment.palette_file.gimp_file import palette_as_gimp
from live_seg.segment.palette_file.json_file import palette_as_json

WRITERS: MappingProxyType[str, Callable[[Palette], str | bytes]] = MappingProxyType(
    {".json": palette_as_json, ".gpl": palette_as_gimp, ".ase": palette_as_adobe, ".css": palette_as_css}
)
SUFFIXES = tuple(WRITERS)


def palette_as(suffix: str, palette: Palette) -> bytes:
    """The content of a palette file. `suffix` is one of `SUFFIXES`, in any case."""
    content = WRITERS[suffix.lower()](palette)
    return content if isinstance(content, bytes) else content.encode()
