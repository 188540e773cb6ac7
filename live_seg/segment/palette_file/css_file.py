"""Palettes for web pages: custom properties of CSS (.css), such as `var(--segment-0)`.

The format is CSS Custom Properties for Cascading Variables, level 1 (https://www.w3.org/TR/css-variables-1/).
"""

from __future__ import annotations

from live_seg.segment.palette import Palette


def palette_as_css(palette: Palette) -> str:
    """A palette as a style sheet: a custom property for each label, with its share of the frame in a comment."""
    colours = zip(palette.hex_colours, palette.shares.tolist(), strict=True)
    lines = [f"  --segment-{label}: {colour}; /* {share:.1%} */" for label, (colour, share) in enumerate(colours)]
    return "\n".join([":root {", *lines, "}"]) + "\n"
