"""Palettes for Photoshop, Illustrator and InDesign: Adobe Swatch Exchange (.ase).

Adobe has not published the format. Others have worked it out from files (https://carl.camera/default.aspx?section=color,
https://devblog.cyotek.com/post/reading-adobe-swatch-exchange-ase-files-using-csharp): numbers are big-endian; a header
of "ASEF", version 1.0 and the number of blocks; for each block its kind and the length of what follows. A colour is the
length of its name, the name in UTF-16 with a NUL at its end, "RGB ", three floats from 0 to 1, and a kind.
"""

from __future__ import annotations

import struct

from live_seg.segment.palette import Palette

SIGNATURE, VERSION = b"ASEF", (1, 0)
COLOUR = 0x0001
"""The kind of a block that holds a colour."""
RGB = b"RGB "
NORMAL = 2
"""The kind of a colour that is neither a global nor a spot colour."""


def palette_as_adobe(palette: Palette) -> bytes:
    """A palette as Adobe Swatch Exchange. Each colour is named by its label."""
    blocks = [_colour(f"segment {label}", colour) for label, colour in enumerate(palette.colours.tolist())]
    return struct.pack(">4sHHI", SIGNATURE, *VERSION, len(blocks)) + b"".join(blocks)


def _colour(name: str, bgr: list[int]) -> bytes:
    text = f"{name}\0"
    blue, green, red = (channel / 255 for channel in bgr)
    content = struct.pack(">H", len(text)) + text.encode("utf-16-be")
    content += struct.pack(">4sfffH", RGB, red, green, blue, NORMAL)
    return struct.pack(">HI", COLOUR, len(content)) + content
