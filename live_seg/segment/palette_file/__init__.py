"""Palettes in files: JSON, which people can write by hand, and the formats of drawing programs and web pages.

| Suffix | Format | Written | Read |
|---|---|---|---|
| .json | hex colours, and the share of each in the frame | yes | yes |
| .gpl | GIMP, Inkscape, Krita | yes | yes |
| .ase | Adobe Swatch Exchange | yes | no |
| .css | custom properties | yes | no |
"""

from __future__ import annotations

from live_seg.segment.palette_file.json_file import palette_as_json
from live_seg.segment.palette_file.read import read_palette
from live_seg.segment.palette_file.write import SUFFIXES, palette_as

__all__ = ["SUFFIXES", "palette_as", "palette_as_json", "read_palette"]
